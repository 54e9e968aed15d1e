"""The page of one indicator, shaped: sentence, chart, table, the teams below, and where it all comes from."""

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from casework.models import Team
from improvement.indicators import pages
from improvement.indicators.access import Standing
from improvement.indicators.compare.page import STANDINGS
from improvement.indicators.definitions import Definition
from improvement.indicators.notes import FOUND
from improvement.indicators.queries import Point, TeamFigure
from improvement.indicators.readings import Reading
from improvement.lib import funnel, rates
from improvement.lib.charts import to_plotly, to_rows, to_svg
from improvement.lib.months import day_label

VALUE_HEADINGS = {
    "%": "Share",
    "% a year": "Rate a year",
    "count": "Number",
    "rate per 10k": "Rate per 10,000",
    "cases per FTE": "Cases a worker",
    "months": "Months",
    "score": "Score",
    "working days": "Working days",
    "FTE": "Full-time equivalent",
}


NO_FIGURE = "–"


@dataclass(frozen=True)
class FigureRow:
    """One row of a table: a month or a team, its numbers as written, and where they lead."""

    month: date
    team: Team
    url: str
    value: str
    numerator: str
    denominator: str
    numerator_url: str
    denominator_url: str
    meaning: str = ""
    compared: str = ""


@dataclass(frozen=True)
class Below:
    """The teams right under this one: what their level is called, a row each, and whether any could be compared."""

    level: str
    rows: list[FigureRow]
    compared: bool
    note: str


@dataclass(frozen=True)
class IndicatorPage:
    """All that the page of one indicator prints."""

    code: str
    name: str
    group: str
    title: str
    subtitle: str
    alt: str
    svg: SafeString
    explorer: dict | None
    caption: str
    notes: tuple[str, ...]
    divided: bool
    numerator_heading: str
    denominator_heading: str
    value_heading: str
    rows: list[FigureRow]
    symbols: str
    below: Below | None
    compare_url: str
    target: str
    target_source: str
    why: str
    definition: list[tuple[str, str]]


def indicator_page(
    reading: Reading, below: tuple[TeamFigure, ...], standing: Standing, *, as_at: date | None
) -> IndicatorPage:
    """Return the page of `reading`, made once for as long as nothing on it changes.

    `below` are the figures of the teams right under it, `as_at` the last import.
    """
    # Beside the reading it is made from, so that it is kept and forgotten with it.
    kept = reading.__dict__.setdefault("_pages", {})
    key = (below, standing, as_at)
    if key not in kept:
        kept.clear()
        kept[key] = _new_page(reading, below, standing, as_at)
    return kept[key]


def _new_page(reading: Reading, below: tuple[TeamFigure, ...], standing: Standing, as_at: date | None) -> IndicatorPage:
    definition, chart = reading.definition, reading.chart
    unit = rates.unit_of(reading.unit)
    return IndicatorPage(
        code=definition.code,
        name=definition.title,
        group=definition.group_title,
        title=chart.title,
        subtitle=chart.subtitle,
        alt=chart.alt,
        svg=to_svg(chart, "large"),
        explorer=to_plotly(chart) if chart.latest else None,
        caption=pages.caption(chart, counts=_counts(definition)),
        notes=chart.notes,
        divided=unit.divided,
        numerator_heading=definition.subject,
        denominator_heading=_capital(definition.counted or "Out of"),
        value_heading=VALUE_HEADINGS.get(reading.unit, "Value"),
        rows=_month_rows(reading, standing),
        symbols=pages.symbols(chart),
        below=_below(reading, below, standing),
        compare_url=_compare_address(definition, standing),
        target=chart.target_shown,
        target_source=reading.target.source if reading.target else "",
        why=definition.why,
        definition=_definition_lines(definition, as_at),
    )


def _month_rows(reading: Reading, standing: Standing) -> list[FigureRow]:
    _, table = to_rows(reading.chart)
    noted = {note.month: FOUND[note.kind] for note in reading.noted if note.found}
    return [
        _row(
            point, reading, standing.team, standing, meaning="; ".join(filter(None, (row[-1], noted.get(point.month))))
        )
        for point, row in zip(reversed(reading.points), reversed(table), strict=True)
    ]


def _row(point: Point, reading: Reading, team: Team, standing: Standing, **more) -> FigureRow:
    known = not point.symbol and point.numerator is not None
    definition = reading.definition
    open_rows = standing.rows and known and definition.frame.children

    def rows(part):
        return rows_address(definition, team, point.month, part)

    return FigureRow(
        month=point.month,
        team=team,
        value=rates.show(reading.value(point), reading.unit) or point.symbol or NO_FIGURE,
        numerator=_written(point.numerator) or point.symbol or NO_FIGURE,
        denominator=_written(point.denominator) or point.symbol or NO_FIGURE,
        **{
            "url": address(definition, team, point.month),
            "numerator_url": rows("numerator") if open_rows and point.numerator else "",
            "denominator_url": rows("denominator")
            if open_rows and point.denominator and not definition.is_rate
            else "",
            **more,
        },
    )


