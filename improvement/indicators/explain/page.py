"""What the page that explains a number says."""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from casework.models import ImportFile, Team
from improvement.indicators.access import Standing
from improvement.indicators.definitions import Definition, by_code
from improvement.indicators.indicator_page import address, rows_address
from improvement.indicators.models import Figure
from improvement.indicators.queries import Point, TeamFigure
from improvement.indicators.readings import Reading
from improvement.indicators.reported.queries import First
from improvement.lib import rates
from improvement.lib.months import day_label, long_label


@dataclass(frozen=True)
class PartRow:
    """A team whose numbers are added up, as written."""

    name: str
    numerator: str
    denominator: str
    url: str


@dataclass(frozen=True)
class Explained:
    """A number and all that stands behind it."""

    heading: str
    formula: str
    facts: list[tuple[str, str]]
    rows: list[tuple[str, str]]
    parts: list[PartRow]
    sums: str
    moved: str


@dataclass(frozen=True)
class Counted:
    """When a figure was last counted, by which version of its definition, and the deliveries known then.

    A figure that was given comes from no delivery: `deliveries` is empty.
    """

    at: object
    version: int
    deliveries: str


def counted(*, team: Team, code: str, month: date) -> Counted | None:
    """Return when and from what a figure was last counted, None where there is none; two queries."""
    figure = Figure.objects.filter(team=team, indicator=code, month=month).first()
    if figure is None:
        return None
    if by_code()[code].is_given:
        return Counted(figure.computed_at, figure.definition_version, "")
    files = ImportFile.objects.filter(
        delivery__state="applied", delivery__applied_at__lte=figure.computed_at
    ).select_related("delivery", "delivery__applied_by")
    last = files.order_by("-delivery__as_on", "-delivery__applied_at", "name").first()
    words = "no delivery"
    if last:
        delivery = last.delivery
        by = f" by {delivery.applied_by.name}" if delivery.applied_by else ""
        applied = day_label(localdate(delivery.applied_at))
        words = f"deliveries up to {day_label(delivery.as_on)}, the last of them {last.name}, applied on {applied}{by}"
    return Counted(figure.computed_at, figure.definition_version, words)


def explained(
    reading: Reading,
    point: Point,
    standing: Standing,
    *,
    below: tuple[TeamFigure, ...],
    first: First | None,
    counted: Counted | None,
    origin: str = "",
) -> Explained:
    """Return the number of `point` explained to somebody who sees figures in full.

    `origin` says who or which file gave it, where it was given.
    """
    definition = reading.definition
    return Explained(
        heading=f"{definition.title}, {reading.team.name}, {long_label(point.month)}",
        formula=_formula(reading, point),
        facts=_facts(reading, point, counted, origin),
        rows=_rows(definition, point, standing),
        parts=_parts(definition, below),
        sums=_sums(point, below, definition),
        moved=_moved(reading, point, first),
    )


def _formula(reading: Reading, point: Point) -> str:
    value = reading.value(point)
    if value is None:
        return "There is no figure for this month."
    shown = rates.show(value, reading.unit)
    unit = rates.unit_of(reading.unit)
    if not unit.divided:
        return rates.say(value, reading.unit)
    times = f" × {unit.scale:,}" if unit.scale != 1 and not unit.share else ""
    return f"{_written(point.numerator)} ÷ {_written(point.denominator)}{times} = {shown}"


def _facts(reading: Reading, point: Point, counted: Counted | None, origin: str) -> list[tuple[str, str]]:
    definition = reading.definition
    target = reading.terms.target_in(point.month)
    lines = [
        ("Above the line", definition.numerator),
        ("Below the line", definition.denominator),
        ("When", definition.basis_words.capitalize()),
        ("Counted from", definition.frame.rows.capitalize()),
        ("Given", origin),
        *(("On its chart", note.words) for note in reading.noted if note.found),
        ("In the source", "; ".join(definition.fields)),
        ("Note" if definition.is_given else "Left out", definition.note),
    ]
    if counted:
        at = day_label(localdate(counted.at)) + (f", from {counted.deliveries}" if counted.deliveries else "")
        lines += [("Last counted", at), ("Definition", f"{definition.code}, version {counted.version}")]
    if target:
        lines.append(("Target then", f"{rates.say(target.value, definition.unit)}, {target.source}"))
    return [(label, text) for label, text in lines if text]


def _rows(definition: Definition, point: Point, standing: Standing) -> list[tuple[str, str]]:
    if not standing.rows or point.numerator is None or not definition.frame.children:
        return []
    found = [(f"The {_written(point.numerator)} above the line", "numerator")]
    if definition.denominator and not definition.is_rate:
        found.append((f"The {_written(point.denominator)} below it", "denominator"))
    return [(words, rows_address(definition, standing.team, point.month, part)) for words, part in found]


def _parts(definition: Definition, below: tuple[TeamFigure, ...]) -> list[PartRow]:
    return [
        PartRow(
            each.team.name,
            _written(each.point.numerator) or each.point.symbol or "–",
            _written(each.point.denominator),
            address(definition, each.team, each.point.month),
        )
        for each in below
        if each.point.numerator is not None or each.point.symbol
    ]


def _sums(point: Point, below: tuple[TeamFigure, ...], definition: Definition) -> str:
    known = [each.point for each in below if each.point.numerator is not None]
    if not known or point.numerator is None:
        return ""
    top = round(sum(each.numerator for each in known), 3)
    rest = round(point.numerator - top, 3)
    text = f"Together {_written(top)}"
    if definition.denominator and not definition.is_rate:
        text += f" of {_written(round(sum(each.denominator or 0 for each in known), 3))}"
    if rest:
        text += f"; the other {_written(rest)} belong to no team below, or to one that has closed"
    return f"{text}."


def _moved(reading: Reading, point: Point, first: First | None) -> str:
    if first is None and reading.definition.is_given:
        return "It is not among what was first reported of its month."
    if first is None:
        return "It has not been reported yet: the month is not whole, or something of it waits to be counted."
    when = day_label(localdate(first.reported_at))
    if first.point == point:
        return f"First reported on {when}, and the same since."
    return f"First reported on {when} as {said(reading, first.point)}; now {said(reading, point)}."


def said(reading: Reading, point: Point) -> str:
    """Return a point as it is said with its n: "27% (101 of 368 referrals)"."""
    value = reading.value(point)
    if value is None:
        return "no figure"
    n = rates.say_n(point.numerator, point.denominator, reading.unit, counted=reading.definition.counted)
    return f"{rates.show(value, reading.unit)}{f' ({n})' if n else ''}"


def _written(value) -> str:
    return "" if value is None else rates.number(value, 0 if float(value).is_integer() else 1)
