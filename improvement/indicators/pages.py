"""What the pages of the figures show, shaped: lines of the index, the page of one indicator, tables and captions."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from casework.access import may
from improvement.indicators.access import Standing
from improvement.indicators.definitions import all_definitions
from improvement.indicators.readings import Reading
from improvement.indicators.shown import readings_shown
from improvement.lib import sentences
from improvement.lib.charts import Chart, signal_icon
from improvement.lib.months import day_label, long_label, month_name


@dataclass(frozen=True)
class Line:
    """One indicator as a line: signal, sentence, latest value with its n, small chart."""

    code: str
    name: str
    group: str
    family: str
    title: str
    meta: str
    latest: str
    icon: SafeString
    svg: SafeString
    url: str
    html: str = ""


@dataclass(frozen=True)
class Group:
    """The lines of one part of the work, in the order of the catalogue."""

    name: str
    lines: list[Line]


def line(reading: Reading, *, query: str = "", why: bool = False) -> Line:
    """Return a reading as a line whose link keeps `query` ("?team=..&month=.."); with `why` it says "See why"."""
    # Beside the reading it is made from, so that it is kept and forgotten with it.
    kept = reading.__dict__.setdefault("_lines", {})
    if (query, why) not in kept:
        made = _new_line(reading, query)
        html = render_to_string("improvement/indicators/_line.html", {"line": made, "why": why})
        kept[query, why] = replace(made, html=html)
    return kept[query, why]


def _new_line(reading: Reading, query: str) -> Line:
    definition, chart = reading.definition, reading.chart
    return Line(
        code=definition.code,
        name=chart.name,
        group=definition.group_title,
        family=reading.family,
        title=chart.title,
        meta=meta(reading),
        latest=_latest(reading),
        icon=icon(chart),
        svg=reading.drawing,
        url=reverse("figures:indicator", args=[definition.code]) + query,
    )


def _latest(reading: Reading) -> str:
    if reading.latest is None:
        symbol = next((point.symbol for point in reversed(reading.points) if point.symbol), "")
        return f"{symbol}: {sentences.SYMBOLS[symbol]}" if symbol else ""
    return f"{reading.shown} ({reading.n})" if reading.n else reading.shown


def meta(reading: Reading) -> str:
    """Return "26% in October · 89 of 342 referrals · target 20% · Head of service, front door"."""
    if reading.latest is None:
        return reading.definition.owner
    parts = [
        f"{reading.shown} in {month_name(reading.latest.month)}",
        reading.n,
        f"target {reading.chart.target_shown}" if reading.chart.target_shown else "",
        reading.definition.owner,
    ]
    return " · ".join(part for part in parts if part)


def with_figures(readings: list[Reading], *, hidden: bool = False) -> list[Reading]:
    """Return the readings that have any value, with `hidden` also those whose values are all hidden."""
    return [reading for reading in readings if reading.latest is not None or (hidden and reading.points)]


def heading(readings: list[Reading]) -> str:
    """Return what the figures come to, in a sentence."""
    if not readings:
        return "Figures"
    worse, better = count(readings, "concern"), count(readings, "improvement")
    parts = [
        f"{sentences.count_in_words(number)} {'is' if number == 1 else 'are'} {words}"
        for number, words in ((better, "better than before"), (worse, "worse"))
        if number
    ]
    said = " and ".join(parts) or "none has moved further than chance moves it"
    return f"Of {sentences.count_in_words(len(readings))} figures, {said}."


def needs(readings: list[Reading]) -> str:
    """Return what a person has to look at: "Two things need you. Two are better than they were."."""
    if not readings:
        return "Nothing to read yet."
    worse, better = count(readings, "concern"), count(readings, "improvement")
    if not worse and not better:
        return "Nothing has really changed."
    parts = [
        f"{sentences.count_in_words(worse).capitalize()} {'thing needs' if worse == 1 else 'things need'} you."
        if worse
        else "Nothing needs you."
    ]
    if better:
        what = "is better than it was" if better == 1 else "are better than they were"
        parts.append(f"{sentences.count_in_words(better).capitalize()} {what}.")
    return " ".join(parts)


def count(readings: list[Reading], family: str) -> int:
    """Return how many readings have a signal of the family."""
    return sum(reading.family == family for reading in readings)


def lede(standing: Standing, as_at: date | None) -> str:
    """Return "Larchshire, October 2026, from the lists of 31 October 2026."."""
    where = f"{standing.team.name}, {long_label(standing.month)}"
    return f"{where}, from the lists of {day_label(as_at)}." if as_at else f"{where}."


def grouped(lines: list[Line]) -> list[Group]:
    """Return the lines by group, both in the order they came."""
    groups: dict[str, list[Line]] = {}
    for each in lines:
        groups.setdefault(each.group, []).append(each)
    return [Group(name, found) for name, found in groups.items()]


def caption(chart: Chart, *, counts: str) -> str:
    """Return what the chart counts and how to read its marks; only the marks that are on it are explained."""
    families = {point.family for point in chart.points}
    parts = [counts.rstrip(".") + "."]
    if any(part.mean is not None for part in chart.segments):
        parts.append("Grey band: what this process does by itself.")
    if "concern" in families:
        parts.append("Diamonds: a real change for the worse.")
    if "improvement" in families:
        parts.append("Blue dots: a real change for the better.")
    if "neutral" in families:
        parts.append("Squares: a real change, neither good nor bad.")
    return " ".join(parts)


@lru_cache(maxsize=16)
def _icon(icon):
    return signal_icon(icon, 30)


def icon(chart: Chart) -> SafeString:
    """Return the signal of the newest value as a drawing."""
    return _icon(chart.variation)


def symbols(chart: Chart) -> str:
    """Return what the symbols that stand in the chart's table mean, or ""."""
    found = sorted({point.symbol for point in chart.points if point.symbol})
    return "; ".join(f"{symbol}: {sentences.SYMBOLS[symbol]}" for symbol in found)


