"""Small numbers hidden, and kept hidden: the one service behind page, hover, file, PDF, alternative text and API.

A count of 1 to 4 is hidden (`c`). Where sums are shown, hiding it alone protects nothing: the total less the rest gives
it back. So other cells are hidden with it until an attacker who knows every shown number, every sum, and that zeros are
always shown, still cannot narrow it, or anything hidden with it, to fewer than four values. Zeros are shown. A
percentage or mean is shown only with its n, and only on an n of 10 or more.

`networks` finds what to hide in one table; `linked` does so for all counts that explain each other.
docs/small-numbers.md has the rule in words; `tests/lib/test_suppression.py` and `tests/indicators/test_attacker.py`
attack the result.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import inf

from improvement.lib import rates
from improvement.lib.linked import exact, hide, upwards
from improvement.lib.links import THRESHOLD, Plan, Strand, Within
from improvement.lib.networks import Hiding, Network

LEAST_N = 10

CONFIDENTIAL = "c"
NOT_APPLICABLE = "z"
NOT_KNOWN = ":"


class TooLittle(Exception):
    """A table in which a small number cannot be hidden, because too much of it is told elsewhere."""


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
    rows: Sequence[Sequence],
    *,
    parents: Sequence[int | None] | None = None,
    totals: bool = False,
    threshold=THRESHOLD,
    told: Collection[tuple[int, int]] = (),
) -> list[list[Cell]]:
    """Return the table of counts as it may be shown.

    `rows` holds counts; None or a symbol stands for a count we do not have and is passed on. `parents` gives for each
    row the index of the row it is added into, or None: a table with a total row, or teams within areas within a county.
    With `totals` the last column is the sum of the others. Counts from 1 to `threshold` - 1 are hidden.

    Cells that are `told` (row, column) elsewhere are shown, and nothing relies on their being hidden. Raises TooLittle
    where that leaves too little to hide a small number behind: show a table with fewer rows.

    What a parent has beyond its rows is treated as one more row that is not shown. Raises ValueError where a row does
    not add up to its total, or rows add up to more than their parent.
    """
    return _Table(rows, parents, totals, threshold, told).cells()


def suppress_figures(
    figures: Sequence[tuple], unit: str, *, parents: Sequence[int | None] | None = None
) -> list[Figure]:
    """Return figures of one indicator and month, for a tree of teams, as they may be shown.

    `figures` are (numerator, denominator) pairs, either of them None or a symbol where there is none. Shares protect
    the rest as well as the numerator (66 of 68 says that two were not). Means and medians are protected by their n, the
    denominator, are hidden with it below 10, and without one altogether. A rate is protected by its numerator; a
    population is no secret. Indicators that share a count are to be hidden together: `linked.hide`.
    """
    parents = tuple(parents) if parents is not None else (None,) * len(figures)
    columns = {"top": [_known(top) for top, _ in figures], "under": [_known(under) for _, under in figures]}
    hidden = hide(parents, columns, plan_of(unit))
    nothing = [False] * len(figures)
    tops, unders = (hidden.get(name, nothing) for name in ("top", "under"))
    counted = counts_under(unit)
    return [
        shown(top, under, unit, top_hidden=tops[row], under_hidden=counted and unders[row])
        for row, (top, under) in enumerate(figures)
    ]


def counts_under(unit: str) -> bool:
    """Return whether what a unit divides by is a count to be protected; a population is not."""
    return rates.unit_of(unit).divided and rates.unit_of(unit).code != "rate per 10k"


def plan_of(unit: str) -> Plan:
    """Return how the counts `top` and `under` of one indicator are linked, when nothing else is published."""
    if rates.unit_of(unit).share:
        strands = (Strand(("under",)), Strand(("top",)))
        withins = (Within("under", ("top",)),)
        return Plan(strands, withins)
    if counts_under(unit):
        # An n of 7 is no secret by itself, but with it shown its mean could be had from the sums around it.
        strands = (Strand(("under",)), Strand(("top",)))
        return Plan(strands, after={"top": "under"}, thresholds={"under": LEAST_N, "top": 0})
    return Plan((Strand(("top",)),))


def shown(top, under, unit: str, *, top_hidden: bool, under_hidden: bool) -> Figure:
    """Return a figure as it may be shown, given which of its counts are hidden; None or a symbol is passed on."""
    above = Cell(None, CONFIDENTIAL) if top_hidden and _number(top) else _plain(top)
    below = Cell(None, CONFIDENTIAL) if under_hidden and _number(under) else _plain(under)
    kind = rates.unit_of(unit)
    if counts_under(unit) and not kind.share and not _number(under):
        # A mean without its n is shown to nobody.
        hidden = Cell(None, CONFIDENTIAL if under is None else under)
        return Figure(hidden, below, hidden)
    value = _valued(above, below, unit)
    if counts_under(unit) and value.value is not None and under < LEAST_N:
        value = Cell(None, CONFIDENTIAL)
    return Figure(Cell(None, NOT_APPLICABLE) if under == 0 and not kind.share else above, below, value)


def _valued(top: Cell, under: Cell, unit: str) -> Cell:
    if under.value == 0:
        return Cell(None, NOT_APPLICABLE)
    for cell in (top, under) if rates.unit_of(unit).divided else (top,):
        if cell.symbol:
            return Cell(None, cell.symbol)
    value = rates.value_of(top.value, under.value, unit)
    return Cell(None, NOT_APPLICABLE) if value is None else Cell(value)


def _plain(count) -> Cell:
    return Cell(count) if _number(count) else Cell(None, count or NOT_KNOWN)


def _known(count):
    return exact(count) if _number(count) else None


def _number(count) -> bool:
    return count is not None and not isinstance(count, str)


class _Table:
    """A table of counts with its sums as a network."""

    def __init__(self, rows, parents, totals, threshold, told):
        self.rows, self.threshold, self.totals = rows, threshold, totals
        self.width = max((len(row) for row in rows), default=0)
        parents = list(parents) if parents is not None else [None] * len(rows)
        values = [[_known(cell) for cell in row] for row in rows]
        self._complete(values, parents)
        published = [_number(cell) for row in rows for cell in row]
        published += [False] * self.width * (len(values) - len(rows))
        self.value = [value for row in values for value in row]
        network = Network(
            [self._ends(row, column, parents) for row in range(len(values)) for column in range(self.width)]
        )
        self.told = {row * self.width + column for row, column in told}
        # An attacker knows that zeros are shown, so that a hidden count is at least one.
        down = [value - flag for value, flag in zip(self.value, published, strict=True)]
        self.hiding = Hiding(
            network,
            down=[0 if arc in self.told else far for arc, far in enumerate(down)],
            up=[0 if arc in self.told else inf for arc in range(len(down))],
            # Zeros stay shown; a small count is a smaller loss than a large one, and totals are the largest.
            price=[1 + value if value and arc not in self.told else inf for arc, value in enumerate(self.value)],
            hidden=[not flag for flag in published],
        )

    def cells(self) -> list[list[Cell]]:
        """Return the table of the rows that were given, as it may be shown."""
        small = [arc for arc, value in enumerate(self.value) if 0 < value < self.threshold and arc not in self.told]
        for arc in small:
            self.hiding.hidden[arc] = True
        given = len(self.rows) * self.width
        done: set[int] = set()
        while waiting := [arc for arc in range(len(self.value)) if self._asks(arc, given) and arc not in done]:
            for arc in waiting:
                done.add(arc)
                if not self.hiding.protect(arc, self.threshold - 2) and self.told:
                    raise TooLittle
        return [
            [self._cell(row * self.width + column, cell) for column, cell in enumerate(cells)]
            for row, cells in enumerate(self.rows)
        ]

    def _asks(self, arc, given) -> bool:
        """Whether a cell needs protection: hidden ones that would be shown, and small ones that never are."""
        shown = arc < given and _number(self.rows[arc // self.width][arc % self.width])
        return self.hiding.hidden[arc] and (shown or 0 < self.value[arc] < self.threshold)

    def _cell(self, arc, given) -> Cell:
        if _number(given) and self.hiding.hidden[arc]:
            return Cell(None, CONFIDENTIAL)
        return _plain(given)

    def _complete(self, values, parents) -> None:
        """Fill what is not known so that every sum holds, and add a row for what a parent has beyond its rows."""
        children: dict[int, list[int]] = {}
        for row, parent in enumerate(parents):
            if parent is not None:
                children.setdefault(parent, []).append(row)
        self.children = children
        for row in upwards(parents):
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
