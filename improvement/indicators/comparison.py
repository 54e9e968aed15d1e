"""Is a part different from its whole by more than chance? An exact test, so that teams are compared and never ranked.

If a team's cases were like everyone's, its numerator would be a draw without return from those of the whole: it
follows the hypergeometric distribution. This is the funnel plot's question with exact limits; because the whole holds
the part, and small teams are small, the usual three-sigma lines would be wrong in both directions.
"""

from functools import lru_cache
from math import exp, lgamma

# Each tail of the 99.8% limits that funnel plots use: about three sigma (Spiegelhalter, Statistics in Medicine 2005).
TAIL = 0.001

HIGHER = "Higher than chance allows"
LOWER = "Lower than chance allows"
WITHIN = "Within what chance allows"
TOO_FEW = "Too few to tell"


@lru_cache(maxsize=8192)
def against_whole(numerator: int, denominator: int, whole_numerator: int, whole_denominator: int) -> str:
    """Return in words how a part's share compares with that of the whole it belongs to.

    Whole numbers only. "" where the part is the whole, or the whole has no share. TOO_FEW where not even none or all
    of the part's cases would have been a signal.
    """
    if not 0 < denominator < whole_denominator or not 0 <= numerator <= denominator:
        return ""
    if not whole_numerator - numerator <= whole_denominator - denominator or whole_numerator < numerator:
        return ""
    fewest = max(0, whole_numerator - (whole_denominator - denominator))
    most = min(denominator, whole_numerator)

    def chance(count):
        return _chance(count, denominator, whole_numerator, whole_denominator)

    if chance(fewest) > TAIL and chance(most) > TAIL:
        return TOO_FEW
    if sum(chance(count) for count in range(numerator, most + 1)) <= TAIL:
        return HIGHER
    if sum(chance(count) for count in range(fewest, numerator + 1)) <= TAIL:
        return LOWER
    return WITHIN


def _chance(count, drawn, marked, total) -> float:
    return exp(_choose(marked, count) + _choose(total - marked, drawn - count) - _choose(total, drawn))


def _choose(total, picked) -> float:
    return lgamma(total + 1) - lgamma(picked + 1) - lgamma(total - picked + 1)
