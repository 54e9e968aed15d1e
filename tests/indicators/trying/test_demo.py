"""What the synthetic department's team tries is begun once, on a figure that the team has."""

from datetime import date

import pytest

from improvement.indicators.models import ChangeTest
from improvement.indicators.readings import readings
from improvement.management.talk import talk
from tests.factories import make_tree, make_user
from tests.factories.indicators import make_series
from tests.indicators.said.conftest import AT, OCTOBER


@pytest.mark.parametrize("code", ["CP11", "AS02"])
def test_the_team_begins_one_and_its_chart_says_so(code, db):
    tree = make_tree()
    team = tree["mere-safeguarding"]
    places = {"team_manager": team, "practitioner": team}
    for role in ("director", "analyst", "head_of_service", "team_manager", "practitioner"):
        address = f"{role.replace('_', '-')}@larchshire.example"
        make_user(role, places.get(role, tree["larchshire"]), email=address)
    make_series(code, team, [30] * 6, 40)
    talk(at=AT)
    talk(at=AT)
    test = ChangeTest.objects.get()
    assert (test.indicator, test.team) == (code, team)
    assert test.cycles.get().look_on == date(2026, 11, 17)
    (reading,) = readings(team=team, codes=[code], until=OCTOBER)
    assert reading.chart.notes[0].startswith("August 2026: a test of change began on 7 August 2026: The next visit")


def test_a_team_without_such_figures_tries_nothing(db):
    tree = make_tree()
    for role in ("director", "analyst", "head_of_service", "team_manager", "practitioner"):
        make_user(role, tree["mere"], email=f"{role.replace('_', '-')}@larchshire.example")
    make_series("FD01", tree["mere"], [30] * 6)
    talk(at=AT)
    assert not ChangeTest.objects.exists()
