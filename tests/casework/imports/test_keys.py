"""A row without the date its list is about is left out and said; a list without that column is not read."""

from datetime import date

import pytest
from django.utils import timezone

from casework.imports import services
from casework.models import Contact
from tests.casework.imports.hostile import HEAD, ROW

pytestmark = pytest.mark.django_db


def applied(*lines):
    content = "\n".join(",".join(line) for line in lines).encode()
    delivery = services.receive_files(
        files=[("List 1.csv", content)], by=None, at=timezone.now(), key="k", as_on=date(2026, 10, 31)
    )
    delivery = services.read_and_check(delivery_id=delivery.pk, at=timezone.now())
    if delivery.state == "checked":
        delivery = services.apply_import(delivery_id=delivery.pk, by=None, at=timezone.now())
    return delivery


@pytest.mark.parametrize("day", ["31/02/2026", "soon", "01/01/1900", "", "-", "#MULTIVALUE", "nan"])
def test_row_without_its_date_is_left_out_and_the_others_are_applied(day):
    delivery = applied(HEAD, ROW, ["LS2", *ROW[1:5], day, ROW[6]])
    assert (delivery.state, Contact.objects.count()) == ("applied", 1)
    problem = delivery.problems.get(kind="row")
    assert (problem.row, problem.column) == (3, "Date of Contact")


def test_list_without_its_date_column_is_refused_in_plain_words():
    delivery = applied(HEAD[:5], ROW[:5])
    assert delivery.state == "refused"
    assert "List 1.csv" in delivery.reason
