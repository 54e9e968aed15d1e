"""The children in need census: its shapes of 2021 to 2026, its faults, and the facts it makes."""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from casework.imports import services
from casework.imports.problems import PROBLEMS
from casework.models import (
    FACTS,
    Assessment,
    Child,
    CinEpisode,
    CinPlan,
    CpPlan,
    Referral,
    Review,
    Section47,
)
from tests.casework.imports.returns import applied, census, checked
from tests.factories import make_team
from tests.factories.casework import make_child, make_fact, make_import

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[2] / "data" / "cin_census"
WHO = "<LAchildID>C1</LAchildID><PersonBirthDate>2015-05-10</PersonBirthDate><Sex>F</Sex>"
NATURE = "<Ethnicity>WBRI</Ethnicity><Disabilities><Disability>NONE</Disability></Disabilities>"
REFERRED = (
    "<CINreferralDate>2023-05-10</CINreferralDate><ReferralSource>1A</ReferralSource>"
    "<PrimaryNeedCode>N4</PrimaryNeedCode>"
)
PARTS = (
    "<Assessments><AssessmentActualStartDate>2023-05-11</AssessmentActualStartDate>"
    "<AssessmentAuthorisationDate>2023-06-20</AssessmentAuthorisationDate></Assessments>"
    "<CINPlanDates><CINPlanStartDate>2023-06-21</CINPlanStartDate></CINPlanDates>"
    "<Section47><S47ActualStartDate>2023-07-03</S47ActualStartDate><InitialCPCtarget>2023-07-24</InitialCPCtarget>"
    "<DateOfInitialCPC>2023-07-20</DateOfInitialCPC><ICPCnotRequired>false</ICPCnotRequired></Section47>"
    "<ReferralNFA>0</ReferralNFA>"
    "<ChildProtectionPlans><CPPstartDate>2023-07-20</CPPstartDate><CPPendDate>2024-02-01</CPPendDate>"
    "<InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse><LatestCategoryOfAbuse>EMO</LatestCategoryOfAbuse>"
    "<NumberOfPreviousCPP>1</NumberOfPreviousCPP><Reviews><CPPreviewDate>2023-10-10</CPPreviewDate>"
    "<CPPreviewDate>2024-01-10</CPPreviewDate></Reviews></ChildProtectionPlans>"
)


def child(details=REFERRED + PARTS, who=WHO, nature=NATURE):
    return (
        f"<Child><ChildIdentifiers>{who}</ChildIdentifiers><ChildCharacteristics>{nature}</ChildCharacteristics>"
        f"<CINdetails>{details}</CINdetails></Child>"
    )


def said(delivery, key):
    return delivery.problems.filter(message=PROBLEMS[key][2])


def test_a_child_of_the_census_becomes_facts():
    delivery = applied(census(child()))
    assert (delivery.form, delivery.as_on) == ("cin_census", date(2024, 3, 31))
    held = Child.objects.get()
    assert (held.reference, held.sex, held.birth_month, held.disability) == ("C1", "F", date(2015, 5, 1), "N")
    assert Referral.objects.values_list("referral_on", "source_code", "nfa").get() == (date(2023, 5, 10), "1A", "N")
    assert CinEpisode.objects.values_list("start_on", "end_on", "primary_need").get() == (date(2023, 5, 10), None, "N4")
    assert Assessment.objects.get().authorised_on == date(2023, 6, 20)
    enquiry = Section47.objects.get()
    assert (enquiry.start_on, enquiry.icpc_on, enquiry.icpc_not_needed) == (
        date(2023, 7, 3),
        date(2023, 7, 20),
        "N",
    )
    assert CinPlan.objects.values_list("start_on", "end_on").get() == (date(2023, 6, 21), None)
    plan = CpPlan.objects.get()
    assert (plan.end_on, plan.initial_category, plan.latest_category, plan.previous_plans) == (
        date(2024, 2, 1),
        "NEG",
        "EMO",
        1,
    )
    assert list(Review.objects.order_by("review_on").values_list("kind", "review_on")) == [
        ("cp", date(2023, 10, 10)),
        ("cp", date(2024, 1, 10)),
    ]
    assert not delivery.problems.exists()


