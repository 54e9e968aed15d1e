"""Every tie between counts holds in the synthetic department, and nothing hidden there can be worked out."""

import io
from collections import Counter, defaultdict
from random import Random

import pytest
from django.core.management import call_command

from casework.models import Team, TeamEdge
from improvement.indicators.calendar import load_calendar
from improvement.indicators.definitions import all_definitions, by_code, definition
from improvement.indicators.issued.queries import past
from improvement.indicators.models import Figure
from improvement.indicators.protection import Tree
from improvement.indicators.shown import series_shown
from improvement.indicators.ties import CHANGE, NEARLY, SUM, TIES, WITHIN, families, names, plan
from improvement.lib.linked import exact
from improvement.lib.months import add_months
from improvement.lib.rates import unit_of
from improvement.lib.suppression import counts_under
from tests.indicators.attacker import Attacker, Cell
from tests.indicators.test_attacker import APART, FLOWS

MONTHS = 3
MANY = 12


def test_every_code_of_the_links_is_an_indicator_and_every_count_is_in_one_strand():
    assert all(name in names() for tie in TIES for name in (*tie.counts, *tie.beside))
    owned = Counter(name for strand in plan().strands for name in strand.owned)
    assert owned == Counter(set(names().values()))
    assert sorted(code for group in families() for code in group) == sorted(by_code())


def test_the_same_rows_by_the_same_condition_are_one_count():
    assert len({names()[part] for part in ("FD05.n", "FD06.d", "FD07.d", "FD08.d")}) == 1
    assert names()["FD06.n"] != names()["FD07.n"]
    assert "FD05.d" not in names()


@pytest.fixture(params=["a district", "the county"])
def department(request, transactional_db, settings):
    """The synthetic department as its importer leaves it, small and whole."""
    settings.SYNTHETIC = True
    load_calendar()
    call_command("load_demo", small=request.param == "a district", months=MONTHS, stdout=io.StringIO())
    return Tree(dict(Team.objects.values_list("pk", "level")), tuple(TeamEdge.objects.values_list(*EDGE)))


EDGE = ("team_id", "parent_id", "start_on", "end_on")


@pytest.mark.slow
def test_ties_hold_and_the_attacker_finds_nothing_that_is_published(department, request):
    true = {
        Cell(f"{code}.{part}", team, month): exact(int(number) if number == int(number) else float(number))
        for code, team, month, *numbers in Figure.objects.values_list(
            "indicator", "team_id", "month", "numerator", "denominator"
        )
        for part, number in zip("nd", numbers, strict=True)
        if number is not None and f"{code}.{part}" in names()
    }
    hold(true)
    last = max(cell.month for cell in true)
    span = [add_months(last, 1 - step) for step in range(MONTHS, 0, -1)]
    shown, drawn = {}, 0
    everything = series_shown(by_code(), until=last, months=MONTHS)
    for found in all_definitions():
        for team, points in everything[found.code].items():
            for point in points:
                for part, number in (("n", point.numerator), ("d", point.denominator)):
                    if number is not None and f"{found.code}.{part}" in names():
                        shown[Cell(f"{found.code}.{part}", team, point.month)] = number
                if not point.symbol and unit_of(found.unit).share:
                    drawn += 1
                    assert point.denominator >= 10
    assert drawn > 50
    true = {cell: number for cell, number in true.items() if cell.month in span}
    assert not [cell for cell in shown if 0 < true[cell] < plan().threshold(names()[cell.part])]
    # Every hidden cell of the district; of the county as many as there is time for.
    most = MANY if request.node.callspec.params["department"] == "the county" else None
    attack(true, shown, {month: department.parents(month) for month in span}, most)


def attack(true, shown, parents, most):
    """Find nothing; what was hidden once stays hidden, and may have come to be nothing since."""
    gone = past(codes=by_code(), first=min(parents), last=max(parents))
    kept = {(month, *pair) for month, found in gone.items() for pair in found.kept}
    free = {cell for cell in true if (cell.month, names()[cell.part], cell.team) in kept}
    for codes in families():
        mine = {cell: number for cell, number in true.items() if cell.part[:4] in codes}
        published = {cell: shown[cell] for cell in mine if cell in shown}
        attacker = Attacker(mine, published, parents, flows=FLOWS, free=free)
        hidden = sorted((cell for cell in mine if cell not in shown), key=str)
        # A mean of nobody is not hidden: there is none.
        hidden = [cell for cell in hidden if not is_mean_of_nobody(cell, true)]
        for cell in Random(1).sample(hidden, min(len(hidden), most or len(hidden))):
            assert attacker.width(cell) >= APART, (cell, true[cell])


def is_mean_of_nobody(cell, true):
    code, part = cell.part.split(".")
    found = definition(code)
    divided = part == "n" and not found.is_share and counts_under(found.unit)
    return divided and not true[Cell(f"{code}.d", cell.team, cell.month)]


def hold(true):
    """Every tie is true of every team and month; those that are only nearly so miss by little and seldom."""
    of = defaultdict(dict)
    for cell, number in true.items():
        of[cell.team, cell.month][cell.part] = number
    for each in all_definitions():
        if each.is_share:
            assert all(row[f"{each.code}.n"] <= row[f"{each.code}.d"] for row in of.values() if f"{each.code}.d" in row)
    for tie in TIES:
        first, *others = tie.counts
        missed, asked = [], 0
        for (team, month), row in of.items():
            before = of.get((team, add_months(month, -1)), {})
            if not {first, *others} <= set(row) or (tie.kind == CHANGE and first not in before):
                continue
            asked += 1
            numbers = [row[other] for other in others]
            if tie.kind == WITHIN:
                assert sum(numbers) <= row[first] + sum(row[name] for name in tie.beside), (tie, team, month)
            elif tie.kind == SUM:
                assert sum(numbers) == row[first], (tie, team, month)
            elif tie.kind == CHANGE:
                missed.append(abs(row[first] - before[first] - numbers[0] + numbers[1]))
            elif tie.kind == NEARLY:
                missed.append(max(abs(row[first] - number) / max(row[first], 10) for number in numbers))
        given = [name for name in tie.counts if definition(name[:4]).is_given]
        assert asked or given, tie
        if tie.kind in (CHANGE, NEARLY) and not given:
            assert sum(miss == 0 for miss in missed) >= asked / 3, tie
            assert sorted(missed)[asked // 2] <= 1, tie
