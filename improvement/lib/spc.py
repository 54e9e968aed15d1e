"""Statistical process control: the XmR chart, its rules and its icons.

Source: reference rules of NHS England's Making Data Count, as implemented by NHSRplotthedots, with these house rules:
moving ranges are not screened; runs and trends are of 7; two of three counts points beyond three sigma too; limits and
icons from 13 points; limits are re-based only where a person gave a reason. Months without a value are left out: they
neither make nor break a run, and a range is taken between the neighbours that have values.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isclose

RUN = 7
MINIMUM = 13
# 2.66 = 3 / d2 for ranges of two; 3.267 = D4 (Shewhart's constants for subgroups of two).
LIMIT_FACTOR = 2.66
SCREEN_FACTOR = 3.267

HIGHER, LOWER, NEUTRAL = "higher", "lower", "neutral"
POLARITIES = (HIGHER, LOWER, NEUTRAL)

# In the order in which a point is named when several apply; then +1 for upwards, -1 for downwards.
RULES = {
    ("outside", 1): "outside_high",
    ("outside", -1): "outside_low",
    ("trend", 1): "trend_up",
    ("trend", -1): "trend_down",
    ("two_of_three", 1): "two_of_three_high",
    ("two_of_three", -1): "two_of_three_low",
    ("run", 1): "run_high",
    ("run", -1): "run_low",
}

RULE_WORDS = {
    "outside_high": "above the upper limit",
    "outside_low": "below the lower limit",
    "trend_up": "one of seven or more points rising in a row",
    "trend_down": "one of seven or more points falling in a row",
    "two_of_three_high": "one of two in three points near or beyond the upper limit",
    "two_of_three_low": "one of two in three points near or beyond the lower limit",
    "run_high": "one of seven or more points in a row above the average",
    "run_low": "one of seven or more points in a row below the average",
}


@dataclass(frozen=True)
class Rebase:
    """A person's decision to work the limits out anew from `month`, with the reason they gave."""

    month: date
    reason: str
    by: str = ""
    on: date | None = None

    def __post_init__(self):
        if not self.reason.strip():
            raise ValueError(f"Re-basing from {self.month:%Y-%m} needs a reason: it is printed on the chart.")


@dataclass(frozen=True)
class Icon:
    """A signal as it is shown: its family (which gives colour and shape), its letter, and the words for it."""

    family: str
    letter: str
    words: str


VARIATION_ICONS = {
    "improvement_high": Icon("improvement", "H", "Improvement: higher than before by more than chance"),
    "improvement_low": Icon("improvement", "L", "Improvement: lower than before by more than chance"),
    "concern_high": Icon("concern", "H", "Concern: higher than before by more than chance"),
    "concern_low": Icon("concern", "L", "Concern: lower than before by more than chance"),
    "neutral_high": Icon("neutral", "H", "Higher than before by more than chance"),
    "neutral_low": Icon("neutral", "L", "Lower than before by more than chance"),
    "none": Icon("none", "–", "No real change"),
    "too_few": Icon("too_few", "·", "Too few months to say"),
}

ASSURANCE_ICONS = {
    "pass": Icon("improvement", "P", "The target will be met month after month"),
    "hit_or_miss": Icon("none", "?", "The target will be met in some months and missed in others"),
    "fail": Icon("concern", "F", "The target will be missed month after month"),
}


@dataclass(frozen=True)
class Segment:
    """A stretch of the chart with one set of limits: points [start, end) of the series.

    `lower` is the limit the rules use; `lower_drawn` and `upper_drawn` stop where a value cannot go. `shown` is False
    with fewer than the minimum of values, and then no rule is applied. `baseline` counts the values behind the limits.
    """

    start: int
    end: int
    n: int
    baseline: int
    mean: float | None
    lower: float | None
    upper: float | None
    lower_drawn: float | None
    upper_drawn: float | None
    shown: bool
    rebase: Rebase | None = None


@dataclass(frozen=True)
class Point:
    """One month: its value or the symbol in its place, the rules it breaks (the naming one first) and its signal."""

    month: date
    value: float | None
    symbol: str | None
    segment: int
    side: int
    rules: tuple[str, ...]
    signal: str


