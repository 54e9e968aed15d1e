"""Who is looked at: a draw that nobody steered, that anybody can repeat, with nothing but SHA-256.

The algorithm, `sha256-rank/1`, in words that need no program of ours: write the seed, a colon and the child's
reference; take the SHA-256 of that as hexadecimal; sort the children of a stratum by it; the first so many are drawn,
and the next in line replaces one who is swapped out. How many a stratum gives is proportional to its size, by largest
remainders, with at least one from each where that is possible.

An inspector's first question of an audit programme is who chose the cases (practice reference, 2.8).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from improvement.lib.months import add_months, month_end

ALGORITHM = "sha256-rank/1"
# A file is not audited twice in twelve months (Kirklees; practice reference, 2.8).
MONTHS_BETWEEN_AUDITS = 12
# What a sample may be stratified by, in the order in which a stratum is named.
BY = ("team", "plan", "age", "status")


@dataclass(frozen=True)
class Candidate:
    """A child who may be drawn: the reference, and what strata are made of."""

    reference: str
    team: str = ""
    plan: str = ""
    age: str = ""
    status: str = ""
    last_audited_on: date | None = None


@dataclass(frozen=True)
class Stratum:
    """A part of the list: what its children have in common, how many there are, and how many are drawn."""

    name: tuple[str, ...]
    size: int
    wanted: int

    @property
    def chance(self) -> float:
        """The chance that any one child of it had of being drawn."""
        return self.wanted / self.size


@dataclass(frozen=True)
class Draw:
    """What was drawn, stratum by stratum in the order of the draw, and all that is needed to repeat it."""

    algorithm: str
    seed: str
    list_hash: str
    by: tuple[str, ...]
    strata: tuple[Stratum, ...]
    references: tuple[str, ...]


def left_out(candidate: Candidate, *, on: date, months: int = MONTHS_BETWEEN_AUDITS) -> bool:
    """Return whether the child was audited within so many months before a day, and so is left out of the list."""
    last = candidate.last_audited_on
    return last is not None and last > _months_before(on, months)


def list_lines(candidates: Iterable[Candidate]) -> str:
    """Return the list as text: a line a child, in the order of reference, of reference and strata between tabs."""
    rows = sorted((each.reference, *(getattr(each, field) for field in BY)) for each in candidates)
    return "".join("\t".join(row) + "\n" for row in rows)


def list_hash(candidates: Iterable[Candidate]) -> str:
    """Return the SHA-256 of the list as `list_lines` writes it, in UTF-8; the same children give the same."""
    return sha256(list_lines(candidates).encode()).hexdigest()


def rank(seed: str, text: str) -> str:
    """Return what a child is sorted by: the SHA-256 of seed, colon and reference."""
    return sha256(f"{seed}:{text}".encode()).hexdigest()


def in_order(candidates: Iterable[Candidate], *, seed: str) -> list[Candidate]:
    """Return the candidates in the order in which this seed draws them."""
    return sorted(candidates, key=lambda each: (rank(seed, each.reference), each.reference))


def stratum_of(candidate: Candidate, by: Sequence[str]) -> tuple[str, ...]:
    """Return the name of the stratum a child is in; () where the sample is not stratified."""
    return tuple(getattr(candidate, field) for field in by)


def shares(sizes: dict[tuple[str, ...], int], wanted: int, *, seed: str = "") -> dict[tuple[str, ...], int]:
    """Return how many each stratum gives of `wanted`: proportional to size, rounded by largest remainders.

    Each gives at least one where `wanted` allows it: strata whose share is below one give one, and the rest is shared
    among the others. Equal remainders are settled by the seed, not by the alphabet. Nothing is given by a stratum
    beyond its size. Raises ValueError for a negative number, or one larger than the list.
    """
    sizes = {name: size for name, size in sizes.items() if size}
    if not 0 <= wanted <= sum(sizes.values()):
        raise ValueError(f"{wanted} cannot be drawn from a list of {sum(sizes.values())}.")
    given = {}
    if wanted >= len(sizes):
        small = True
        while small:
            total, left = sum(sizes.values()), wanted - len(given)
            small = [name for name, size in sizes.items() if size * left < total]
            given.update(dict.fromkeys(small, 1))
            for name in small:
                del sizes[name]
    return given | _largest_remainders(sizes, wanted - len(given), seed)


def _largest_remainders(sizes, wanted, seed):
    total = sum(sizes.values()) or 1
    given = {name: wanted * size // total for name, size in sizes.items()}
    by_remainder = sorted(sizes, key=lambda name: (-(wanted * sizes[name] % total), rank(seed, "\t".join(name))))
    for name in by_remainder[: wanted - sum(given.values())]:
        given[name] += 1
    return given


def draw(candidates: Sequence[Candidate], *, wanted: int, seed: str, by: Sequence[str] = ()) -> Draw:
    """Return a draw of `wanted` children, stratified `by` any of BY.

    The candidates are the list as it is to be hashed: who is left out is gone from it already. Raises ValueError where
    a reference stands twice, `by` is not understood, or there are not so many.
    """
    if len({each.reference for each in candidates}) != len(candidates):
        raise ValueError("A reference stands twice in the list.")
    if any(field not in BY for field in by):
        raise ValueError(f"A sample may be stratified by {', '.join(BY)}.")
    by = tuple(field for field in BY if field in by)
    groups: dict[tuple[str, ...], list[Candidate]] = {}
    for each in in_order(candidates, seed=seed):
        groups.setdefault(stratum_of(each, by), []).append(each)
    given = shares({name: len(group) for name, group in groups.items()}, wanted, seed=seed)
    strata = [Stratum(name, len(groups[name]), given[name]) for name in sorted(groups)]
    chosen = [each.reference for stratum in strata for each in groups[stratum.name][: stratum.wanted]]
    return Draw(ALGORITHM, seed, list_hash(candidates), by, tuple(strata), tuple(chosen))


def next_in_line(
    candidates: Iterable[Candidate], *, seed: str, by: Sequence[str], stratum: tuple[str, ...], taken: set[str]
) -> Candidate | None:
    """Return who replaces a child that is swapped out: the next of the same stratum in the order of the seed.

    `taken` are the references drawn or swapped already. None when the stratum has nobody left. Nobody chooses the
    replacement, so a swap cannot make the sample kinder.
    """
    left = (each for each in candidates if stratum_of(each, by) == stratum and each.reference not in taken)
    return next(iter(in_order(left, seed=seed)), None)


def _months_before(on: date, months: int) -> date:
    first = add_months(on, -months)
    return first.replace(day=min(on.day, month_end(first).day))
