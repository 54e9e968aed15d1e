"""How far two people who graded the same work agree, and which way each leans.

Kappa is Cohen's weighted kappa with quadratic weights (Cohen 1968, Psychological Bulletin 70, 213-220): two grades
apart count four times as much as one. Its interval is the large-sample one of Fleiss, Cohen and Everitt (1969,
Psychological Bulletin 72, 323-327), kappa plus and minus 1.96 standard errors, cut off at -1 and 1. The share of exact
agreement has Wilson's interval (1927, Journal of the American Statistical Association 22, 209-212), which holds for
the small numbers of one round. What cannot be computed says so and why; it is never written as nought.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import comb, fsum, sqrt

# The scale in use (practice reference, 2.3), best first.
GRADES = ("outstanding", "good", "requires_improvement", "inadequate")
Z = 1.959963984540054  # the normal quantile of a 95% interval

NOBODY = "No work has been graded twice yet."
ONE_GRADE = "Kappa cannot be computed: both gave every piece of work the same grade, so there is no spread to agree on."
ONE_SIDED = "One of the two gave every piece of work the same grade, so kappa is 0 whatever the other saw."
PERFECT = "All agree exactly, so kappa is 1; the interval of kappa cannot be computed from complete agreement."


@dataclass(frozen=True)
class Interval:
    """A 95% interval."""

    low: float
    high: float


@dataclass(frozen=True)
class Kappa:
    """Weighted kappa, its standard error and interval; None with the reason in `why` where it cannot be computed."""

    value: float | None
    error: float | None = None
    interval: Interval | None = None
    why: str = ""


@dataclass(frozen=True)
class Agreement:
    """How `n` pairs of grades agree: exactly, one apart, two or more apart; the second better or worse; kappa."""

    n: int
    exact: int
    one_apart: int
    two_apart: int
    second_better: int
    second_worse: int
    exact_interval: Interval | None
    kappa: Kappa


@dataclass(frozen=True)
class Drift:
    """Which way one auditor's grades lean from the second grade of the same work.

    `kinder` of `n` were better than the second grade and `harsher` worse; `steps` is the mean difference in grades,
    above nought when kinder. `chance` is how often so lopsided a split, or more, would come about if neither way were
    likelier (the exact sign test, both sides); None when no grade differed.
    """

    n: int
    kinder: int
    harsher: int
    steps: float | None
    chance: float | None


def table(pairs: Iterable[tuple[str, str]], grades: Sequence[str] = GRADES) -> list[list[int]]:
    """Return how often each first grade (rows) met each second grade (columns). Raises ValueError for another grade."""
    counts = [[0] * len(grades) for _ in grades]
    places = {grade: place for place, grade in enumerate(grades)}
    for first, second in pairs:
        if first not in places or second not in places:
            raise ValueError(f"{first!r} and {second!r} are not both grades.")
        counts[places[first]][places[second]] += 1
    return counts


def quadratic(size: int) -> list[list[float]]:
    """Return quadratic agreement weights: 1 for the same grade, 0 for the two ends of the scale."""
    return [[1 - (row - column) ** 2 / (size - 1) ** 2 for column in range(size)] for row in range(size)]


def weighted_kappa(counts: Sequence[Sequence[int]], weights: Sequence[Sequence[float]] | None = None) -> Kappa:
    """Return the weighted kappa of a square table, quadratic unless other agreement weights are given."""
    size, n = len(counts), sum(map(sum, counts))
    if not n:
        return Kappa(None, why=NOBODY)
    weights = weights or quadratic(size)
    cells = [(row, column) for row in range(size) for column in range(size)]
    rows = [sum(counts[row]) / n for row in range(size)]
    columns = [sum(counts[row][column] for row in range(size)) / n for column in range(size)]
    if max(rows) == max(columns) == 1 and rows == columns:
        return Kappa(None, why=ONE_GRADE)
    seen = fsum(counts[row][column] * weights[row][column] for row, column in cells) / n
    expected = fsum(rows[row] * columns[column] * weights[row][column] for row, column in cells)
    value = (seen - expected) / (1 - expected)
    if sum(counts[place][place] for place in range(size)) == n:
        return Kappa(1.0, why=PERFECT)
    if 1 in (max(rows), max(columns)):
        return Kappa(0.0, why=ONE_SIDED)
    error = _error(counts, weights, rows, columns, value, expected)
    return Kappa(value, error, Interval(max(-1.0, value - Z * error), min(1.0, value + Z * error)))


def _error(counts, weights, rows, columns, value, expected):
    """Return the standard error by Fleiss, Cohen and Everitt (1969): the one that does not assume that kappa is 0."""
    places, n = range(len(counts)), sum(map(sum, counts))
    of_row = [fsum(columns[column] * weights[row][column] for column in places) for row in places]
    of_column = [fsum(rows[row] * weights[row][column] for row in places) for column in places]
    squares = fsum(
        counts[row][column] / n * (weights[row][column] - (of_row[row] + of_column[column]) * (1 - value)) ** 2
        for row in places
        for column in places
    )
    variance = (squares - (value - expected * (1 - value)) ** 2) / (n * (1 - expected) ** 2)
    return sqrt(max(0.0, variance))


def wilson(count: int, n: int) -> Interval | None:
    """Return Wilson's 95% interval of a share, None of nothing."""
    if not n:
        return None
    share = count / n
    middle = share + Z**2 / (2 * n)
    reach = Z * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    whole = 1 + Z**2 / n
    return Interval(max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole))


def agreement(pairs: Iterable[tuple[str, str]]) -> Agreement:
    """Return how pairs of (first grade, second grade) agree."""
    counts = table(pairs)
    cells = [(row - column, counts[row][column]) for row in range(len(counts)) for column in range(len(counts))]
    n = sum(count for _, count in cells)
    exact = sum(count for apart, count in cells if apart == 0)
    return Agreement(
        n=n,
        exact=exact,
        one_apart=sum(count for apart, count in cells if abs(apart) == 1),
        two_apart=sum(count for apart, count in cells if abs(apart) > 1),
        second_better=sum(count for apart, count in cells if apart > 0),
        second_worse=sum(count for apart, count in cells if apart < 0),
        exact_interval=wilson(exact, n),
        kappa=weighted_kappa(counts),
    )


def drift(pairs: Iterable[tuple[str, str]]) -> Drift:
    """Return which way an auditor leans, from pairs of (their grade, the second grade)."""
    steps = [GRADES.index(second) - GRADES.index(first) for first, second in pairs]
    kinder, harsher = sum(step > 0 for step in steps), sum(step < 0 for step in steps)
    return Drift(
        n=len(steps),
        kinder=kinder,
        harsher=harsher,
        steps=sum(steps) / len(steps) if steps else None,
        chance=_sign_test(kinder, harsher),
    )


def _sign_test(one: int, other: int) -> float | None:
    n = one + other
    if not n:
        return None
    return min(1.0, 2 * sum(comb(n, k) for k in range(min(one, other) + 1)) / 2**n)
