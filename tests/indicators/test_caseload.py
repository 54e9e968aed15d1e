"""Caseloads as a spread: the file that tells it best, the numbers of plain Python, and nobody to be made out."""

from collections import Counter
from datetime import date
from types import SimpleNamespace

import pytest

from casework.models import CinStatus
from improvement.indicators.access import Standing
from improvement.indicators.caseload import BANDS, caseload_page, spread
from improvement.indicators.given import services
from tests.factories import make_child, make_fact, make_import, make_tree, make_worker
from tests.factories.given import AT, MONTH, receive
from tests.indicators.given.test_workforce import HEAD

WEST = [9, 12, 12, 14, 15, 15, 15, 16, 18, 22, 24, 31]
NORTH = [8, 8, 30]


def at(team, *, in_full=True):
    return Standing(team=team, month=MONTH, above=(), below=(), in_full=in_full, rows=False)


def workforce(west=WEST, north=NORTH, month="2026-10"):
    places = {"mere-assessment": west[:7], "mere-safeguarding": west[7:], "weald-safeguarding": north}
    lines = [
        f"{month},{team},{team}-{n},1,no,no,{held},,," for team, cases in places.items() for n, held in enumerate(cases)
    ]
    file = receive(content="\n".join([HEAD, *lines]).encode(), name="workforce.csv")
    return services.apply_file(file=file, by=None, at=AT)


@pytest.fixture
def tree(calendar):
    return make_tree()


def banded(numbers):
    return [sum(low <= each <= (999 if high is None else high) for each in numbers) for low, high in BANDS]


@pytest.mark.django_db
def test_each_place_has_the_workers_of_all_its_teams(tree):
    workforce()
    page = caseload_page(at(tree["larchshire"]))
    assert [place.name for place in page.places] == ["North", "West"]
    north, west = page.places
    assert [int(cell) for cell in west.cells] == [*banded(WEST), len(WEST)]
    assert [int(cell) for cell in north.cells] == [*banded(NORTH), 3]
    assert [int(cell) for cell in page.whole.cells] == [*banded(WEST + NORTH), 15]
    assert west.sentence == "Twelve workers hold 9 to 31 children each; the middle half of them hold 14 to 19."
    assert len(west.spread.dots) == 12
    # One scale for all: the worker with 30 in North stands where 30 stands in West.
    assert north.spread.dots[-1].x == spread([30], low=8, high=31).dots[0].x
    assert page.source == "the workforce file of October 2026"


@pytest.mark.django_db
def test_a_later_file_of_the_month_takes_over_and_undone_gives_back(tree):
    workforce()
    later = workforce(west=[20] * 12)
    assert caseload_page(at(tree["west"])).whole.cells == ["0", "0", "0", "12", "0", "12"]
    services.undo_file(file=later, by=None, at=AT)
    assert [int(cell) for cell in caseload_page(at(tree["west"])).whole.cells] == [*banded(WEST), 12]


@pytest.mark.django_db
def test_without_a_file_the_list_of_open_children_tells_it(tree):
    source = make_import()
    for held in (3, 5):
        worker = make_worker()
        for _ in range(held):
            place = {"team": tree["mere-safeguarding"], "worker": worker}
            make_fact(CinStatus, child=make_child(source=source), as_on=date(2026, 10, 31), status="CIN", **place)
    page = caseload_page(at(tree["larchshire"]))
    assert page.whole.sentence == "Two workers hold 3 to 5 children each."
    assert page.source == "the list of open children of 31 October 2026"
    assert caseload_page(SimpleNamespace(team=tree["larchshire"], month=date(2026, 9, 1), in_full=True)) is None


@pytest.mark.django_db
def test_small_numbers_are_hidden_and_do_not_come_back_by_sums(tree):
    workforce()
    page = caseload_page(at(tree["larchshire"], in_full=False))
    north, west = page.places
    assert page.hidden
    assert north.spread is None and west.spread is None
    columns = list(zip(page.whole.cells, north.cells, west.cells, strict=True))
    for cells in columns:
        assert Counter(cells)["c"] != 1, "one hidden number among shown ones is their difference"
    for place in (page.whole, north, west):
        assert Counter(place.cells)["c"] != 1
        assert not [cell for cell in place.cells if cell != "c" and 0 < int(cell) < 5]


@pytest.mark.django_db
def test_nobody_is_named_or_ranked(tree, client):
    workforce()
    page = caseload_page(at(tree["larchshire"]))
    assert [place.name for place in page.places] == sorted(place.name for place in page.places)
    assert "weald-safeguarding-2" not in str(page)


@pytest.mark.django_db
def test_ten_times_the_workers_ask_no_more(tree, django_assert_max_num_queries):
    for west in (WEST, WEST * 10):
        workforce(west=west)
        with django_assert_max_num_queries(6):
            caseload_page(at(tree["larchshire"]))


def test_dots_of_one_number_stand_on_each_other_and_stay_inside():
    drawn = spread([5] * 40 + [9])
    assert len({dot.x for dot in drawn.dots}) == 2
    assert len({(dot.x, dot.y) for dot in drawn.dots}) == 41
    assert all(0 < dot.y < drawn.axis for dot in drawn.dots)
    assert spread([]) is None