@dataclass(frozen=True)
class Spc:
    """A series read with statistics: what the chart, the table and the sentence are all made from."""

    points: tuple[Point, ...]
    segments: tuple[Segment, ...]
    polarity: str
    target: float | None
    minimum: int
    variation: str
    assurance: str | None

    @property
    def latest(self) -> Point | None:
        """The newest point that has a value, or None."""
        return next((point for point in reversed(self.points) if point.value is not None), None)

    @property
    def segment(self) -> Segment | None:
        """The segment of the newest point that has a value: the limits that hold now."""
        return self.segments[self.latest.segment] if self.latest else None

    @property
    def variation_icon(self) -> Icon:
        """The icon for the newest value."""
        return VARIATION_ICONS[self.variation]

    @property
    def assurance_icon(self) -> Icon | None:
        """The icon for the newest target against the newest limits, or None (no target, neutral, or too few)."""
        return ASSURANCE_ICONS[self.assurance] if self.assurance else None

    @property
    def too_few(self) -> str:
        """Return "9 of 13 points" while there are too few for limits, else ""."""
        if self.variation != "too_few":
            return ""
        return f"{self.segment.n if self.segment else 0} of {self.minimum} points"


def analyse(
    months: Sequence[date],
    values: Sequence[float | None],
    *,
    polarity: str = NEUTRAL,
    target: float | None = None,
    symbols: Mapping[date, str] | Sequence[str | None] | None = None,
    rebases: Sequence[Rebase] = (),
    floor: float | None = 0.0,
    ceiling: float | None = None,
    baseline: int | None = None,
    screen: bool = False,
    minimum: int = MINIMUM,
) -> Spc:
    """Return the series read by the rules.

    `months` ascending and distinct; `values` in any one unit, None where there is none, with its `symbols`. `polarity`
    is which way is better. `rebases` start new segments. `floor` and `ceiling` bound what is drawn, never what is
    tested. `baseline` fixes the limits to a segment's first so many values. `screen` drops outlying moving ranges
    once; `minimum` is how many values a segment needs for limits and icons.

    Raises ValueError when months and values differ in number, months are out of order, or the polarity is unknown.
    """
    _check(months, values, polarity)
    signs = _symbols(months, symbols)
    starts = {rebase.month: rebase for rebase in rebases}
    points: list[Point] = []
    segments: list[Segment] = []
    for start, end, rebase in _stretches(months, starts):
        found, segment = _read(values[start:end], baseline, screen, minimum)
        drawn = {f"{edge}_drawn": _bounded(segment[edge], floor, ceiling) for edge in ("lower", "upper")}
        segments.append(Segment(start=start, end=end, rebase=rebase, **drawn, **segment))
        for index, (side, rules) in zip(range(start, end), found, strict=True):
            symbol = None if values[index] is not None else signs[index]
            signal = signal_of(rules, polarity)
            points.append(Point(months[index], values[index], symbol, len(segments) - 1, side, rules, signal))
    latest = next((point for point in reversed(points) if point.value is not None), None)
    current = segments[latest.segment] if latest else None
    shown = bool(current and current.shown)
    return Spc(
        points=tuple(points),
        segments=tuple(segments),
        polarity=polarity,
        target=target,
        minimum=minimum,
        variation=latest.signal if shown else "too_few",
        assurance=assurance(target, current.lower, current.upper, polarity) if shown else None,
    )


def signal_of(rules: Sequence[str], polarity: str) -> str:
    """Return the signal class for the `rules` a point breaks: the first names it, the polarity says good or bad."""
    if not rules:
        return "none"
    up = rules[0].endswith(("_high", "_up"))
    level = "high" if up else "low"
    if polarity == NEUTRAL:
        return f"neutral_{level}"
    return f"{'improvement' if up == (polarity == HIGHER) else 'concern'}_{level}"


def assurance(target: float | None, lower: float, upper: float, polarity: str) -> str | None:
    """Return "pass", "hit_or_miss" or "fail" for a target against limits; None when neutral or without a target.

    A target on a limit is hit or miss, except where the process never varies and sits on the target: it passes.
    """
    if target is None or polarity == NEUTRAL:
        return None
    if lower == upper and not _side(target, upper):
        return "pass"
    if _side(target, lower) >= 0 >= _side(target, upper):
        return "hit_or_miss"
    return "pass" if (target < lower) == (polarity == HIGHER) else "fail"


def limits(values: Sequence[float], *, screen: bool = False) -> tuple[float, float, float] | None:
    """Return (mean, lower, upper) for `values` in order; None with fewer than two, which have no range.

    Limits are the mean plus and minus 2.66 times the mean moving range. Screening that would leave no range at all
    (a series that never moves) is not done.
    """
    if len(values) < 2:
        return None
    mean = sum(values) / len(values)
    ranges = [abs(after - before) for before, after in itertools.pairwise(values)]
    average = sum(ranges) / len(ranges)
    if screen:
        kept = [size for size in ranges if size < SCREEN_FACTOR * average]
        average = sum(kept) / len(kept) if kept else average
    return mean, mean - LIMIT_FACTOR * average, mean + LIMIT_FACTOR * average


