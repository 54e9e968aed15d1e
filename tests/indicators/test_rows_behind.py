"""Every number leads to the rows behind it, for those who may see them."""

from datetime import date

import pytest

from casework.models import Contact, Referral, Team
from improvement.indicators import rollups
from improvement.indicators.definitions import all_definitions, definition
from improvement.indicators.models import Figure
from improvement.indicators.queries import rows_behind
from tests.factories.casework import make_child, make_fact, make_import, make_team, make_tree, make_user
from tests.indicators.facts import AT, department

pytestmark = pytest.mark.django_db
NOT_ROWS = {"LA14": "numerator", "LA20": "numerator", "WF05": "denominator"}  # scores, months added up; workers


@pytest.fixture
def larchshire(db):
    teams = department(seed=3, children=60)
    for found in {each.source for each in all_definitions()}:
        rollups.roll_up(source=found, months=rollups.all_months(at=AT.date()), at=AT)
    return teams


def test_the_rows_are_as_many_as_the_figure_says(larchshire):
    analyst = make_user("analyst", larchshire["larchshire"])
    checked = 0
    for month in (date(2024, 10, 1), date(2025, 3, 1)):
        for figure in Figure.objects.filter(month=month, team__level__in=["county", "district"]).select_related("team"):
            if not definition(figure.indicator).frame.children:
                # What was given, and what is counted of imports, has no rows about children.
                assert rows_behind(code=figure.indicator, team=figure.team, month=month, user=analyst).total == 0
                continue
            if definition(figure.indicator).is_rate or figure.denominator is None:
                parts = {"numerator": figure.numerator}
            else:
                parts = {"numerator": figure.numerator, "denominator": figure.denominator}
            parts.pop(NOT_ROWS.get(figure.indicator), None)
            for part, number in parts.items():
                found = rows_behind(
                    code=figure.indicator, team=figure.team, month=month, part=part, user=analyst, limit=1000
                )
                assert found.total == number, (figure, part)
                assert len(found.rows) == found.visible <= found.total
                checked += 1
    assert checked > 300


def test_only_the_rows_of_ones_own_teams_are_shown(db, calendar):
    tree = make_tree()
    for code in ("mere-safeguarding", "weald-safeguarding"):
        make_fact(Referral, team=tree[code], referral_on=date(2026, 10, 5), nfa="Y")
    manager = make_user("team_manager", tree["mere-safeguarding"])
    found = rows_behind(code="FD07", team=tree["larchshire"], month=date(2026, 10, 1), user=manager)
    assert (found.total, found.visible) == (2, 1)
    assert [row.team for row in found.rows] == ["Mere Safeguarding"]
    assert found.rows[0].counted and found.kind == "referrals"


def test_a_person_without_child_level_access_sees_no_rows(db, calendar):
    tree = make_tree()
    make_fact(Contact, team=tree["mere-safeguarding"], contact_on=date(2026, 10, 5))
    member = make_user("board_member", tree["larchshire"])
    found = rows_behind(code="FD01", team=tree["larchshire"], month=date(2026, 10, 1), user=member)
    assert (found.total, found.visible, found.rows) == (1, 0, ())


def test_rows_without_a_team_are_the_countys(db, calendar):
    county = make_team("Larchshire", level="county")
    child = make_child("LS000042", source=make_import())
    make_fact(Contact, child=child, contact_on=date(2026, 10, 5))
    found = rows_behind(code="FD01", team=county, month=date(2026, 10, 1), user=make_user("director", county))
    assert [row.reference for row in found.rows] == ["LS000042"]


def test_there_is_nothing_behind_a_population_or_a_month_we_know_nothing_of(db, calendar):
    county = make_team("Larchshire", level="county")
    make_import()
    director = make_user("director", county)
    for month, part in ((date(2026, 10, 1), "denominator"), (date(2031, 1, 1), "numerator")):
        assert rows_behind(code="FD05", team=county, month=month, part=part, user=director).total == 0
    with pytest.raises(ValueError, match="no 'middle'"):
        rows_behind(code="FD05", team=county, month=date(2026, 10, 1), part="middle", user=director)
    assert Team.objects.count() == 1
