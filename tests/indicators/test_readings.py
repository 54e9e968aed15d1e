"""Figures read: one query for any number of series, the sentence from the same object as the chart."""

from datetime import date

import pytest

from improvement.indicators.definitions import all_definitions
from improvement.indicators.models import StaleKey
from improvement.indicators.queries import by_child_team, figures_table, freshness, latest_month, series, teams_below
from improvement.indicators.readings import exceptions, readings, readings_of
from tests.factories.casework import make_import, make_tree
from tests.factories.indicators import make_figure, make_series

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)
STEADY = [20, 22, 19, 21, 20, 23, 18, 20, 22, 19, 21, 20, 22, 19]


@pytest.fixture
def tree():
    return make_tree()


def test_a_series_has_every_month_from_its_first_figure(tree):
    county = tree["larchshire"]
    make_figure("FD06", county, date(2026, 7, 1), 1, 4)
    make_figure("FD06", county, date(2026, 9, 1), 2, 5)
    points = series(team=county, codes=["FD06", "FD07"], until=OCTOBER)
    assert [(point.month.month, point.numerator) for point in points["FD06"]] == [(7, 1), (8, None), (9, 2), (10, None)]
    assert points["FD07"] == ()


def test_forty_readings_take_two_queries(tree, django_assert_num_queries):
    codes = [found.code for found in all_definitions()]
    for code in codes[:5]:
        make_series(code, tree["larchshire"], STEADY, 100)
    with django_assert_num_queries(2):
        found = readings(team=tree["larchshire"], codes=codes, until=OCTOBER)
    assert [reading.definition.code for reading in found] == codes


def test_a_reading_says_value_and_n_in_a_sentence(tree):
    make_series("FD06", tree["larchshire"], STEADY, 100)
    (reading,) = readings(team=tree["larchshire"], codes=["FD06"], until=OCTOBER)
    assert reading.title == "Re-referrals have shown no real change in fourteen months."
    assert reading.subtitle.startswith("19% in October (19 of 100 referrals).")
    assert (reading.shown, reading.n, reading.family) == ("19%", "19 of 100 referrals", "none")


def test_a_team_without_a_population_reads_as_a_count(tree):
    make_series("FD05", tree["mere"], STEADY)
    (reading,) = readings(team=tree["mere"], codes=["FD05"], until=OCTOBER)
    assert (reading.unit, reading.shown) == ("count", "19")


def test_a_share_of_nothing_has_no_value(tree):
    make_series("FD06", tree["mere"], [0, 0], 0)
    (reading,) = readings(team=tree["mere"], codes=["FD06"], until=OCTOBER)
    assert reading.latest is None and reading.shown == ""


def test_exceptions_put_what_got_worse_first(tree):
    worse, better, neutral = [*STEADY[:-1], 60], [*STEADY[:-1], 2], [*STEADY[:-1], 70]
    make_series("FD08", tree["larchshire"], neutral, 100)
    make_series("CP06", tree["larchshire"], better, 100)
    make_series("FD06", tree["larchshire"], worse, 100)
    make_series("CP03", tree["larchshire"], STEADY, 100)
    found = readings(team=tree["larchshire"], codes=["FD08", "CP06", "CP03", "FD06"], until=OCTOBER)
    assert [reading.definition.code for reading in exceptions(found)] == ["FD06", "CP06", "FD08"]
    assert [reading.definition.code for reading in exceptions(found, limit=1)] == ["FD06"]


def test_the_sentence_may_name_the_team(tree):
    make_series("CP11", tree["north-weald"], [*[90, 88] * 7, 30], 100)
    (reading,) = readings_of(teams=[tree["north-weald"]], codes=["CP11"], until=OCTOBER, name_teams=True)
    assert reading.title.startswith("Protection visits in time in North Weald were below the usual range")


def test_the_way_down_shows_the_teams_directly_below(tree, django_assert_num_queries):
    make_figure("FD06", tree["north"], OCTOBER, 1, 4)
    make_figure("FD06", tree["north-weald"], OCTOBER, 1, 4)
    with django_assert_num_queries(2):
        found = by_child_team(code="FD06", team=tree["larchshire"], month=OCTOBER)
    assert [(each.team.name, each.point.numerator) for each in found] == [("North", 1), ("West", None)]
    assert [team.name for team in teams_below(team=tree["north"], month=OCTOBER)] == ["North Weald"]


@pytest.mark.parametrize(
    ("as_on", "month"),
    [(date(2026, 10, 31), OCTOBER), (date(2026, 10, 30), OCTOBER), (date(2026, 11, 5), OCTOBER)],
)
def test_the_latest_month_is_the_last_we_know_all_of(tree, as_on, month):
    make_import(as_on=as_on)
    make_figure("FD06", tree["larchshire"], OCTOBER, 1, 4)
    assert latest_month() == month


def test_before_the_first_import_there_is_no_month():
    assert latest_month() is None


def test_freshness_counts_what_waits(tree):
    make_import(as_on=date(2026, 10, 31))
    StaleKey.objects.all().delete()
    for transaction in (1, 2):
        StaleKey.objects.create(source="referral", month=OCTOBER, transaction=transaction)
    found = freshness()
    assert (found.as_on, found.stale) == (date(2026, 10, 31), 1)


def test_a_table_of_figures_is_scoped_and_in_order(tree):
    for code in ("FD06", "CP03"):
        make_series(code, tree["west"], [1, 2], 10)
        make_series(code, tree["north"], [1, 2], 10)
    rows = figures_table(team_ids=[tree["west"].pk], since=OCTOBER, until=OCTOBER)
    assert [(row.code, row.team_id) for row in rows] == [("CP03", tree["west"].pk), ("FD06", tree["west"].pk)]
