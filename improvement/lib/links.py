"""How counts are linked: which lie within which, which go up and down together, and what is known around a month.

`linked.hide` reads this to hide small numbers; `improvement/indicators/ties.py` writes it for the figures we publish.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

# Counts from 1 up to one less than this are hidden.
THRESHOLD = 5


@dataclass(frozen=True)
class Within:
    """Parts that are counted from inside a whole. What is left over is a count of children too: from 1 to 4 of them
    are as secret as the parts are. Where `secret` is false it says nothing of anybody.

    Counts `beside` the whole are added to it: what is left of a table's corner, when its other cells are published.
    """

    whole: str
    parts: tuple[str, ...]
    secret: bool = True
    beside: tuple[str, ...] = ()

    @property
    def counts(self) -> tuple[str, ...]:
        """Every count it is about."""
        return (self.whole, *self.beside, *self.parts)

    def more(self, together: Collection[str]) -> int:
        """Return by how much more is left when these counts each go up by one."""
        wholes, parts = (sum(name in together for name in each) for each in ((self.whole, *self.beside), self.parts))
        return wholes - parts


@dataclass(frozen=True)
class Strand:
    """Counts hidden together. They go up and down together without breaking a link that they are not in.

    `rest` is what is published of a whole without the counts here: it is hidden with them, and makes up for them.
    `stock`: the counts here are what started and what ended, and together give away how that count changed.
    """

    counts: tuple[str, ...]
    rest: tuple[str, ...] = ()
    stock: str = ""

    @property
    def owned(self) -> tuple[str, ...]:
        """Every count that this strand hides."""
        return (*self.counts, *self.rest)


@dataclass(frozen=True)
class Plan:
    """What is linked, and how.

    `strands` in such an order that wholes come before their parts, and stocks before what changes them. `after` says
    of a count which one it is never shown without. `thresholds` are for counts that are hidden up to another number
    than 4, 0 for never.
    """

    strands: tuple[Strand, ...]
    withins: tuple[Within, ...] = ()
    after: Mapping[str, str] = field(default_factory=dict)
    thresholds: Mapping[str, int] = field(default_factory=dict)
    near: Mapping[str, str] = field(default_factory=dict)

    def threshold(self, name: str) -> int:
        """Return the number from which on a count is shown."""
        return self.thresholds.get(name, THRESHOLD)


@dataclass(frozen=True)
class Around:
    """What surrounds a month.

    `kept` are (count, row) that stay hidden because they once were, `known` those published as they are, which hide
    nothing any more. `moved` are hidden too: an attacker knows the least and the most that each of them can be. In
    `wide` rows starts and ends may be shown; in all others they are hidden wherever there is a stock. `before` are the
    rows in which the stock of the month before is hidden.
    """

    kept: Collection[tuple[str, int]] = ()
    known: Collection[tuple[str, int]] = ()
    moved: Mapping[tuple[str, int], tuple] = field(default_factory=dict)
    wide: Collection[int] = ()
    before: Mapping[str, Collection[int]] = field(default_factory=dict)


NOTHING = Around()
