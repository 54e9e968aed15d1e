"""The chart of one indicator over time, worked out once; the renderers only place it.

A point with a symbol carries neither value nor numerator, so what is hidden cannot reach a picture, a hover text, an
alternative text or a download.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from improvement.lib import rates, sentences
from improvement.lib.months import day_label, long_label, short_label
from improvement.lib.spc import RULE_WORDS, Icon, Rebase, analyse


@dataclass(frozen=True)
class ChartPoint:
    """One month of a chart: `shown` is how the value is written; `symbol` stands in its place when there is none."""

    month: date
    label: str
    value: float | None
    shown: str
    numerator: float | None
    denominator: float | None
    symbol: str | None
    signal: str
    rules: tuple[str, ...]

    @property
    def family(self) -> str:
        """The colour and shape of the point: improvement, concern, neutral or none."""
        return self.signal.rsplit("_", 1)[0]


@dataclass(frozen=True)
class ChartSegment:
    """Points [start, end) and the lines drawn for them; the lines are None while there are too few points."""

    start: int
    end: int
    mean: float | None
    lower: float | None
    upper: float | None
    rebase: Rebase | None


@dataclass(frozen=True)
class Chart:
    """A trend chart. `title` and `subtitle` are sentences; `key` is unique on a page; `scale` fixes the value axis."""

    key: str
    name: str
    title: str
    subtitle: str
    alt: str
    unit: str
    polarity: str
    points: tuple[ChartPoint, ...]
    segments: tuple[ChartSegment, ...]
    variation: Icon
    assurance: Icon | None
    signal: str
    too_few: str
    target: float | None
    target_shown: str
    counted: str
    decimals: int | None
    as_at: date | None
    notes: tuple[str, ...]
    scale: tuple[float, float] | None = None

    @property
    def latest(self) -> ChartPoint | None:
        """The newest point with a value, or None."""
        return next((point for point in reversed(self.points) if point.value is not None), None)

    def show(self, value: float | None) -> str:
        """Return `value` as this chart writes it."""
        return rates.show(value, self.unit, decimals=self.decimals)


def trend_chart(
    *,
    key: str,
    name: str,
    unit: str,
    months: Sequence[date],
    numerators: Sequence[float | None],
    denominators: Sequence[float | None] | None = None,
    symbols: Sequence[str | None] | None = None,
    polarity: str = "neutral",
    target: float | None = None,
    rebases: Sequence[Rebase] = (),
    plural: bool | None = None,
    counted: str = "",
    decimals: int | None = None,
    as_at: date | None = None,
    notes: Sequence[str] = (),
    scale: tuple[float, float] | None = None,
) -> Chart:
    """Return the chart of one indicator for one team.

    `key` names indicator and team ("FD06-larchshire"); `name` is the subject of the sentences; numerators and
    denominators are aligned with `months` (ascending); a month with a symbol, or without a numerator, has no value.
    `target` is in the unit. `plural`, `counted` and `decimals` are as in `sentences.Words`. `notes` print under the
    chart, after the reasons for re-basing. Raises ValueError as `spc.analyse` and `rates.unit_of` do.
    """
    kind = rates.unit_of(unit)
    count = len(months)
    symbols = list(symbols) if symbols is not None else [None] * count
    denominators = list(denominators) if denominators is not None else [None] * count
    values = [
        None if symbol else rates.value_of(top, under, unit)
        for top, under, symbol in zip(numerators, denominators, symbols, strict=True)
    ]
    spc = analyse(
        months, values, polarity=polarity, target=target, symbols=symbols, rebases=rebases, ceiling=kind.ceiling
    )
    words = sentences.Words(name, unit, plural=plural, counted=counted, decimals=decimals)
    title = sentences.title(spc, words)
    subtitle = sentences.subtitle(spc, words, numerators, denominators)
    return Chart(
        key=key,
        name=name,
        title=title,
        subtitle=subtitle,
        alt=sentences.alt_text(spc, words, title, subtitle),
        unit=unit,
        polarity=polarity,
        points=_points(spc.points, numerators, denominators, unit, decimals),
        segments=tuple(
            ChartSegment(part.start, part.end, part.mean, part.lower_drawn, part.upper_drawn, part.rebase)
            for part in spc.segments
        ),
        variation=spc.variation_icon,
        assurance=spc.assurance_icon,
        signal=spc.variation,
        too_few=spc.too_few,
        target=target,
        target_shown=rates.show(target, unit, decimals=decimals),
        counted=counted,
        decimals=decimals,
        as_at=as_at,
        notes=tuple(_rebase_note(part.rebase) for part in spc.segments if part.rebase) + tuple(notes),
        scale=scale,
    )


def _points(points, numerators, denominators, unit, decimals) -> tuple[ChartPoint, ...]:
    return tuple(
        ChartPoint(
            month=point.month,
            label=short_label(point.month),
            value=point.value,
            shown=rates.show(point.value, unit, decimals=decimals) or point.symbol or "",
            numerator=top,
            denominator=under,
            symbol=point.symbol,
            signal=point.signal,
            rules=point.rules,
        )
        for point, top, under in zip(points, numerators, denominators, strict=True)
    )


def on_one_scale(charts: Sequence[Chart]) -> list[Chart]:
    """Return the charts with one value axis between them, for small multiples that are read side by side."""
    spans = [chart.scale or span(chart) for chart in charts]
    low, high = min(low for low, _ in spans), max(high for _, high in spans)
    return [replace(chart, scale=(low, high)) for chart in charts]


def span(chart: Chart) -> tuple[float, float]:
    """Return the lowest and highest value the chart has to show: points, limits and target, with a little room."""
    values = [point.value for point in chart.points if point.value is not None]
    for part in chart.segments:
        values += [line for line in (part.lower, part.upper) if line is not None]
    if chart.target is not None:
        values.append(chart.target)
    if not values:
        return 0.0, 1.0
    low, high = min(values), max(values)
    room = (high - low) * 0.05 or abs(high) * 0.1 or 1.0
    return (max(low - room, 0.0) if low >= 0 else low - room), high + room


def hover(point: ChartPoint, chart: Chart) -> str:
    """Return what is said of one point: "October 2026: 26% (89 of 342 referrals)", or why there is no value."""
    month = long_label(point.month)
    if point.value is None:
        return f"{month}: {sentences.SYMBOLS.get(point.symbol, 'no figure')}"
    n = rates.say_n(point.numerator, point.denominator, chart.unit, counted=chart.counted)
    return f"{month}: {point.shown}{f' ({n})' if n else ''}"


def to_rows(chart: Chart) -> tuple[list[str], list[list]]:
    """Return (headers, rows) for the table, CSV and workbook of a chart; numbers stay numbers, symbols are text."""
    kind = rates.unit_of(chart.unit)
    headers = ["Month", f"Value ({chart.unit})"]
    if kind.divided:
        headers += ["Numerator", f"Out of ({chart.counted})" if chart.counted else "Out of"]
    headers += ["Average", "Lower limit", "Upper limit", "What it shows"]
    rows = []
    for index, point in enumerate(chart.points):
        part = next(part for part in chart.segments if part.start <= index < part.end)
        hidden = point.symbol or ""
        row = [long_label(point.month), _rounded(point.value) if point.value is not None else hidden]
        if kind.divided:
            row += [hidden if number is None else number for number in (point.numerator, point.denominator)]
        row += [_blank(_rounded(line)) for line in (part.mean, part.lower, part.upper)]
        rows.append([*row, _meaning(point)])
    return headers, rows


def to_table(chart: Chart) -> tuple[list[str], list[list[str]]]:
    """Return (headers, rows) of a chart as people read them, for a page or for print.

    A hidden value shows its symbol. Columns of numbers are those between the first and the last.
    """
    kind = rates.unit_of(chart.unit)
    headers = ["Month", chart.name]
    if kind.divided:
        headers += ["Number", f"Out of ({chart.counted})" if chart.counted else "Out of"]
    rows = []
    for point in chart.points:
        row = [long_label(point.month), point.shown]
        if kind.divided:
            hidden = point.symbol or ""
            row += [_written(number) or hidden for number in (point.numerator, point.denominator)]
        rows.append([*row, _meaning(point)])
    return [*headers, "What it shows"], rows


def source_note(chart: Chart) -> str:
    """Return "Data as at 3 November 2026." or ""."""
    return f"Data as at {day_label(chart.as_at)}." if chart.as_at else ""


def _rebase_note(rebase: Rebase) -> str:
    by = f", by {rebase.by}" if rebase.by else ""
    on = f" on {day_label(rebase.on)}" if rebase.on else ""
    return f"Limits set anew from {long_label(rebase.month)}{by}{on}: {rebase.reason.strip().rstrip('.')}."


def _meaning(point: ChartPoint) -> str:
    if point.value is None:
        return sentences.SYMBOLS.get(point.symbol, "No figure").capitalize()
    if not point.rules:
        return ""
    family = {"improvement": "Improvement", "concern": "Concern"}.get(point.family, "Change")
    return f"{family}: {'; '.join(RULE_WORDS[rule] for rule in point.rules)}"


def _written(count) -> str:
    return "" if count is None else rates.number(count, 0 if float(count).is_integer() else 1)


def _rounded(value):
    # Files carry more than the eye needs, so that others can check the sums, but not a float's tail.
    return None if value is None else round(value, 4)


def _blank(value):
    return "" if value is None else value
