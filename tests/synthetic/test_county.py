"""The tree, the seasons and the staff of Larchshire."""

import re
from collections import Counter
from datetime import date

import pytest

from casework.synthetic import clock
from casework.synthetic.county import larchshire, population_rows, referral_seasons
from casework.synthetic.staff import workforce_rows
from improvement.lib import working_days

LAST = clock.month_index(date(2026, 10, 1).toordinal())


def test_the_tree_has_3_areas_9_districts_and_40_teams():
    county = larchshire(last=LAST)
    assert Counter(node.level for node in county.nodes) == {"county": 1, "area": 3, "district": 9, "team": 40}
    seen = set()
    for node in county.nodes:
        assert node.parent in seen or node.level == "county"
        seen.add(node.code)
    assert len(seen) == len({node.name for node in county.nodes}) == 53


def test_codes_are_slugs_that_fit_the_model():
    assert all(re.fullmatch(r"[a-z0-9-]{1,40}", node.code) for node in larchshire(last=LAST).nodes)


def test_population_adds_up():
    rows = dict(population_rows(larchshire(last=LAST)))
    assert len(rows) == 13
    assert rows["larchshire"] == 75100
    assert rows["larchshire"] == sum(rows[f"{area}-larchshire"] for area in ("west", "north", "coast"))
    assert rows["north-larchshire"] == rows["north-weald"] + rows["fellgate"] + rows["harrowdale"]


def test_a_small_county_has_eight_teams():
    county = larchshire(last=LAST, small=True)
    assert len(county.teams) == 8
    assert {node.level for node in county.nodes} == {"county", "area", "district", "team"}


def test_referrals_follow_englands_year():
    seasons = referral_seasons()
    assert sum(seasons.values()) / 12 == pytest.approx(1)
    assert min(seasons, key=seasons.get) == 8
    assert seasons[12] < 0.9 < 1.04 < seasons[5]


def test_the_clock_keeps_englands_working_days():
    start = date(2025, 4, 17)
    assert date.fromordinal(clock.add_working_days(start.toordinal(), 15)) == date(2025, 5, 13)
    for day in range(date(2024, 12, 1).toordinal(), date(2025, 2, 1).toordinal()):
        assert clock.is_working_day(day) == working_days.is_working_day(date.fromordinal(day))


def test_four_hundred_workers_with_different_invented_names(larchshire):
    names = [worker.name for worker in larchshire.workers]
    assert len(names) == len(set(names)) == 400
    assert Counter(worker.role for worker in larchshire.workers)["team manager"] == 40


def test_agency_staff_fall_and_posts_fill_after_month_24(larchshire):
    def share(month):
        rows = workforce_rows(larchshire.county, larchshire.posts, month)
        return sum(row[3] for row in rows) / sum(row[2] for row in rows)

    before = sum(share(month) for month in larchshire.months[12:24]) / 12
    assert 0.15 < before < 0.32
    assert share(larchshire.months[-1]) < 0.7 * before
