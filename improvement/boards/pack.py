"""The document of a pack, made from its frozen figures and from nothing else.

The same figures give the same document: nothing here reads the database or the clock.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from improvement.boards import audience
from improvement.boards.chart_json import chart_from_json
from improvement.lib import rates, sentences
from improvement.lib.charts import Chart, ChartPoint, palette, signal_icon, to_svg
from improvement.lib.months import day_label, long_label
from improvement.lib.print_styles import styles
from improvement.lib.spc import VARIATION_ICONS
from improvement.lib.suppression import CONFIDENTIAL

# Raise it with any change to the template or its styles: a pack says which one it was made with.
TEMPLATE_VERSION = "3"
TABLE_MONTHS = 13
# More than fit on the one page of the summary; the rest are in its table.
MOST_EXCEPTIONS = 10
# By the letter of the assurance icon: the few words that fit in a column.
AGAINST_TARGET = {"P": "will be met", "F": "will be missed", "?": "hit or miss"}
# Strengths first.
GROUPS = (("Better than before", "improvement"), ("Needs attention", "concern"), ("Changed", "neutral"))

# What needs attention is never crowded out by what went well, nor the other way round.
ROOM = (("concern", 7), ("improvement", MOST_EXCEPTIONS), ("neutral", MOST_EXCEPTIONS))

# A row has room for the first rule only, said shortly; the downloads say all of them in full.
FAMILIES = {"improvement": "Better", "concern": "Worse"}
RULES = {
    "outside_high": "above the usual range",
    "outside_low": "below the usual range",
    "trend_up": "rising run of seven or more",
    "trend_down": "falling run of seven or more",
    "two_of_three_high": "near the upper limit",
    "two_of_three_low": "near the lower limit",
    "run_high": "run above average",
    "run_low": "run below average",
}


@dataclass(frozen=True)
class MonthRow:
    """One row of an indicator's table."""

    month: str
    shown: str
    numerator: str
    denominator: str
    average: str
    meaning: str


@dataclass(frozen=True)
class IndicatorPage:
    """One indicator: what is printed on its page and in its row of the summary."""

    code: str
    name: str
    chart: Chart
    svg: SafeString
    icon: SafeString
    latest: str
    latest_month: str
    n: str
    meets: str
    divided: bool
    rows: list[MonthRow]
    facts: list[tuple[str, str]]
    reported: str


def pack_html(figures: dict, *, drawn: Callable[[int, int], None] = lambda number, total: None) -> str:
    """Return the whole document as HTML that needs nothing from outside: styles and fonts are in it.

    `figures` is what `frozen.freeze` returned (or what was stored); `drawn` hears each chart as it is drawn.
    """
    pages = []
    for number, entry in enumerate(figures["indicators"], start=1):
        drawn(number, len(figures["indicators"]))
        pages.append(_page(entry))
    month = date.fromisoformat(figures["month"])
    return render_to_string(
        "pdf/pack.html",
        {
            "styles": styles("css/pack.css"),
            "figures": figures,
            "label": audience.LABELS[figures["audience"]],
            "readers": audience.READERS[figures["audience"]],
            "advice": audience.ADVICE[figures["audience"]],
            "public": figures["audience"] == audience.PUBLIC,
            "month": long_label(month),
            "built": _moment(figures["built_at"]),
            "as_at": _as_at(figures),
            "pages": pages,
            "headline": headline(pages),
            "groups": _groups(pages),
            "legend": _legend(),
            "symbols": _symbols_used(pages, hidden=figures["audience"] == audience.PUBLIC),
            "sources": [
                {**source, "as_on": day_label(date.fromisoformat(source["as_on"])), "at": _moment(source["applied_at"])}
                for source in figures["sources"]
            ],
            "template_version": TEMPLATE_VERSION,
            "moved": [{**line, "month": long_label(date.fromisoformat(line["month"]))} for line in figures["moved"]],
        },
    )


def headline(pages: list[IndicatorPage]) -> str:
    """Return the summary in a sentence: "Three measures are better than they were. Two need attention."."""
    better = _of_family(pages, "improvement")
    worse = _of_family(pages, "concern")
    if not better and not worse:
        neutral = _of_family(pages, "neutral")
        return f"No measure has changed {'for better or worse ' if neutral else ''}by more than chance."
    return " ".join(
        [
            _count(len(better), "One measure is better than it was.", "{} measures are better than they were."),
            _count(len(worse), "One needs attention.", "{} need attention.") if worse else "None needs attention.",
        ]
        if better
        else [_count(len(worse), "One measure needs attention.", "{} measures need attention.")]
    )


