"""manage.py rollup, figures and load_calendar."""

import csv
import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from casework.models import Referral
from improvement.indicators.models import Figure, StaleKey
from tests.factories.casework import make_fact, make_tree
from tests.factories.indicators import make_figure

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)


def run(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def tree():
    run("load_calendar")
    return make_tree()


def test_rollup_counts_what_is_stale(tree):
    make_fact(Referral, team=tree["west"], referral_on=date(2026, 10, 5), nfa="Y")
    assert "figures written in" in run("rollup")
    assert not StaleKey.objects.exists()
    assert Figure.objects.get(indicator="FD07", team=tree["larchshire"], month=OCTOBER).numerator == 1


def test_rollup_counts_given_months_and_all(tree):
    make_fact(Referral, team=tree["west"], referral_on=date(2026, 10, 5), nfa="Y")
    run("rollup", "--from", "2026-09", "--to", "2026-10")
    assert set(Figure.objects.values_list("month", flat=True)) == {date(2026, 9, 1), OCTOBER}
    run("rollup", "--all")
    assert Figure.objects.values("month").distinct().count() == 6


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["rollup", "--from", "2026-01"], "both --from and --to"),
        (["rollup", "--from", "2026-02", "--to", "2026-01"], "is after"),
        (["rollup", "--from", "January", "--to", "2026-01"], "is not a month"),
        (["figures", "--from", "2026-01", "--to", "2026-02", "--team", "nowhere"], "no team nowhere"),
        (["figures", "--from", "2026-01", "--to", "2026-02", "--indicator", "XX01"], "no indicator XX01"),
    ],
)
def test_what_is_not_understood_is_said(arguments, message):
    with pytest.raises(CommandError, match=message):
        run(*arguments)


def test_figures_leave_as_csv_and_json(tree):
    make_figure("FD06", tree["west"], OCTOBER, 1, 4)
    make_figure("FD06", tree["north"], OCTOBER, 3, 4)
    asked = ["figures", "--from", "2026-10", "--to", "2026-10", "--team", "west"]
    (row,) = csv.DictReader(io.StringIO(run(*asked)))
    assert (row["team"], row["month"], row["numerator"], row["denominator"], row["value"]) == (
        "west",
        "2026-10",
        "1",
        "4",
        "25.0",
    )
    (same,) = json.loads(run(*asked, "--indicator", "FD06", "--format", "json"))
    assert {key: str(value) for key, value in same.items()} == row
