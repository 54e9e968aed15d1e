"""What of each month is hidden, for all the indicators that are linked, over the whole tree of teams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from improvement.indicators.queries import Point
from improvement.indicators.ties import names, plan
from improvement.lib.linked import hide
from improvement.lib.links import Around
from improvement.lib.months import month_end

# Where the starts and ends of protection plans and of care may be shown: below, each month has too few of them, and
# together they would give away how many are open.
WIDE = ("county", "area")
TORN = -1


@dataclass(frozen=True)
class Tree:
    """The teams by id with their level, and the edges between them: (team, parent, first day, day after the last)."""

    levels: Mapping[int, str]
    edges: tuple[tuple, ...]

    def parents(self, month: date) -> dict[int, int]:
        """Return the team over each team at the end of a month."""
        day = month_end(month)
        return {team: above for team, above, start, end in self.edges if start <= day and (end is None or end > day)}


@dataclass(frozen=True)
class Hidden:
    """Which parts of the figures of a month are hidden."""

    place: Mapping[int, int]
    cells: Mapping[str, tuple[bool, ...]]

    def holds(self, code: str, part: str, team_id: int) -> bool:
        """Whether the numerator ("n") or denominator ("d") of an indicator is hidden for a team."""
        name = names().get(f"{code}.{part}")
        return name in self.cells and self.cells[name][self.place[team_id]]


@dataclass(frozen=True)
class Past:
    """What was published or hidden of a month before.

    `kept` and `known` are (count, team); `moved` are (count, team, least, most), hidden because they are few from what
    was published; `printed` is by (indicator, team) what was published last, where it is few from what is.
    """

    kept: frozenset = frozenset()
    known: frozenset = frozenset()
    moved: frozenset = frozenset()
    printed: Mapping[tuple[str, int], Point] = field(default_factory=dict)


NO_PAST = Past()


def hidden_by_month(
    series: Mapping[int, Mapping[str, Sequence[Point]]],
    codes: Sequence[str],
    tree: Tree,
    past: Mapping[date, Past],
) -> dict[date, Hidden]:
    """Return what is hidden of each month of the indicators of one family, given their points by team and code.

    The first month is right but for starts and ends, which ask what was hidden the month before.
    """
    months: dict[date, dict[str, dict[int, float]]] = {}
    for team_id, by_code in series.items():
        for code in codes:
            for point in by_code[code]:
                _put(months.setdefault(point.month, {}), code, team_id, point)
    order = tuple(sorted(tree.levels))
    place = {team_id: row for row, team_id in enumerate(order)}
    found, before, parents = {}, (), None
    for month in sorted(months):
        counts, above, was = months[month], tree.parents(month), parents
        parents = tuple(place.get(above.get(team_id)) for team_id in order)
        # Where teams have just moved, only the whole is what it was and what changed.
        levels = WIDE if was in (None, parents) else WIDE[:1]
        gone = past.get(month, NO_PAST)
        cells = _cells(
            parents,
            tuple((name, tuple(counts[name].get(team_id) for team_id in order)) for name in sorted(counts)),
            frozenset(place[team_id] for team_id in order if tree.levels[team_id] in levels),
            before,
            *(
                frozenset((name, place[team_id]) for name, team_id in pairs if name in counts)
                for pairs in (gone.kept, gone.known)
            ),
            frozenset((name, place[team_id], *ends) for name, team_id, *ends in gone.moved if name in counts),
        )
        found[month] = Hidden(place, cells)
        before = tuple((name, _rows(cells[name])) for name in _stocks() if name in cells)
    return found


def _rows(cells: tuple[bool, ...]) -> frozenset[int]:
    return frozenset(row for row, is_hidden in enumerate(cells) if is_hidden)


def _stocks() -> list[str]:
    return sorted({strand.stock for strand in plan().strands if strand.stock})


def _put(counts: dict[str, dict[int, float]], code: str, team_id: int, point: Point) -> None:
    for part, number in (("n", point.numerator), ("d", point.denominator)):
        name = names().get(f"{code}.{part}")
        if name and number is not None and not point.symbol:
            held = counts.setdefault(name, {})
            # Two figures of one count that differ (a roll-up under way) cannot be shown to protect anything.
            held[team_id] = number if held.get(team_id, number) == number else TORN


@lru_cache(maxsize=4096)
def _cells(parents, counts, wide, before, kept, known, moved) -> dict[str, tuple[bool, ...]]:
    """Return which cells are hidden; the same numbers are worked out once, whoever asks."""
    windows = {(name, row): (least, most) for name, row, least, most in moved}
    around = Around(kept=kept, known=known, moved=windows, wide=wide, before=dict(before))
    return {name: tuple(cells) for name, cells in hide(parents, dict(counts), plan(), around).items()}
