"""Two public editions side by side give nobody away who was recorded late in between."""

from datetime import UTC, datetime
from random import Random

import pytest

from improvement.indicators.definitions import definition
from improvement.indicators.issued import queries
from improvement.indicators.issued.services import issue
from improvement.indicators.models import Figure
from improvement.indicators.queries import Point
from improvement.indicators.shown import series_shown
from improvement.indicators.ties import families, names, plan
from tests.factories import make_team
from tests.factories.indicators import figure
from tests.indicators import invented
from tests.indicators.attacker import Attacker, Cell
from tests.indicators.test_attacker import APART, FLOWS

AT = datetime(2026, 11, 5, tzinfo=UTC)
MONTHS = 3
FEW = range(1, 5)


@pytest.fixture
def places(db):
    """Return the invented department's teams by their number."""
    teams = {}
    for number, level in sorted(invented.LEVELS.items()):
        above = teams.get(invented.PARENTS.get(number))
        teams[number] = make_team(f"Place {number}", level=level, **({"parent": above} if above else {}))
    return teams


def count(places, series):
    """Have these be the figures, as after a roll-up."""
    Figure.objects.all().delete()
    Figure.objects.bulk_create(
        [
            figure(code, places[number], point.month, point.numerator, point.denominator)
            for number, by_code in series.items()
            for code, points in by_code.items()
            for point in points
        ]
    )


def recorded_late(series, dice):
    """Return the figures with what two teams, and sometimes the county, had not told yet."""
    late = invented.figures(dice, leaves=invented.LEAVES[:2], sizes=(0, 0, 0, 1, 2))

    def added(one, other):
        under = None if one.denominator is None else one.denominator + other.denominator
        return Point(one.month, one.numerator + other.numerator, under)

    return {
        number: {code: tuple(map(added, points, late[number][code])) for code, points in by_code.items()}
        for number, by_code in series.items()
    }


def cells_of(series, codes) -> dict:
    return {
        Cell(f"{code}.{part}", number, point.month): value
        for number, by_code in series.items()
        for code in codes
        for point in by_code[code]
        for part, value in (("n", point.numerator), ("d", point.denominator))
        if f"{code}.{part}" in names() and value is not None
    }


def seen(places, codes) -> dict:
    """Return what every place and month shows to who sees small numbers hidden."""
    shown = series_shown(codes, until=invented.LAST, months=MONTHS)
    return {number: {code: shown[code][team.pk] for code in codes} for number, team in places.items()}


class Editions:
    """Two public editions about the county, and all that is on the screens of the second."""

    def __init__(self, places, codes, seed):
        dice = Random(seed)
        before = invented.figures(dice)
        count(places, before)
        printed = seen(places, codes)[invented.COUNTY]
        issue(team=places[invented.COUNTY], points=printed, at=AT)
        now = recorded_late(before, dice)
        count(places, now)
        self.codes = codes
        self.first = cells_of({invented.COUNTY: printed}, codes)
        self.true, self.second = cells_of(now, codes), cells_of(seen(places, codes), codes)

    def moved(self) -> dict:
        """Return the cells of the first edition that are 1 to 4 from what they were, with what they were."""
        return {
            cell: was
            for cell, was in self.first.items()
            if abs(self.true[cell] - was) in FEW and plan().threshold(names()[cell.part])
        }

    def stands(self, cell) -> bool:
        """Whether everybody can tell that a cell is no more than 9 from what it was; a small one is hidden as any."""
        now, threshold = self.true[cell], plan().threshold(names()[cell.part])
        return 0 < abs(now - self.first[cell]) < 10 and bool(threshold) and not 0 < now < threshold

    def rests(self):
        """Yield what is left of a share's whole, where that is 1 to 4 from what it was: (whole, part, what it was)."""
        for code in self.codes:
            for month in {cell.month for cell in self.true} if definition(code).is_share else ():
                part, whole = (Cell(f"{code}.{each}", invented.COUNTY, month) for each in "nd")
                if part in self.first and whole in self.first:
                    was = self.first[whole] - self.first[part]
                    if abs(self.true[whole] - self.true[part] - was) in FEW:
                        yield whole, part, was

    def leaks(self) -> list:
        """Return what moved by a few and by how many, where an attacker with both editions narrows that down."""
        moved = self.moved()
        assert all(self.second.get(cell, was) == was for cell, was in moved.items())
        shown = {cell: number for cell, number in self.second.items() if number == self.true[cell]}
        parents = dict.fromkeys({cell.month for cell in self.true}, invented.PARENTS)
        between = {cell: (was - 9, was + 9) for cell, was in self.first.items() if self.stands(cell)}
        attacker = Attacker(self.true, shown, parents, flows=FLOWS, between=between)
        wanted = [(cell, self.true[cell] - was) for cell, was in moved.items()]
        for whole, part, was in self.rests():
            # That what is left moved by a few is told only where it is why its part is hidden.
            ends = (0, None) if {whole, part} & set(between) else (was - 9, was + 9)
            wanted.append((attacker.rest(whole, [part], *ends), self.true[whole] - self.true[part] - was))
        return [(cell, by) for cell, by in wanted if attacker.width(cell) < APART]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("codes", families(), ids="-".join)
def test_no_difference_between_editions_is_one_to_four(codes, seed, places):
    assert Editions(places, codes, seed).leaks() == []


def test_the_attacker_finds_it_when_editions_are_forgotten(places, monkeypatch):
    monkeypatch.setattr(queries, "_moved", lambda held: ())
    with pytest.raises(AssertionError):
        Editions(places, ("FD05", "FD06", "FD07", "FD08"), 1).leaks()
