"""What it is to watch a table: which columns of it matter, and the months of which figures a changed row influences."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """The months of `sources` that a changed row `x` influences: those from `first` to `last`, both SQL dates.

    `join` finds other rows that a change reaches; `last` empty means the month of `first` alone, and a NULL last means
    until now.
    """

    sources: tuple[str, ...]
    first: str
    last: str = ""
    join: str = ""
    where: str = ""


@dataclass(frozen=True)
class Watched:
    """A table whose writes leave marks: which columns matter, and the rules.

    `end` names the column that ends a spell: where nothing else changed, only the time between the old and the new end
    is touched (`x.since`).
    """

    model: type
    columns: tuple[str, ...]
    rules: tuple[Rule, ...]
    end: str = ""
    operations: tuple[str, ...] = ("insert", "update", "delete")
