"""Values from numerators and denominators: kept apart, added up apart, divided last, shown with their n.

`UNITS` is the closed list of units an indicator may have (docs/indicators.md). Nothing here rounds before showing.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from numbers import Real


@dataclass(frozen=True)
class Unit:
    """How a unit is worked out and written.

    `scale` multiplies the ratio; `divided` says whether there is a denominator; `decimals` is for showing only;
    `suffix` follows the number without a space, `words` follows it in a sentence; `ceiling` is the highest value it
    can take; `share` marks a numerator counted from inside the denominator.
    """

    code: str
    scale: int = 1
    divided: bool = True
    decimals: int = 0
    suffix: str = ""
    words: str = ""
    ceiling: float | None = None
    share: bool = False


UNITS = {
    unit.code: unit
    for unit in (
        Unit("%", scale=100, suffix="%", ceiling=100.0, share=True),
        # A yearly rate, such as turnover: who is above the line need not be among those below it.
        Unit("% a year", scale=100, suffix="%"),
        Unit("count", divided=False),
        Unit("rate per 10k", scale=10_000, decimals=1, words=" per 10,000"),
        Unit("cases per FTE", decimals=1, words=" cases per full-time worker"),
        Unit("months", decimals=1, words=" months"),
        Unit("score", decimals=1),
        Unit("working days", divided=False, words=" working days"),
        Unit("FTE", divided=False, decimals=1, words=" full-time equivalent"),
    )
}

# The codes above, and what the catalogue writes beside them.
_BY_CODE = UNITS | {"count and %": UNITS["%"], "percent": UNITS["%"]}


def unit_of(code: str) -> Unit:
    """Return the unit called `code`. Raises ValueError naming the units there are."""
    try:
        return _BY_CODE[code]
    except KeyError:
        raise ValueError(f"There is no unit {code!r}. Use one of: {', '.join(UNITS)}.") from None


def value_of(numerator: Real | Decimal | None, denominator: Real | Decimal | None, unit: str) -> float | None:
    """Return the value in `unit`, or None where it cannot be worked out (nothing counted, or nothing to divide by)."""
    kind = unit_of(unit)
    if numerator is None:
        return None
    if not kind.divided:
        return float(numerator)
    if not denominator:
        return None
    return float(numerator * kind.scale) / float(denominator)


def added(pairs) -> tuple[Real | None, Real | None]:
    """Return the (numerator, denominator) of a whole from those of its parts; rates are never averaged.

    A part with None is left out; both are None when no part has a number.
    """
    numerators, denominators = [], []
    for numerator, denominator in pairs:
        if numerator is not None:
            numerators.append(numerator)
        if denominator is not None:
            denominators.append(denominator)
    return (sum(numerators) if numerators else None, sum(denominators) if denominators else None)


def number(value: Real | Decimal | None, decimals: int = 0) -> str:
    """Return `value` with thousands commas, halves rounded up as people do; "" for None."""
    if value is None:
        return ""
    step = Decimal(1).scaleb(-decimals)
    # str() first: a float's shortest form is what people see, so 0.125 and 2.675 round as they read.
    rounded = Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP)
    return f"{rounded + 0:,f}"


def show(value: Real | None, unit: str, *, decimals: int | None = None) -> str:
    """Return `value` as it is written on a chart or in a table: "26%", "1,204", "40.6"; "" for None.

    A share that is not quite none or all never rounds to 0% or 100%: it is written "<1%" or ">99%".
    """
    if value is None:
        return ""
    kind = unit_of(unit)
    places = _places(value, kind) if decimals is None else decimals
    text = number(value, places)
    if kind.share:
        smallest = Decimal(1).scaleb(-places)
        if value > 0 and not float(text.replace(",", "")):
            return f"<{smallest}%"
        if value < 100 and text == number(100, places):
            return f">{100 - smallest}%"
    return text + kind.suffix


def say(value: Real | None, unit: str, *, decimals: int | None = None) -> str:
    """Return `value` as it is written in a sentence: "26%", "19 months", "34 working days"; "" for None."""
    if value is None:
        return ""
    text = show(value, unit, decimals=decimals).replace("<", "under ").replace(">", "over ")
    if decimals is None:
        text = text.removesuffix(".0")
    words = unit_of(unit).words
    if text == "1":
        words = words.removesuffix("s") if unit in {"months", "working days"} else words
    return text + words


def say_n(numerator: Real | None, denominator: Real | None, unit: str, *, counted: str = "") -> str:
    """Return the n that belongs beside a value: "89 of 342 referrals", "274 in a population of 67,500", or "".

    `counted` names what the denominator counts ("referrals"). A count is its own n and needs none.
    """
    kind = unit_of(unit)
    if not kind.divided or denominator is None:
        return ""
    whole = f"{_plain(denominator)} {counted}".rstrip()
    if kind.share:
        return f"{_plain(numerator)} of {whole}" if numerator is not None else f"of {whole}"
    if kind.code == "rate per 10k":
        population = counted or "population"
        if numerator is None:
            return f"{population} {_plain(denominator)}"
        return f"{_plain(numerator)} in a {population} of {_plain(denominator)}"
    if kind.code == "cases per FTE":
        cases = f"{_plain(numerator)} cases, " if numerator is not None else ""
        return f"{cases}{whole or ''}" if counted else f"{cases}{_plain(denominator)} full-time workers"
    return f"from {whole}"


def _plain(value: Real) -> str:
    return number(value, 0 if float(value).is_integer() else 1)


def _places(value: Real, kind: Unit) -> int:
    # A median of 34.5 working days is worth its half; a whole one reads better without ".0".
    if not kind.divided and kind.decimals == 0:
        return 0 if float(value).is_integer() else 1
    return kind.decimals
