"""Numbers that are linked: many counts over one tree of teams, which explain each other.

The referrals of a month are counted once and divide three shares; cases with and without a worker add up to all; plans
open at the end of a month are those open before, with those that started and without those that ended. Whoever sees
one sees something of the others. So a month of all that is linked is looked at together.

The proof is a way to be wrong. A hidden number is safe when the whole department could be as it is but for that number
taking values three apart. For each hidden number we find such a way: its *strand* (one count, or a few that move
together) is moved around a loop of hidden cells of its own tree, while every other count stays as it truly is, and no
part comes to be more than its whole. Every sum and every link then still holds, so no attacker can rule it out, however
much is linked. `tests/indicators/test_attacker.py` tries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from math import inf

from improvement.lib.links import NOTHING, THRESHOLD, Around, Plan, Strand, Within
from improvement.lib.networks import Hiding, Network

# A whole is read more than its parts: rather hide more of these, by so much for each level.
WEIGHT = 3


def hide(
    parents: tuple[int | None, ...],
    counts: Mapping[str, Sequence],
    plan: Plan,
    around: Around = NOTHING,
) -> dict[str, list[bool]]:
    """Return for each count which of its cells are hidden.

    `counts` has a number for each row of the tree, None where none is published (it is then worked out from the rows
    below). `parents` gives for each row the row it is added into, or None. What a parent has beyond its rows is one
    more row, which is never shown. A count below none, or whose rows add up to more than their parent, is hidden
    everywhere.
    """
    return _Month(parents, counts, plan, around).hidden()


@lru_cache(maxsize=64)
def _tree(parents: tuple) -> tuple[tuple, Network]:
    """Return the rows with those that are never shown, each with its parent, and the network of their sums."""
    inner = sorted({parent for parent in parents if parent is not None})
    rows = (*parents, *inner)
    ends = []
    for row, parent in enumerate(rows):
        beneath = row if row in inner else "outside"
        ends.append((beneath, "outside" if parent is None else parent))
    return rows, Network(ends)


def exact(count):
    """Return a count as it is written: parts of a person (full-time equivalents) add up in no binary fraction."""
    return Fraction(str(count)) if isinstance(count, float) else count


def upwards(parents: Sequence[int | None]) -> list[int]:
    """Return the rows in such an order that each comes before the row it is added into.

    Raises ValueError where they are added into each other in a circle.
    """

    def depth(row):
        steps = 0
        while parents[row] is not None:
            row, steps = parents[row], steps + 1
            if steps > len(parents):
                raise ValueError("The rows are added into each other in a circle.")
        return steps

    return sorted(range(len(parents)), key=depth, reverse=True)


class _Month:
    def __init__(self, parents, counts, plan, around):
        self.parents, self.plan, self.around = parents, plan, around
        self.rows, self.network = _tree(parents)
        self.inner = set(self.rows[len(parents) :])
        self.order = upwards(parents)
        self.height = [0] * len(self.rows)
        for row in self.order:
            if (parent := parents[row]) is not None:
                self.height[parent] = max(self.height[parent], self.height[row] + 1)
        self.given = {name: given for name, given in counts.items() if any(value is not None for value in given)}
        self.values, self.broken = {}, set()
        for name, given in self.given.items():
            self.values[name] = self._completed(name, given)
        self.held = {name: [False] * len(parents) for name in counts}
        self.made: dict[str, tuple[Hiding, Strand]] = {}
        self.climbs: dict[tuple[str, int], float] = {}
        self.within_whole: dict[str, list[Within]] = {}
        self.within_part: dict[str, list[Within]] = {}
        for within in plan.withins:
            if all(name in self.values for name in within.counts):
                for whole in (within.whole, *within.beside):
                    self.within_whole.setdefault(whole, []).append(within)
                for part in within.parts:
                    self.within_part.setdefault(part, []).append(within)

    def hidden(self) -> dict[str, list[bool]]:
        for name, row in (*self.around.kept, *self.around.moved):
            self.held[name][row] = True
        for strand in self.plan.strands:
            apart = [name for name in strand.counts if self._is_apart(name)]
            self._strand(replace(strand, counts=tuple(name for name in strand.counts if name not in apart)))
            for name in apart:
                self._strand(Strand((name,)))
        return self.held

    def _is_apart(self, name) -> bool:
        """Whether a count said to be nearly another is nowhere near it: told for some teams only, it tells nothing."""
        first = self.plan.near.get(name)
        if first not in self.given or name not in self.given:
            return False
        pairs = zip(self.given[name], self.given[first], strict=True)
        return all(None in pair or not pair[0] or abs(pair[0] - pair[1]) >= THRESHOLD for pair in pairs)

    def _completed(self, name, given) -> list:
        below = [0] * len(self.parents)
        values = [exact(number) for number in given]
        for row in self.order:
            if values[row] is None:
                values[row] = below[row]
            if self.parents[row] is not None:
                below[self.parents[row]] += values[row]
        rests = [values[row] - below[row] for row in self.rows[len(self.parents) :]]
        if any(value < 0 for value in (*values, *rests)):
            self.broken.add(name)
        return values + rests

    def _strand(self, strand: Strand) -> None:
        strand = replace(strand, counts=tuple(name for name in strand.counts if name in self.values))
        owned = [name for name in strand.owned if name in self.values]
        if not strand.counts:
            return
        if self.broken.intersection(owned):
            self._hold(owned, range(len(self.parents)))
            return
        wanted = max(self.plan.threshold(name) or THRESHOLD for name in owned) - 2
        held = [self._secret(strand, owned, row) for row in range(len(self.parents))]
        hiding = self._hiding(strand, owned, held, wanted)
        safe = self._protect(strand, owned, hiding, wanted)
        for name in owned:
            self.made[name] = hiding, strand
        if not safe:
            means = self._of_means(owned)
            worth = [means or any(self.values[name][row] for name in owned) for row in range(len(self.parents))]
            hiding.hidden[: len(worth)] = [hidden or some for hidden, some in zip(hiding.hidden, worth, strict=False)]
            self._hold_corners(owned, [row for row, some in enumerate(worth) if some])
        self._hold(owned, [row for row in range(len(self.parents)) if hiding.hidden[row]])

    def _hold_corners(self, owned, rows) -> None:
        """Hide what lies within these counts and beside them in a table: alone it would say what they are."""
        inside = {part for name in owned for within in self.within_whole.get(name, ()) for part in within.parts}
        beside = {other for name in owned for within in self.within_part.get(name, ()) for other in within.beside}
        for name in inside & beside:
            self._hold([name], [row for row in rows if self.values[name][row]])

    def _hold(self, owned, rows) -> None:
        for name in owned:
            held = self.held[name]
            for row in rows:
                held[row] = True

    def _secret(self, strand, owned, row) -> bool:
        for name in owned:
            value = self.values[name][row]
            if self.held[name][row] or 0 < value < self.plan.threshold(name):
                return True
            if (under := self.plan.after.get(name)) in self.held and self.held[under][row]:
                return True
            if any(self._is_hidden_by(within, name, row) for within in self.within_part.get(name, ())):
                return True
            wholes = [within for within in self.within_whole.get(name, ()) if within.whole == name]
            if row not in self.inner and any(
                self._squeezes(within, part, row) for within in wholes for part in within.parts
            ):
                return True
        return bool(strand.stock) and not self._nothing_known(strand, owned, row) and self._changes(strand, row)

    def _nothing_known(self, strand, owned, row) -> bool:
        """Whether nothing started nor ended where a count is missing, so that the nothing would be worked out."""
        nothing = self._fixed(owned, row) and not any(self.values[name][row] for name in owned)
        return nothing and not self._any_stock(strand.stock, self.around.before.get(strand.stock, ()), row)

    def _is_hidden_by(self, within: Within, name: str, row: int) -> bool:
        """Whether what is left of a whole is so little that this part, the smallest that is something, is hidden."""
        if not within.secret or not 0 < self._rest(within, row) < THRESHOLD:
            return False
        if any(self.held[other][row] for other in within.counts):
            return False
        size, part = min((self.values[part][row] or inf, part) for part in within.parts)
        return part == name or size == inf

    def _squeezes(self, within: Within, part: str, row: int) -> bool:
        """Whether a part that must be hidden has too little room between this whole and its own parts."""
        secret = 0 < self.values[part][row] < self.plan.threshold(part) or self._is_hidden_by(within, part, row)
        room = self._rest(within, row) + self._down(Strand((part,)), row, 1)
        return secret and room < THRESHOLD - 2

    def _rest(self, within: Within, row: int):
        wholes = sum(self.values[name][row] for name in (within.whole, *within.beside))
        return wholes - sum(self.values[part][row] for part in within.parts)

    def _changes(self, strand, row) -> bool:
        """Whether starts and ends would give away a stock: they are shown in wide places only, where the stock is
        shown before and after, and whose parts hold enough of both to make up for what is hidden there.
        """
        if row not in self.around.wide:
            return True
        stock, before = strand.stock, self.around.before.get(strand.stock, ())
        if stock not in self.held:
            return False
        below = self._below(row)
        hidden = [each for each in (row, *below) if each < len(self.parents) and self._any_stock(stock, before, each)]
        if row in hidden:
            return True
        return bool(hidden) and self._pool(strand, below) < THRESHOLD - 2

    def _any_stock(self, stock, before, row) -> bool:
        return stock in self.held and (self.held[stock][row] or row in before)

    def _pool(self, strand, rows) -> float:
        apart = self.inner.union(self.around.wide)
        return sum(self._down(strand, row, 0) for row in rows if row not in apart)

    def _below(self, top: int) -> list[int]:
        found = {top}
        for row in [*reversed(self.order), *range(len(self.parents), len(self.rows))]:
            if self.rows[row] in found:
                found.add(row)
        return sorted(found - {top})

    def _hiding(self, strand, owned, held, wanted) -> Hiding:
        down, up, price = [], [], []
        for row in range(len(self.rows)):
            low = self._low(strand, owned, row)
            fixed = self._fixed(owned, row)
            down.append(0 if fixed else self._down(strand, row, low))
            up.append(0 if fixed else self._up(strand, row))
            worth = sum(self.values[name][row] for name in owned)
            # A zero stays shown, but for a sum behind a mean; what could not be hidden for itself hides nothing else.
            zero = not strand.stock and not self._of_means(owned) and not all(self._numbers(strand, row))
            barred = fixed or zero or down[row] + self._up(strand, row, climbing=True) < wanted
            price.append(inf if barred else (1 + worth) * WEIGHT ** self.height[row])
        return Hiding(self.network, down=down, up=up, price=price, hidden=[*held, *[True] * len(self.inner)])

    def _fixed(self, owned, row) -> bool:
        """Whether an attacker knows the cell: it was published, or is missing, or a parent has none beyond its rows."""
        if row >= len(self.parents):
            return any(not self.values[name][row] for name in owned)
        if row not in self.inner and any(self.given[name][row] is None for name in owned):
            return True
        return any((name, row) in self.around.known for name in owned)

    def _low(self, strand, owned, row) -> int:
        """Return the least an attacker takes a hidden cell for: 1 where a zero would be shown."""
        if row >= len(self.parents) or strand.stock:
            return 0
        if strand.rest:
            return min(1, *self._numbers(strand, row))
        free = any(self.given[name][row] is None or (name, row) in self.around.kept for name in owned)
        return 0 if free or self._of_means(owned) else 1

    def _of_means(self, owned) -> bool:
        """Whether these are sums behind means: no secret by themselves, and hidden where they are nothing too."""
        return not any(self.plan.threshold(name) for name in owned)

    def _numbers(self, strand, row) -> list:
        """Return the numbers of a strand in a row, of those counts that are published there if any is."""
        given = [name for name in strand.counts if row < len(self.parents) and self.given[name][row] is not None]
        return [self.values[name][row] for name in given or strand.counts]

    def _down(self, strand, row, low):
        """Return how far the counts of a strand can go down together, none of them below `low` or their parts."""
        found = min(min(self._numbers(strand, row)) - low, self._window(strand, row, -1))
        if row not in self.inner:
            for within in (within for name in strand.counts for within in self.within_whole.get(name, ())):
                if within.more(strand.counts) > 0:
                    found = min(found, self._rest(within, row))
        return max(0, found)

    def _up(self, strand, row, *, climbing=False):
        """Return how far the counts of a strand can go up together, none of them above their wholes.

        With `climbing` a whole that is hidden may be more than it is, and they with it.
        """
        found = self._window(strand, row, 1)
        if row not in self.inner:
            for within in (within for name in strand.counts for within in self.within_part.get(name, ())):
                if within.more(strand.counts) < 0:
                    more = self._climb(within.whole, row) if climbing else 0
                    found = min(found, max(0, self._rest(within, row)) + more)
        # Nor does what is published of the rest become none.
        return max(0, found - 1) if strand.rest and found < inf else found

    def _window(self, strand, row, way) -> float:
        """Return how far the counts of a strand can go up (`way` 1) or down within what is known of those that moved.

        What is published of the rest goes the other way.
        """
        found = inf
        for names, turn in ((strand.counts, way), (strand.rest, -way)):
            for name in names:
                if (name, row) in self.around.moved and name in self.values:
                    least, most = (exact(end) for end in self.around.moved[name, row])
                    found = min(found, most - self.values[name][row] if turn > 0 else self.values[name][row] - least)
        return max(0, found)

    def _climb(self, name, row) -> float:
        """Return how far a hidden whole could be more than it is, so that its part could be too."""
        shown = row < len(self.parents) and not self.held[name][row]
        if shown or name not in self.made:
            return 0
        key = name, row
        if key not in self.climbs:
            hiding, strand = self.made[name]
            kept, hiding.up[row] = hiding.up[row], self._up(strand, row, climbing=True)
            self.climbs[key] = hiding.room(row, 1, THRESHOLD - 1)[0]
            hiding.up[row] = kept
        return self.climbs[key]

    def _protect(self, strand, owned, hiding, wanted) -> bool:
        """Hide until every hidden cell is safe; return whether that could be done."""
        done: set[int] = set()
        # Rows come before the rows they are added into, which move with them.
        order = [*range(len(self.parents), len(self.rows)), *self.order]
        while waiting := [row for row in order if hiding.hidden[row] and row not in done]:
            for row in waiting:
                done.add(row)
                if not self._asks(owned, row) or self._fixed(owned, row):
                    continue
                if not self._protect_row(strand, hiding, row, wanted):
                    return False
        return True

    def _protect_row(self, strand, hiding, row, wanted) -> bool:
        kept = hiding.up
        hiding.up = [*kept]
        hiding.up[row] = self._up(strand, row, climbing=True)
        found = hiding.protect(row, wanted)
        if not found:
            # One cell that goes up with its wholes, and no other, so that none is in another's way.
            leaves = [leaf for leaf in range(len(self.rows)) if hiding.hidden[leaf] and leaf not in self.inner]
            for leaf in leaves:
                most = self._up(strand, leaf, climbing=True)
                if most > kept[leaf] and not self._fixed(strand.counts, leaf):
                    hiding.up = [up if each in self.inner else 0 for each, up in enumerate(kept)]
                    hiding.up[leaf] = most
                    if found := hiding.protect(row, wanted):
                        break
        hiding.up = kept
        return found

    def _asks(self, owned, row) -> bool:
        """Whether a hidden cell needs protection: published ones do, and what a parent has beyond its rows if small."""
        if row < len(self.parents):
            return any(self.given[name][row] is not None for name in owned)
        return any(0 < self.values[name][row] < self.plan.threshold(name) for name in owned)
