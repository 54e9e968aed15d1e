"""Parts of a whole compared fairly: exact limits that widen as a part gets smaller, never a ranking.

A part's numerator is held against the whole's value: a share against the binomial distribution, a rate against the
Poisson, both added up exactly. Two pairs of limits, 95% and 99.8% (Spiegelhalter, Statistics in Medicine 2005): one
part in twenty lies outside the first by chance alone, two in a thousand outside the second, and only that is a signal.
A mean has no exact limits without the spread of its cases, so it has no funnel.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, inf, lgamma, log

# A chance of exactly one in a thousand (three of three at a tenth) is a signal; added up from logarithms it comes out a
# hair more.
SIGNAL, NEAR = 0.001 * (1 + 1e-9), 0.025 * (1 + 1e-9)

HIGHER, LOWER, WITHIN, TOO_FEW = "higher", "lower", "within", "too_few"


@dataclass(frozen=True)
class Part:
    """One part: its numerator out of its denominator, how it stands to the whole, and whether chance seldom does it.

    `standing` is higher, lower, within or too_few (not even none or all of its cases would have been a signal); `near`
    says that it lies between the 95% and the 99.8% limits.
    """

    numerator: int
    denominator: float
    standing: str
    near: bool


@dataclass(frozen=True)
class Line:
    """The limits at one denominator, as shares or rates of one case: lower and upper 99.8%, lower and upper 95%."""

    denominator: float
    lower: float
    upper: float
    lower_near: float
    upper_near: float


def place(numerator: int, denominator: float, *, centre: float, share: bool) -> Part:
    """Return how a part stands to a whole whose value is `centre` (per case, or per head for a rate).

    Raises ValueError for a part without cases, a numerator that is no whole number of them, or a centre that is none.
    """
    _check(numerator, denominator, centre, share)
    top, bottom = _tails(numerator, denominator, centre, share)
    if top <= SIGNAL:
        standing = HIGHER
    elif bottom <= SIGNAL:
        standing = LOWER
    else:
        standing = TOO_FEW if _cannot_tell(denominator, centre, share) else WITHIN
    return Part(numerator, denominator, standing, standing == WITHIN and min(top, bottom) <= NEAR)


def lines(denominators: Sequence[float], *, centre: float, share: bool, steps: int = 60) -> tuple[Line, ...]:
    """Return the limits from the smallest to the largest denominator, to be drawn as curves."""
    low, high = min(denominators), max(denominators)
    grid = sorted({round(low + (high - low) * step / steps, 0 if share else 2) for step in range(steps + 1)} | {high})
    return tuple(_line(max(each, 1), centre, share) for each in grid)


def _line(denominator, centre, share) -> Line:
    at = {tail: _limits(denominator, centre, share, tail) for tail in (SIGNAL, NEAR)}
    return Line(denominator, *(limit / denominator for tail in (SIGNAL, NEAR) for limit in at[tail]))


@lru_cache(maxsize=4096)
def _limits(denominator, centre, share, tail) -> tuple[int, int]:
    """Return the largest count that is a signal below (or 0) and the smallest that is one above (or all)."""
    expected = denominator * centre
    most = int(denominator) if share else int(expected + 12 * expected**0.5 + 30)
    upper = next((count for count in _from(expected, most) if _above(count, denominator, centre, share) <= tail), most)
    lower = next(
        (count for count in range(int(expected), -1, -1) if _below(count, denominator, centre, share) <= tail), 0
    )
    return lower, upper


def _from(expected, most):
    return range(int(expected), most + 1)


def _cannot_tell(denominator, centre, share) -> bool:
    nothing = _below(0, denominator, centre, share) > SIGNAL
    return nothing and share and _above(int(denominator), denominator, centre, share) > SIGNAL


def _tails(numerator, denominator, centre, share) -> tuple[float, float]:
    return _above(numerator, denominator, centre, share), _below(numerator, denominator, centre, share)


@lru_cache(maxsize=65536)
def _below(count, denominator, centre, share) -> float:
    """Return the chance of `count` or fewer."""
    return min(1.0, sum(exp(_log_chance(each, denominator, centre, share)) for each in range(count + 1)))


@lru_cache(maxsize=65536)
def _above(count, denominator, centre, share) -> float:
    """Return the chance of `count` or more, added up from the far end so that small chances keep their digits."""
    if count <= 0:
        return 1.0
    if share:
        return min(1.0, sum(exp(_log_chance(each, denominator, centre, share)) for each in _upto(count, denominator)))
    total, each = 0.0, count
    while True:
        chance = exp(_log_chance(each, denominator, centre, share))
        total += chance
        if each > denominator * centre and chance <= total * 1e-17:
            return min(1.0, total)
        each += 1


def _upto(count, denominator):
    return range(int(denominator), count - 1, -1)


def _log_chance(count, denominator, centre, share) -> float:
    if share:
        cases = int(denominator)
        ways = lgamma(cases + 1) - lgamma(count + 1) - lgamma(cases - count + 1)
        return ways + _times_log(count, centre) + _times_log(cases - count, 1 - centre)
    expected = denominator * centre
    return _times_log(count, expected) - expected - lgamma(count + 1)


def _times_log(count, chance) -> float:
    if not count:
        return 0.0
    return count * log(chance) if chance > 0 else -inf


def _check(numerator, denominator, centre, share):
    if denominator <= 0:
        raise ValueError("A part without cases cannot be compared.")
    if numerator < 0 or numerator != int(numerator) or (share and (numerator > denominator or centre > 1)):
        raise ValueError(f"{numerator} of {denominator} is no number of cases.")
    if centre < 0:
        raise ValueError(f"A whole cannot have the value {centre}.")