def readings_here(standing: Standing) -> list[Reading]:
    """Return every indicator that has figures where the person stands, as far as they may see it."""
    codes = [each.code for each in all_definitions()]
    return with_figures(readings_shown(standing, codes))


def query_of(request) -> str:
    """Return "?team=..&month=.." of the address, or ""."""
    query = request.GET.copy()
    for name in list(query):
        if name not in ("team", "month"):
            del query[name]
    return f"?{query.urlencode()}" if query else ""


def url_for(user, url_name: str) -> str:
    """Return the address of a page that exists and that this person may open, else ""."""
    try:
        return reverse(url_name) if may(user, url_name) else ""
    except NoReverseMatch:
        return ""


# What else there is about figures: the page and what it is called, for who may open it.
DOORS = (
    ("figures:queries", "Queries"),
    ("figures:tests", "Tests of change"),
    ("figures:targets", "Targets"),
    ("figures:xrays", "X-rays of the data"),
    ("figures:files", "Figures files"),
)


def doors(request) -> list[tuple[str, str]]:
    """Return (words, address) of the other pages of the room that this person may open, team and month kept."""
    query = query_of(request)
    return [(words, url + query) for name, words in DOORS if (url := url_for(request.user, name))]


def downloads(request, url_name: str, code: str, **more) -> list[tuple[str, str]]:
    """Return (words, address) of the files of a page that this person may take, with team and month kept."""
    return files(request, url_name, code, **more)


def files(request, url_name: str, *arguments, **more) -> list[tuple[str, str]]:
    """Return (words, address) of a table as files, whose address takes `arguments` and the kind, as `downloads`."""
    if not may(request.user, url_name):
        return []
    kept = {name: request.GET[name] for name in ("team", "month") if request.GET.get(name)}
    query = f"?{urlencode({**kept, **more})}" if kept or more else ""
    return [
        (words, reverse(url_name, args=[*arguments, kind]) + query)
        for kind, words in (("csv", "CSV"), ("xlsx", "Excel"))
    ]