def sides(values: Sequence[float], mean: float) -> list[int]:
    """Return for each value 1 above the mean, -1 below it, 0 on it."""
    return [_side(value, mean) for value in values]


def runs(side: Sequence[int], length: int = RUN) -> list[int]:
    """Return for each point the side of the run of at least `length` points it belongs to, or 0."""
    found = [0] * len(side)
    start = 0
    for index in range(1, len(side) + 1):
        if index == len(side) or side[index] != side[start]:
            if side[start] and index - start >= length:
                found[start:index] = [side[start]] * (index - start)
            start = index
    return found


def trends(values: Sequence[float], length: int = RUN) -> list[int]:
    """Return for each point 1 or -1 for the rising or falling trend of at least `length` points it belongs to, or 0.

    Each point must be strictly beyond the one before. A turning point shared by two trends takes the later one.
    """
    found = [0] * len(values)
    start, direction = 0, 0
    for index in range(1, len(values) + 1):
        step = 0 if index == len(values) else (values[index] > values[index - 1]) - (values[index] < values[index - 1])
        if index < len(values) and step == direction and step:
            continue
        if direction and index - start >= length:
            found[start:index] = [direction] * (index - start)
        start, direction = index - 1, step
    return found


def two_of_three(side: Sequence[int], near: Sequence[bool]) -> list[int]:
    """Return for each point its side where it is `near` (beyond two sigma) with another in three on that side, or 0."""
    found = [0] * len(side)
    for start in range(len(side) - 2):
        window = range(start, start + 3)
        if side[start] and side[start] == side[start + 1] == side[start + 2] and sum(near[i] for i in window) >= 2:
            for index in window:
                if near[index]:
                    found[index] = side[index]
    return found


def _side(value: float, line: float) -> int:
    # The mean of thirteen equal shares differs from them in the last bits, which would flag every one of them.
    if isclose(value, line, rel_tol=1e-9, abs_tol=1e-9):
        return 0
    return 1 if value > line else -1


def _check(months, values, polarity) -> None:
    if len(months) != len(values):
        raise ValueError(f"{len(months)} months but {len(values)} values: give one value, or None, for each month.")
    if any(after <= before for before, after in itertools.pairwise(months)):
        raise ValueError("Months must be in order, each once.")
    if polarity not in POLARITIES:
        raise ValueError(f"There is no polarity {polarity!r}. Use one of: {', '.join(POLARITIES)}.")


def _symbols(months, symbols) -> list[str | None]:
    if symbols is None:
        return [None] * len(months)
    if isinstance(symbols, Mapping):
        return [symbols.get(month) for month in months]
    return list(symbols)


def _stretches(months, rebases) -> list[tuple[int, int, Rebase | None]]:
    starts = [index for index, month in enumerate(months) if index and month in rebases]
    edges = [0, *starts, len(months)]
    return [
        (start, end, rebases.get(months[start]) if start else None)
        for start, end in itertools.pairwise(edges)
        if end > start
    ]


def _bounded(limit, floor, ceiling):
    if limit is None:
        return None
    limit = limit if floor is None else max(limit, floor)
    return limit if ceiling is None else min(limit, ceiling)


def _read(values, baseline, screen, minimum) -> tuple[list[tuple[int, tuple[str, ...]]], dict]:
    known = [value for value in values if value is not None]
    behind = known[:baseline] if baseline else known
    found = limits(behind, screen=screen) if len(known) >= minimum else None
    mean, lower, upper = found or (None, None, None)
    segment = {
        "n": len(known),
        "baseline": len(behind),
        "mean": mean,
        "lower": lower,
        "upper": upper,
        "shown": found is not None,
    }
    if found is None:
        return [(0, ())] * len(values), segment
    marks = iter(_marks(known, mean, lower, upper))
    return [next(marks) if value is not None else (0, ()) for value in values], segment


def _marks(known, mean, lower, upper) -> list[tuple[int, tuple[str, ...]]]:
    side = sides(known, mean)
    two_sigma = (upper - mean) * 2 / 3
    tests = {
        "outside": [max(_side(value, upper), 0) or min(_side(value, lower), 0) for value in known],
        "trend": trends(known),
        "two_of_three": two_of_three(side, [abs(value - mean) > two_sigma for value in known]),
        "run": runs(side),
    }
    return [
        (side[index], tuple(RULES[name, marks[index]] for name, marks in tests.items() if marks[index]))
        for index in range(len(known))
    ]