@pytest.mark.parametrize(
    ("who", "nature", "sex", "born", "unborn", "disability"),
    [
        (WHO.replace("Sex>", "GenderCurrent>").replace(">F<", ">2<"), NATURE, "F", date(2015, 5, 1), False, "N"),
        (WHO.replace("Sex>", "GenderCurrent>").replace(">F<", ">0<"), NATURE, "U", date(2015, 5, 1), False, "N"),
        (WHO.replace("Sex>", "GenderCurrent>").replace(">F<", ">9<"), NATURE, "U", date(2015, 5, 1), False, "N"),
        (WHO.replace(">F<", ">M<"), "<Disability>MOB</Disability>", "M", date(2015, 5, 1), False, "Y"),
        (
            "<LAchildID>C1</LAchildID><ExpectedPersonBirthDate>2024-05-10</ExpectedPersonBirthDate><Sex>U</Sex>",
            "<Disabilities><Disability>HEAR</Disability><Disability>NONE</Disability></Disabilities>",
            "U",
            date(2024, 5, 1),
            True,
            "Y",
        ),
    ],
    ids=["2", "0", "9", "M", "unborn"],
)
def test_the_shapes_of_who_a_child_is(who, nature, sex, born, unborn, disability):
    details = REFERRED.replace("2023-05-10", "2024-02-10")
    applied(census(child(details, who=who, nature=nature)))
    held = Child.objects.get()
    assert (held.sex, held.birth_month, held.is_unborn, held.disability) == (sex, born, unborn, disability)


@pytest.mark.parametrize(
    ("told", "nfa", "episodes"), [("1", "Y", 0), ("true", "Y", 0), ("0", "N", 1), ("false", "N", 1)]
)
def test_a_referral_with_no_further_action_opens_no_episode(told, nfa, episodes):
    applied(census(child(f"{REFERRED}<ReferralNFA>{told}</ReferralNFA>")))
    assert Referral.objects.get().nfa == nfa
    assert CinEpisode.objects.count() == episodes


def test_reviews_may_stand_in_the_plan_itself_and_names_may_have_a_prefix():
    details = REFERRED + PARTS.replace("<Reviews>", "").replace("</Reviews>", "")
    text = child(details).replace("<", "<cin:").replace("<cin:/", "</cin:")
    applied(census(text, head="<!-- a note -->"))
    assert Review.objects.count() == 2


def test_a_census_on_one_line_keeps_its_rows_apart():
    second = WHO.replace("C1", "C2")
    bad = REFERRED.replace("2023-05-10", "2025-05-10")
    delivery = applied(census(child() + child(bad, who=second)))
    assert said(delivery, "future_key").get().value == "10/05/2025"
    assert Referral.objects.get().child.reference == "C1"


def test_the_sample_of_2026_and_its_faults():
    delivery = checked([("CIN_Census_2026.xml", (SAMPLES / "CIN_Census_2026.xml").read_bytes())])
    assert (delivery.state, delivery.as_on) == ("checked", date(2024, 3, 31)), delivery.reason
    stray = said(delivery, "stray_text").get()
    lines = (SAMPLES / "CIN_Census_2026.xml").read_text().splitlines()
    assert (stray.value, stray.sheet) == ("PersonBirthDate", "CIN_Census_2026.xml")
    assert "</UPNunknown>PersonBirthDate" in lines[stray.row - 2]
    begun = said(delivery, "future_key").get(column="AssessmentActualStartDate")
    assert begun.value == "28/04/2028"
    assert "<Assessments>" in lines[begun.row - 1]
    services.apply_import(delivery_id=delivery.pk, by=None, at=timezone.now())
    assert Child.objects.get(reference="DfEX0000001").sex == "M"
    assert Section47.objects.get().start_on == date(2022, 6, 2)
    assert CpPlan.objects.get().previous_plans == 10


