"""Small numbers hidden, and kept hidden: the one service behind page, hover, file, PDF, alternative text and API.

A count of 1 to 4 is hidden (`c`). Where sums are shown, hiding it alone protects nothing: the total less the rest gives
it back. So other cells are hidden with it until an attacker who knows every shown number, every sum, and that zeros are
always shown, still cannot narrow it to fewer than four values. Zeros are shown. A percentage or mean is shown only with
its n, and only on an n of 10 or more.

How: every cell of a table with row totals and a tree of rows is an arc of a network in which what flows into a node
flows out (a node is a sum). A hidden cell can differ from its true value exactly when a loop of hidden cells runs
through it. We look for the loop that costs the least information and hide the cells on it (Kelly, Golden and Assad
1992; Cox 1995). `tests/lib/test_suppression.py` attacks the result by trying every table that fits what is shown.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush
from itertools import count
from math import inf

from improvement.lib import rates

THRESHOLD = 5
LEAST_N = 10

CONFIDENTIAL = "c"
NOT_APPLICABLE = "z"
NOT_KNOWN = ":"


@dataclass(frozen=True)
class Cell:
    """What may be shown: a value, or the symbol in its place (`c z k : x`)."""

    value: float | None
    symbol: str | None = None

    @property
    def hidden(self) -> bool:
        """Whether the cell is confidential."""
        return self.symbol == CONFIDENTIAL


@dataclass(frozen=True)
class Figure:
    """A figure as it may be shown: numerator, denominator, and the value in its unit."""

    numerator: Cell
    denominator: Cell
    value: Cell


def suppress_counts(
    rows: Sequence[Sequence], *, parents: Sequence[int | None] | None = None, totals: bool = False, threshold=THRESHOLD
) -> list[list[Cell]]:
    """Return the table of counts as it may be shown.

    `rows` holds counts; None or a symbol stands for a count we do not have and is passed on. `parents` gives for each
    row the index of the row it is added into, or None: a table with a total row, or teams within areas within a county.
    With `totals` the last column is the sum of the others. Counts from 1 to `threshold` - 1 are hidden.

    What a parent has beyond its rows is treated as one more row that is not shown. Raises ValueError where a row does
    not add up to its total, or rows add up to more than their parent.
    """
    return _Table(rows, parents, totals, threshold).cells()


def suppress_figures(
    figures: Sequence[tuple],
    unit: str,
    *,
    parents: Sequence[int | None] | None = None,
    threshold: int = THRESHOLD,
    least_n: int = LEAST_N,
) -> list[Figure]:
    """Return figures of one indicator and month, for a tree of teams, as they may be shown.

    `figures` are (numerator, denominator) pairs, either of them None or a symbol where there is none. Shares protect
    the rest as well as the numerator (66 of 68 says that two were not). Means and medians are protected by their n, the
    denominator, are hidden with it below `least_n`, and without one altogether. A rate is protected by its numerator; a
    population is no secret.
    """
    kind = rates.unit_of(unit)
    if kind.share:
        return _shares(figures, parents, threshold, least_n)
    if kind.code in {"count", "FTE", "rate per 10k"}:
        counts = suppress_counts([[top] for top, _ in figures], parents=parents, threshold=threshold)
        return [
            Figure(top, _plain(under), _valued(top, _plain(under), kind.code))
            for (top,), (_, under) in zip(counts, figures, strict=True)
        ]
    # An n of 7 is no secret by itself, but with it shown its mean could be had from the sums around it.
    least = max(threshold, least_n)
    counts = suppress_counts([[under] for _, under in figures], parents=parents, threshold=least)
    return [_mean(top, under, kind.code, least_n) for (top, _), (under,) in zip(figures, counts, strict=True)]


def _shares(figures, parents, threshold, least_n) -> list[Figure]:
    table = [
        [top, _exact(under) - _exact(top) if _number(top) and _number(under) else None, under] for top, under in figures
    ]
    shown = _Table(table, parents, True, threshold, unpublished_columns={1}).cells()
    found = []
    for top, _, under in shown:
        value = _valued(top, under, "%")
        if value.value is not None and under.value < least_n:
            value = Cell(None, CONFIDENTIAL)
        found.append(Figure(top, under, value))
    return found


def _mean(top, under: Cell, unit: str, least_n: int) -> Figure:
    if under.value is None or under.value < least_n:
        symbol = under.symbol if under.symbol and under.symbol != NOT_KNOWN else CONFIDENTIAL
        symbol = NOT_APPLICABLE if under.value == 0 else symbol
        return Figure(Cell(None, symbol), under, Cell(None, symbol))
    return Figure(_plain(top), under, _valued(_plain(top), under, unit))


def _valued(top: Cell, under: Cell, unit: str) -> Cell:
    for cell in (top, under) if rates.unit_of(unit).divided else (top,):
        if cell.symbol:
            return Cell(None, cell.symbol)
    value = rates.value_of(top.value, under.value, unit)
    return Cell(None, NOT_APPLICABLE) if value is None else Cell(value)


def _plain(count) -> Cell:
    return Cell(count) if _number(count) else Cell(None, count or NOT_KNOWN)


def _exact(count):
    """Return a count as it is written: parts of a person (full-time equivalents) add up in no binary fraction."""
    return Fraction(str(count)) if isinstance(count, float) else count


def _number(count) -> bool:
    return count is not None and not isinstance(count, str)


class _Table:
    """A table as a network: cells are arcs, sums are nodes."""

    def __init__(self, rows, parents, totals, threshold, unpublished_columns=()):
        self.rows, self.threshold, self.totals = rows, threshold, totals
        self.width = max((len(row) for row in rows), default=0)
        parents = list(parents) if parents is not None else [None] * len(rows)
        values = [[_exact(cell) if _number(cell) else None for cell in row] for row in rows]
        self._complete(values, parents)
        shown = [
            [_number(cell) and column not in unpublished_columns for column, cell in enumerate(row)] for row in rows
        ]
        shown += [[False] * self.width for _ in values[len(rows) :]]
        self.value = [value for row in values for value in row]
        self.published = [flag for row in shown for flag in row]
        # An attacker knows that zeros are shown, so that a hidden count is at least one.
        self.low = [1 if published else 0 for published in self.published]
        self.hidden = [not published for published in self.published]
        self.ends = [self._ends(row, column, parents) for row in range(len(values)) for column in range(self.width)]
        self.arcs: dict = {}
        for arc, (tail, head) in enumerate(self.ends):
            self.arcs.setdefault(tail, []).append((arc, 1, head))
            self.arcs.setdefault(head, []).append((arc, -1, tail))

    def cells(self) -> list[list[Cell]]:
        """Return the table of the rows that were given, as it may be shown."""
        small = [arc for arc, value in enumerate(self.value) if 0 < value < self.threshold]
        for arc in small:
            self.hidden[arc] = True
        for arc in small:
            self._protect(arc)
        return [
            [self._cell(row * self.width + column, cell) for column, cell in enumerate(cells)]
            for row, cells in enumerate(self.rows)
        ]

    def _cell(self, arc, given) -> Cell:
        if _number(given) and self.hidden[arc]:
            return Cell(None, CONFIDENTIAL)
        return _plain(given)

    def _complete(self, values, parents) -> None:
        """Fill what is not known so that every sum holds, and add a row for what a parent has beyond its rows."""
        children: dict[int, list[int]] = {}
        for row, parent in enumerate(parents):
            if parent is not None:
                children.setdefault(parent, []).append(row)
        self.children = children
        for row in self._upwards(parents):
            known = [[values[child][column] for child in children.get(row, ())] for column in range(self.width)]
            self._fill(values[row], [sum(column) for column in known], row)
            rest = [value - sum(column) for value, column in zip(values[row], known, strict=True)]
            if row in children and any(rest):
                if min(rest) < 0:
                    raise ValueError(
                        f"Row {row + 1} is {values[row][rest.index(min(rest))]} but the rows within it add up to more."
                    )
                children[row].append(len(values))
                parents.append(row)
                values.append(rest)

    def _fill(self, cells, below, row) -> None:
        missing = [column for column, cell in enumerate(cells) if cell is None]
        for column in missing:
            cells[column] = below[column]
        if not self.totals:
            return
        gap = cells[-1] - sum(cells[:-1])
        if gap and missing:
            # What is not known takes up the difference: a total that is not known, else the first such cell.
            column = missing[-1] if missing[-1] == self.width - 1 else missing[0]
            cells[column] += -gap if column == self.width - 1 else gap
        elif gap:
            raise ValueError(f"Row {row + 1} adds up to {sum(cells[:-1])} but its total is {cells[-1]}.")

    @staticmethod
    def _upwards(parents) -> list[int]:
        def depth(row):
            steps = 0
            while parents[row] is not None:
                row, steps = parents[row], steps + 1
                if steps > len(parents):
                    raise ValueError("The rows are added into each other in a circle.")
            return steps

        return sorted(range(len(parents)), key=depth, reverse=True)

    def _ends(self, row, column, parents) -> tuple:
        """Return (tail, head): raising the cell takes one from the tail's sum and gives one to the head's.

        Every cell is in two sums with opposite signs, or in one and the outside. A row's own sum is needed only for
        rows without rows beneath (the others follow) and, turned round, for the topmost.
        """
        outside = ("outside",)
        own = ("row", row) if self.totals else outside
        beneath = ("sum", row, column) if row in self.children else own
        if parents[row] is not None:
            above = ("sum", parents[row], column)
        else:
            above = ("top", row) if self.totals and row in self.children else outside
        total = self.totals and column == self.width - 1
        return (above, beneath) if total else (beneath, above)

    def _protect(self, arc) -> None:
        """Hide cells until `arc` can take `threshold` - 1 different values."""
        wanted = self.threshold - 2
        while True:
            up, raised = self._room(arc, 1, wanted)
            down, lowered = self._room(arc, -1, wanted - up)
            if up + down >= wanted:
                return
            plans = [plan for way, moved in ((1, raised), (-1, lowered)) if (plan := self._loop(arc, way, moved))]
            if not plans:
                return
            for other in min(plans)[1]:
                self.hidden[other] = True

    def _room(self, arc, way, wanted) -> tuple[float, dict[int, float]]:
        """Return how far hidden cells let `arc` go up (`way` 1) or down (-1), to `wanted`, and how they then moved."""
        moved: dict[int, float] = {}
        tail, head = self.ends[arc][::way]
        if way < 0:
            wanted = min(wanted, self.value[arc] - self.low[arc])
        if tail == head:
            return wanted, moved
        found = 0
        while found < wanted and (path := self._path(arc, head, tail, moved)):
            step = min([wanted - found] + [self._down(other, moved) for other, turn in path if turn < 0])
            for other, turn in path:
                moved[other] = moved.get(other, 0) + turn * step
            found += step
        moved[arc] = way * found
        return found, moved

    def _down(self, arc, moved) -> float:
        return self.value[arc] + moved.get(arc, 0) - self.low[arc]

    def _path(self, barred, start, end, moved):
        """Return [(arc, turn)] from `start` to `end` over hidden cells that can still move, or None."""
        reached = {start: None}
        queue = deque([start])
        while queue:
            node = queue.popleft()
            for arc, turn, following in self.arcs[node]:
                if following in reached or arc == barred or not self.hidden[arc]:
                    continue
                if turn < 0 and self._down(arc, moved) <= 0:
                    continue
                reached[following] = (node, arc, turn)
                if following == end:
                    return self._trace(reached, end)
                queue.append(following)
        return None

    @staticmethod
    def _trace(reached, end) -> list[tuple[int, int]]:
        path = []
        while reached[end]:
            end, arc, turn = reached[end]
            path.append((arc, turn))
        return path

    def _loop(self, barred, way, moved):
        """Return (cost, arcs to hide) of the cheapest loop that lets `barred` go on up or down, or None.

        `moved` is how far hidden cells are used up already, so that every loop found hides at least one more.
        """
        start, end = self.ends[barred][::-way]
        if way < 0 and self._down(barred, moved) <= 0:
            return None
        order = count()
        best = {start: 0.0}
        came = {start: None}
        queue = [(0.0, next(order), start)]
        while queue:
            cost, _, node = heappop(queue)
            if node == end:
                path = [arc for arc, _ in self._trace(came, end) if not self.hidden[arc]]
                return cost, sorted(path)
            if cost > best[node]:
                continue
            for arc, turn, following in self.arcs[node]:
                further = cost + self._price(arc, turn, moved)
                if arc != barred and further < best.get(following, inf):
                    best[following] = further
                    came[following] = (node, arc, turn)
                    heappush(queue, (further, next(order), following))
        return None

    def _price(self, arc, turn, moved) -> float:
        if turn < 0 and self._down(arc, moved) <= 0:
            return inf
        if self.hidden[arc]:
            return 0.01
        # Zeros stay shown; a small count is a smaller loss than a large one, and totals are the largest.
        return 1 + self.value[arc] if self.value[arc] else inf
