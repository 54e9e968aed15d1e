"""The attacker: what can be worked out of hidden numbers from everything that is published, by linear programming.

Shares no code with what hides them. It knows every published number, that a county is the sum of its teams (and where a
place has none beyond its teams), which counts are the same, what lies within what, the ties of `ties.TIES` with what
they truly miss by, and that a zero would have been shown. It is told more than any reader could know.
"""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from improvement.indicators.definitions import by_code
from improvement.indicators.ties import CHANGE, NEARLY, SUM, TIES, WITHIN, names


@dataclass(frozen=True)
class Cell:
    """A numerator ("FD06.n") or denominator, of a team in a month."""

    part: str
    team: int
    month: object


class Attacker:
    """Everything published, as equations and bounds.

    `true` maps cells to their true numbers, `shown` those that are published; `parents` gives for each month the team
    over each team. A zero may be hidden in the parts `flows`, and in the cells `free`, hidden once already. `between`
    are hidden cells of which the least and the most are known.
    """

    def __init__(self, true, shown, parents, *, flows=(), free=(), between=None):
        # Parts of a person add up in no binary fraction.
        true, shown = ({cell: Fraction(str(number)) for cell, number in each.items()} for each in (true, shown))
        self.true, self.shown, self.parents, self.flows, self.free = true, shown, parents, set(flows), set(free)
        self.between = between or {}
        self.of = defaultdict(dict)
        for cell, value in true.items():
            self.of[cell.part, cell.month][cell.team] = value
        self.numbers: dict = {}
        self.bounds, self.rows, self.less = [], [], []
        for cell in true:
            self._variable(cell)
        self._sums()
        self._same()
        self._shares()
        self._ties()

    def width(self, cell) -> float:
        """Return how far apart the least and the most are that a cell can be."""
        return self._most(cell) - self._least(cell)

    def rest(self, whole, parts, least, most):
        """Return a cell for what is left of a whole, of which the least and the most are known."""
        cell = Cell(f"{whole.part} less {len(parts)}", whole.team, whole.month)
        self.true[cell] = self.true[whole] - sum(self.true[part] for part in parts)
        self.numbers[cell] = len(self.bounds)
        self.bounds.append((max(least, 0), most))
        terms = {self.numbers[whole]: 1.0, self.numbers[cell]: -1.0}
        self.rows.append((terms | {self.numbers[part]: -1.0 for part in parts}, 0.0))
        return cell

    def _variable(self, cell) -> int:
        if cell not in self.numbers:
            self.numbers[cell] = len(self.bounds)
            if cell in self.shown:
                assert self.shown[cell] == self.true[cell], cell
                self.bounds.append((float(self.shown[cell]), float(self.shown[cell])))
            else:
                zeros_hidden = cell.part in self.flows or cell in self.free or not self.true[cell]
                least, most = self.between.get(cell, (0, None))
                self.bounds.append((max(least, 0 if zeros_hidden else 1), most))
        return self.numbers[cell]

    def _sums(self):
        """A place is the sum of those right below it, and of a rest where it truly has one."""
        for (part, month), values in self.of.items():
            below = defaultdict(list)
            for team, parent in self.parents[month].items():
                if team in values and parent in values:
                    below[parent].append(team)
            for parent, teams in below.items():
                terms = {self.numbers[Cell(part, parent, month)]: 1.0}
                terms |= {self.numbers[Cell(part, team, month)]: -1.0 for team in teams}
                rest = values[parent] - sum(values[team] for team in teams)
                assert rest >= 0, (part, month, parent)
                if rest:
                    terms[len(self.bounds)] = -1.0
                    self.bounds.append((0, None))
                self.rows.append((terms, 0.0))

    def _same(self):
        """Figures of one source that count the same, which the attacker finds by reading the definitions."""
        first = {}
        for part, name in names().items():
            first.setdefault(name, []).append(part)
        for parts in first.values():
            for part in parts[1:]:
                self._equal({parts[0]: 1, part: -1}, residual=False)

    def _shares(self):
        for found in by_code().values():
            if found.is_share:
                self._not_more({f"{found.code}.n": 1, f"{found.code}.d": -1})

    def _ties(self):
        for tie in TIES:
            first, *others = tie.counts
            if tie.kind == WITHIN:
                self._not_more({**dict.fromkeys((first, *tie.beside), -1), **dict.fromkeys(others, 1)})
            elif tie.kind == SUM:
                self._equal({first: 1, **dict.fromkeys(others, -1)}, residual=False)
            elif tie.kind == NEARLY:
                for other in others:
                    self._equal({first: 1, other: -1}, residual=True)
            elif tie.kind == CHANGE:
                self._changes(first, *others)

    def _each(self, parts):
        months = {month for _, month in self.of}
        for month in months:
            columns = [self.of.get((part, month), {}) for part in parts]
            for team in set(columns[0]).intersection(*columns[1:]):
                yield [Cell(part, team, month) for part in parts]

    def _equal(self, signs, *, residual):
        for cells in self._each(list(signs)):
            miss = sum(signs[cell.part] * self.true[cell] for cell in cells)
            assert residual or not miss, cells
            if residual and miss:
                continue
            self.rows.append(({self.numbers[cell]: float(signs[cell.part]) for cell in cells}, float(miss)))

    def _not_more(self, signs):
        for cells in self._each(list(signs)):
            assert sum(signs[cell.part] * self.true[cell] for cell in cells) <= 0, cells
            self.less.append({self.numbers[cell]: float(signs[cell.part]) for cell in cells})

    def _changes(self, stock, starts, ends):
        months = sorted({month for _, month in self.of})
        for before, month in pairwise(months):
            for cells in self._each([stock, starts, ends]):
                was = Cell(stock, cells[0].team, before)
                if cells[0].month != month or was not in self.numbers:
                    continue
                signs = dict(zip([*cells, was], (1.0, -1.0, 1.0, -1.0), strict=True))
                miss = sum(sign * self.true[cell] for cell, sign in signs.items())
                self.rows.append(({self.numbers[cell]: sign for cell, sign in signs.items()}, float(miss)))

    def _matrix(self, rows):
        data = [(index, column, value) for index, terms in enumerate(rows) for column, value in terms.items()]
        if not data:
            return None
        index, column, value = zip(*data, strict=True)
        return coo_matrix((value, (index, column)), shape=(len(rows), len(self.bounds))).tocsr()

    def _solved(self, cell, sign) -> float:
        if not hasattr(self, "equal"):
            self.equal, self.under = self._matrix([terms for terms, _ in self.rows]), self._matrix(self.less)
        goal = np.zeros(len(self.bounds))
        goal[self.numbers[cell]] = sign
        # As much as tells three apart is enough; without an end some could go on for ever.
        near = list(self.bounds)
        low, high = near[self.numbers[cell]]
        true = float(self.true[cell])
        near[self.numbers[cell]] = (max(low, true - 9), true + 9 if high is None else high)
        found = linprog(
            goal,
            A_eq=self.equal,
            b_eq=[value for _, value in self.rows],
            A_ub=self.under,
            b_ub=np.zeros(len(self.less)) if self.less else None,
            bounds=near,
            method="highs",
        )
        assert found.status == 0, (cell, found.message)
        return found.fun * sign

    def _most(self, cell):
        return self._solved(cell, -1.0)

    def _least(self, cell):
        return self._solved(cell, 1.0)