def test_the_fake_census_and_its_faults():
    path = SAMPLES / "fake_CIN_data.xml"
    day = date(2022, 7, 21)
    details = [{each.tag: each.text for each in found} for found in ElementTree.parse(path).iter("CINdetails")]
    delivery = checked([(path.name, path.read_bytes())])
    assert (delivery.state, delivery.as_on) == ("checked", day)
    later = [each for each in details if date.fromisoformat(each["CINreferralDate"]) > day]
    found = said(delivery, "future_key")
    assert Counter(found.values_list("value", flat=True)) == Counter(
        f"{date.fromisoformat(each['CINreferralDate']):%d/%m/%Y}" for each in later
    )
    assert found.count() == len(later) > 5
    lines = path.read_text().splitlines()
    assert all("<CINdetails>" in lines[row - 1] for row in found.values_list("row", flat=True))
    weekend = said(delivery, "conference_at_weekend")
    assert weekend.count() > 3
    for value in weekend.values_list("value", flat=True):
        dd, mm, yyyy = map(int, re.match(r"(\d\d)/(\d\d)/(\d{4})", value).groups())
        assert date(yyyy, mm, dd).isoweekday() > 5
    assert said(delivery, "conference_alone").count() >= weekend.count()
    services.apply_import(delivery_id=delivery.pk, by=None, at=timezone.now())
    assert 0 < Referral.objects.count() <= len(details) - len(later)
    assert not CinEpisode.objects.exists()


def test_a_census_adds_to_what_annex_a_told_and_never_blanks_it():
    source = make_import(as_on=date(2024, 3, 31))
    held = make_child("C1", source=source)
    team = make_team()
    make_fact(Referral, child=held, referral_on=date(2023, 5, 10), team=team, previous_referrals=2)
    make_fact(CinEpisode, child=held, start_on=date(2023, 5, 10), team=team, primary_need="N1")
    outside = make_fact(Referral, child=held, referral_on=date(2023, 3, 31), team=team)
    inside = make_fact(Referral, child=held, referral_on=date(2023, 4, 1), team=team)
    applied(census(child(REFERRED.replace("<PrimaryNeedCode>N4</PrimaryNeedCode>", ""))))
    referral = Referral.objects.get(referral_on=date(2023, 5, 10))
    assert (referral.team, referral.previous_referrals, referral.source_code) == (team, 2, "1A")
    assert CinEpisode.objects.values_list("team", "primary_need").get() == (team.pk, "N1")
    outside.refresh_from_db()
    inside.refresh_from_db()
    assert (outside.gone_source, inside.gone_source is None) == (None, False)


def test_an_old_census_does_not_make_a_child_unborn_again():
    make_child("C1", source=make_import(as_on=date(2024, 10, 31)), birth_month=date(2024, 4, 1))
    who = "<LAchildID>C1</LAchildID><ExpectedPersonBirthDate>2024-05-10</ExpectedPersonBirthDate>"
    applied(census(child(REFERRED.replace("2023-05-10", "2024-02-10"), who=who)))
    assert Child.objects.values_list("birth_month", "is_unborn").get() == (date(2024, 4, 1), False)


def test_the_same_census_twice_changes_nothing_and_undo_takes_it_back():
    first = applied(census(child()))
    before = {model: list(model.objects.values()) for model in FACTS}
    again = applied(census(child()))
    assert {model: list(model.objects.values()) for model in FACTS} == before
    assert set(again.lists.values_list("facts_new", "facts_changed", "facts_gone")) == {(0, 0, 0)}
    for delivery in (again, first):
        services.undo_import(delivery_id=delivery.pk, by=None, at=timezone.now())
    assert not any(model.objects.exists() for model in (*FACTS, Child))
