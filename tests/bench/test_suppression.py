"""Suppression against its bars: 24 tables of a department in a fifth of a second, and the page that hides most."""

import json
import time
from random import Random

import pytest
from django.test import Client

from casework.models import Team
from improvement.indicators import protection
from improvement.lib.suppression import suppress_counts
from tests.bench.test_pages import director  # noqa: F401 - the department of 53 teams
from tests.factories import make_user

pytestmark = pytest.mark.bench

BAR = 0.2
TABLES = 24


def department(dice) -> tuple[list[list[int]], list[int | None]]:
    """Return a table of two columns and their total for 40 teams in 9 districts in 3 areas in a county."""
    parents = [None, 0, 0, 0, *(1 + district % 3 for district in range(9)), *(4 + team % 9 for team in range(40))]
    rows = [[0, 0] for _ in parents]
    for team in range(13, 53):
        numbers, row = [dice.choice([0, 0, 1, 2, 3, 6, 9, 14, 40]) for _ in range(2)], team
        while row is not None:
            rows[row] = [have + more for have, more in zip(rows[row], numbers, strict=True)]
            row = parents[row]
    return [[*row, sum(row)] for row in rows], parents


def test_twenty_four_tables_in_a_fifth_of_a_second():
    dice = Random(1)
    tables = [department(dice) for _ in range(TABLES)]
    times = []
    for _ in range(5):
        # Our own time: whatever else the machine does only adds to the clock on the wall.
        start = time.process_time()
        hidden = sum(
            cell.hidden
            for rows, parents in tables
            for row in suppress_counts(rows, parents=parents, totals=True)
            for cell in row
        )
        times.append(time.process_time() - start)
    report("suppression_24_tables", min(times), BAR, rows=len(tables[0][0]), hidden=hidden)


@pytest.mark.django_db
def test_the_index_with_small_numbers_hidden(director):  # noqa: F811
    member = Client()
    member.force_login(make_user("board_member", Team.objects.get(level="county")))
    protection._cells.cache_clear()
    first, again = (timed(lambda: member.get("/figures/")) for _ in range(2))
    report("index_hidden_first_view", first, 10.0)
    report("index_hidden", again, 3.0)


def timed(act) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def report(bench, ours, bar, **more) -> None:
    line = {"bench": bench, "ours_s": round(ours, 4), "bar_s": bar, "ratio": round(ours / bar, 3)}
    print(json.dumps(line | more), flush=True)
    assert ours <= bar, line
