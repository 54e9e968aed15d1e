"""What makes up a delivery: one workbook, several, a CSV file a list, lists absent, list 11, blanks and own columns."""

from datetime import date

import pytest
from django.utils import timezone

from casework.imports import queries, services
from casework.models import Child, Contact, CpPlan, Referral
from tests.casework.imports.hostile import CSV, HEAD, ROW, workbook
from tests.factories import make_team

pytestmark = pytest.mark.django_db
WHO = "Child Unique ID,Gender,Ethnicity,Date of Birth,Age"
REFERRALS = f"{WHO},Date of referral,Referral Source,Referral NFA?,Allocated Team,Allocated Worker\r\n"
REFERRED = "LS2,b) Female,a) WBRI,03/04/2014,12,05/10/2026,6: Police,b) No,,\r\n"


def checked(*files):
    delivery = services.receive_files(
        files=[(name, content.encode() if isinstance(content, str) else content) for name, content in files],
        by=None,
        at=timezone.now(),
        key=str(files[0][0]),
        as_on=date(2026, 10, 31),
    )
    return services.read_and_check(delivery_id=delivery.pk, at=timezone.now())


def applied(*files):
    delivery = checked(*files)
    assert delivery.state == "checked", delivery.reason
    return services.apply_import(delivery_id=delivery.pk, by=None, at=timezone.now())


@pytest.mark.parametrize(
    "files",
    [
        [("list_1.csv", CSV), ("list_3.csv", REFERRALS + REFERRED)],
        [("contacts.xlsx", workbook()), ("Referrals.csv", REFERRALS + REFERRED)],
        [("a.xlsx", workbook(sheet="Contacts")), ("b.csv", REFERRALS + REFERRED)],
    ],
    ids=["a CSV a list", "a workbook and a CSV", "known by their headings"],
)
def test_lists_may_come_in_several_files_and_the_absent_are_said(files):
    delivery = applied(*files)
    assert (Contact.objects.count(), Referral.objects.count()) == (1, 1)
    absent = queries.report(delivery).absent
    assert len(absent) == 8
    assert "List 7, Child protection" in absent


def test_list_10_is_not_list_1():
    head = "Child Unique ID,Gender,Date of Birth,Date of Decision that Child Should be Placed for Adoption\r\n"
    delivery = applied(("list_10.csv", head + "LS3,a) Male,01/02/2024,05/10/2026\r\n"))
    assert [each.number for each in delivery.lists.all()] == [10]


def test_list_in_two_files_is_read_once_and_said():
    delivery = applied(("list_1.csv", CSV), ("list_1 again.csv", CSV.replace("LS1", "LS9")))
    assert Contact.objects.count() == 1
    assert "already read" in delivery.problems.get(kind="header", column="").message


def test_adopters_are_recognised_and_left_out_with_a_note():
    adopters = "Individual adopter identifier,Gender,Date enquiry received\r\nA1,a) Male,05/10/2026\r\n"
    delivery = applied(("list_1.csv", CSV), ("list_11.csv", adopters))
    assert "adopters" in delivery.lists.get(number=11).note
    assert not Child.objects.filter(reference="A1").exists()


def test_headings_in_row_2_with_dashes_for_blanks():
    lines = [["Contacts, month 7", *[""] * 6], HEAD, ["LS1", "-", "-", "-", "-", "03/10/2026", "-"]]
    delivery = applied(("list_1.csv", "\r\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)))
    contact = Contact.objects.get()
    assert (contact.child.sex, contact.child.birth_month, contact.source_code) == ("", None, "")
    assert not delivery.problems.filter(kind__in=["row", "code"]).exists()


def test_unborn_child_with_no_birth_date_is_kept_and_becomes_born():
    row = ["LS1", "c) Not stated/recorded (or unborn)", ROW[2], "", "-1", *ROW[5:]]
    applied(("1.csv", ",".join(HEAD) + "\r\n" + ",".join(row)))
    child = Child.objects.get()
    assert (child.is_unborn, child.birth_month) == (True, None)
    row[3:5] = "20/11/2026", ""
    applied(("2.csv", ",".join(HEAD) + "\r\n" + ",".join(row)))
    child.refresh_from_db()
    assert (child.is_unborn, child.birth_month) == (True, date(2026, 11, 1))
    row[3:5] = "20/10/2026", "0"
    applied(("3.csv", ",".join(HEAD) + "\r\n" + ",".join(row)))
    child.refresh_from_db()
    assert (child.is_unborn, child.birth_month) == (False, date(2026, 10, 1))


def test_plan_before_birth_within_forty_weeks_counts():
    head = "Child Unique ID,Gender,Date of Birth,Child Protection Plan Start Date\r\n"
    rows = "LS1,c) Unborn,20/11/2026,05/10/2026\r\nLS2,c) Unborn,20/11/2026,05/01/2026\r\n"
    delivery = applied(("list_7.csv", head + rows))
    assert CpPlan.objects.get().child.reference == "LS1"
    assert "40 weeks" in delivery.problems.get(kind="row").message


def test_leading_zeros_and_floats_are_one_reference_each():
    def fill(book, page):
        page.write_row(2, 0, ["0004217", *ROW[1:]])
        page.write_row(3, 0, [4217, *ROW[1:]])
        page.write_row(4, 0, [4217.0, *ROW[1:5], "04/10/2026", ROW[6]])

    applied(("a.xlsx", workbook(fill)))
    assert list(Child.objects.values_list("reference", flat=True)) == ["0004217", "4217", "LS1"]
    assert Contact.objects.filter(child__reference="4217").count() == 2


def test_columns_of_ones_own_are_said_and_the_rest_is_read():
    delivery = applied(("list_1.csv", CSV.replace("Child Unique ID", "Month,Child Unique ID").replace("LS1", "10,LS1")))
    assert delivery.problems.get(kind="header", column="Month").remedy.startswith("Nothing")
    assert Contact.objects.get().child.reference == "LS1"


def test_hard_space_in_a_team_is_still_the_team():
    team = make_team("North Weald Assessment")
    applied(("list_3.csv", REFERRALS + REFERRED.replace(",,\r\n", ",North\u00a0Weald  assessment,J\u00a0Hale\r\n")))
    referral = Referral.objects.get()
    assert (referral.team, referral.worker.name) == (team, "J Hale")