def address(definition: Definition, team: Team, month: date) -> str:
    """Return the address of an indicator's page for a team and month."""
    query = urlencode({"team": team.code, "month": f"{month:%Y-%m}"})
    return f"{reverse('figures:indicator', args=[definition.code])}?{query}"


def _compare_address(definition: Definition, standing: Standing) -> str:
    query = urlencode({"team": standing.team.code, "month": f"{standing.month:%Y-%m}"})
    return f"{reverse('figures:compare', args=[definition.code])}?{query}"


def rows_address(definition: Definition, team: Team, month: date, part: str) -> str:
    """Return the address of the rows behind one part of a figure."""
    query = urlencode({"team": team.code, "month": f"{month:%Y-%m}", "part": part})
    return f"{reverse('figures:rows', args=[definition.code])}?{query}"


def _below(reading: Reading, below: tuple[TeamFigure, ...], standing: Standing) -> Below | None:
    if not any(figure.point.numerator is not None or figure.point.symbol for figure in below):
        return None
    whole = next((point for point in reading.points if point.month == standing.month), None)
    # A team that has moved elsewhere since is still counted here for that month, but may not be open to this person.
    visible = {team.pk for team in standing.below}
    rows = []
    for figure in below:
        compared = _compared(figure.point, whole, reading)
        url = {} if figure.team.pk in visible else {"url": "", "numerator_url": "", "denominator_url": ""}
        rows.append(_row(figure.point, reading, figure.team, standing, compared=compared, **url))
    compared = any(row.compared for row in rows)
    return Below(level=below[0].team.level, rows=rows, compared=compared, note=_COMPARED_NOTE if compared else "")


_COMPARED_NOTE = (
    "Held against the value of the whole by the exact binomial chance; two in a thousand would be called higher or "
    "lower by chance alone. Teams are in order of name, never of value."
)


def _compared(point: Point, whole: Point | None, reading: Reading) -> str:
    # The test is about cases that are each in or out; a rate on a population or a mean is not made of such cases.
    if not reading.definition.is_share or whole is None:
        return ""
    numbers = (point.numerator, point.denominator, whole.numerator, whole.denominator)
    if any(value is None or not float(value).is_integer() for value in numbers):
        return ""
    numerator, denominator, whole_numerator, whole_denominator = numbers
    if not 0 < denominator < whole_denominator or not numerator <= denominator or whole_numerator > whole_denominator:
        return ""
    centre = whole_numerator / whole_denominator
    return STANDINGS[funnel.place(int(numerator), denominator, centre=centre, share=True).standing]


def _definition_lines(definition: Definition, as_at: date | None) -> list[tuple[str, str]]:
    lines = [
        ("Counts", _capital(definition.numerator)),
        ("Out of", _capital(definition.denominator)),
        ("When", _capital(definition.basis_words)),
        ("Timescale", definition.timescale),
        ("Better", _capital(_POLARITY_WORDS[definition.polarity])),
        ("From", "; ".join(definition.fields)),
        ("Rule", definition.rule),
        ("Note", definition.note),
        ("Owner", definition.owner),
        ("Version", f"{definition.version}, since {day_label(definition.valid_from)}"),
        ("Review due", day_label(definition.next_review)),
        ("Last import", f"as at {day_label(as_at)}" if as_at else "none yet"),
    ]
    return [(words, value) for words, value in lines if value]


_POLARITY_WORDS = {"higher": "higher", "lower": "lower", "neutral": "neither way, in itself"}


def _counts(definition: Definition) -> str:
    counts = _capital(definition.numerator)
    return (
        f"{counts}, out of {definition.denominator[:1].lower()}{definition.denominator[1:]}"
        if definition.denominator
        else counts
    )


def _written(value) -> str:
    return "" if value is None else rates.number(value, 0 if float(value).is_integer() else 1)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def parts(page: IndicatorPage, standing: Standing, downloads: list[tuple[str, str]]) -> dict[str, SafeString]:
    """Return the page as HTML: its `body`, and `about` it for the side; made once for a page and its downloads."""
    kept = page.__dict__.setdefault("_parts", {})
    key = tuple(downloads)
    if key not in kept:
        context = {"page": page, "standing": standing, "downloads": downloads}
        kept[key] = {
            "body": render_to_string("improvement/indicators/_indicator.html", context),
            "about": render_to_string("improvement/indicators/_about.html", context),
        }
    return kept[key]