def _count(number: int, one: str, many: str) -> str:
    return one if number == 1 else many.format(sentences.count_in_words(number).capitalize())


def _groups(pages: list[IndicatorPage]) -> list[dict]:
    found = {family: _of_family(pages, family) for _, family in GROUPS}
    room, shown = MOST_EXCEPTIONS, {}
    for family, most in ROOM:
        shown[family] = found[family][: min(most, room)]
        room -= len(shown[family])
    return [
        {"title": title, "pages": shown[family], "more": len(found[family]) - len(shown[family])}
        for title, family in GROUPS
        if found[family]
    ]


def _of_family(pages, family) -> list[IndicatorPage]:
    return [page for page in pages if page.chart.variation.family == family]


def _page(entry: dict) -> IndicatorPage:
    chart = chart_from_json(entry["chart"])
    latest = chart.latest
    divided = rates.unit_of(chart.unit).divided
    return IndicatorPage(
        code=entry["code"],
        name=entry["title"],
        chart=chart,
        svg=to_svg(chart, size="print"),
        icon=signal_icon(chart.variation, font=palette.FONT),
        latest=latest.shown if latest else "",
        latest_month=long_label(latest.month) if latest else "",
        n=rates.say_n(latest.numerator, latest.denominator, chart.unit) if latest else "",
        meets=AGAINST_TARGET[chart.assurance.letter] if chart.assurance else "",
        divided=divided,
        rows=_rows(chart),
        facts=[(fact["label"], fact["text"]) for fact in entry["definition"]],
        reported=entry.get("reported", ""),  # nothing was said of it before format 3
    )


def _rows(chart: Chart) -> list[MonthRow]:
    rows = []
    for index, point in enumerate(chart.points):
        part = next(part for part in chart.segments if part.start <= index < part.end)
        rows.append(
            MonthRow(
                month=long_label(point.month),
                shown=point.shown,
                numerator=_plain(point.numerator) or point.symbol or "",
                denominator=_plain(point.denominator) or point.symbol or "",
                average=chart.show(part.mean),
                meaning=_meaning(point),
            )
        )
    return rows[-TABLE_MONTHS:][::-1]


def _meaning(point: ChartPoint) -> str:
    if point.value is None:
        return sentences.SYMBOLS.get(point.symbol, "no figure").capitalize()
    if not point.rules:
        return ""
    family = FAMILIES.get(point.family)
    return f"{family}: {RULES[point.rules[0]]}" if family else RULES[point.rules[0]].capitalize()


def _plain(value) -> str:
    return "" if value is None else rates.number(value, 0 if float(value).is_integer() else 1)


def _as_at(figures: dict) -> str:
    days = [source["as_on"] for source in figures["sources"]]
    return day_label(date.fromisoformat(max(days))) if days else "no import on record"


def _moment(text: str) -> str:
    moment = localtime(datetime.fromisoformat(text))
    return f"{day_label(moment.date())} at {moment:%H:%M}"


LEGEND = (
    ("improvement_high", "A real change for the better. H: higher than before. L: lower than before."),
    ("concern_high", "A real change for the worse. H: higher than before. L: lower than before."),
    ("neutral_high", "A real change in a measure that is neither good nor bad in itself."),
    ("none", "No real change: the months differ by no more than chance."),
    ("too_few", "Fewer than thirteen months: too few to tell."),
)


def _legend() -> list[tuple[SafeString, str]]:
    return [(signal_icon(VARIATION_ICONS[name], font=palette.FONT), words) for name, words in LEGEND]


def _symbols_used(pages: list[IndicatorPage], *, hidden: bool) -> list[tuple[str, str]]:
    used = {point.symbol for page in pages for point in page.chart.points[-TABLE_MONTHS:] if point.symbol}
    if hidden:
        used.add(CONFIDENTIAL)  # the cover says it, so it is explained even where nothing had to be hidden
    return [(symbol, words) for symbol, words in sentences.SYMBOLS.items() if symbol in used]
