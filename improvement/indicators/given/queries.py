"""Given figures as they are read: files and what they would change, what stands for a team, where a figure is from."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, Q
from django.utils.timezone import localdate

from casework import access
from casework.models import Level, Team
from improvement.indicators.definitions import Definition, definition, given_definitions
from improvement.indicators.given.checks import began
from improvement.indicators.models import FiguresFile, FiguresLine, FiguresProblem, GivenFigure
from improvement.lib import rates
from improvement.lib.months import day_label, long_label, month_end, short_label

Standing = FiguresLine.Standing
# Changed figures and problems shown on a page; all problems are in the download.
SHOWN = 50


@dataclass(frozen=True)
class IndicatorLines:
    """What a file gives of one indicator: for which months and how many places, and what of it is new."""

    definition: Definition
    months: str
    places: int
    new: int
    changed: int
    same: int


@dataclass(frozen=True)
class ChangedLine:
    """A figure that a file changes, as it was and as it would be."""

    line: int
    title: str
    team: str
    month: date
    was: str
    now: str


@dataclass(frozen=True)
class Report:
    """What a file gives: by indicator, and the figures it changes, as many as are shown."""

    indicators: list[IndicatorLines]
    changes: list[ChangedLine]

    @property
    def new(self) -> int:
        """Figures we did not have."""
        return sum(each.new for each in self.indicators)

    @property
    def changed(self) -> int:
        """Figures we had otherwise."""
        return sum(each.changed for each in self.indicators)

    @property
    def same(self) -> int:
        """Figures we had already."""
        return sum(each.same for each in self.indicators)

    @property
    def more(self) -> int:
        """How many changes are not shown."""
        return self.changed - len(self.changes)


def files():
    """Return figures files, newest first, with who did what and how many figures are `new` and `changed`; one query."""
    people = FiguresFile.objects.select_related("uploaded_by", "applied_by", "undone_by")
    return people.annotate(
        new=Count("lines", filter=Q(lines__standing=Standing.NEW)),
        changed=Count("lines", filter=Q(lines__standing=Standing.CHANGED)),
    ).order_by("-uploaded_at", "-pk")


def files_page(number):
    """Return a page of `files`."""
    return Paginator(files(), 25).get_page(number)


def report(file: FiguresFile) -> Report:
    """Return what a file gives or gave; three queries."""
    rows = file.lines.order_by().values("indicator")
    counted = rows.annotate(
        first=Min("month"),
        last=Max("month"),
        places=Count("team", distinct=True),
        new=Count("pk", filter=Q(standing=Standing.NEW)),
        changed=Count("pk", filter=Q(standing=Standing.CHANGED)),
        same=Count("pk", filter=Q(standing=Standing.SAME)),
    )
    by_code = {row["indicator"]: row for row in counted}
    found = [
        IndicatorLines(
            each, _span(row["first"], row["last"]), *(row[name] for name in ("places", "new", "changed", "same"))
        )
        for each in given_definitions()
        if (row := by_code.get(each.code))
    ]
    changed = list(file.lines.filter(standing=Standing.CHANGED).select_related("team")[:SHOWN])
    return Report(found, _changes(changed))


def _span(first: date, last: date) -> str:
    return long_label(first) if first == last else f"{short_label(first)} to {short_label(last)}"


def _changes(lines: list[FiguresLine]) -> list[ChangedLine]:
    # Before a file is applied its lines do not say what they change: that is what stands there now.
    held = {}
    if any(line.before is None for line in lines):
        rows = GivenFigure.objects.filter(
            indicator__in={line.indicator for line in lines}, month__in={line.month for line in lines}
        )
        held = {(row.indicator, row.team_id, row.month): row for row in rows}
    return [
        ChangedLine(
            line.line,
            definition(line.indicator).title,
            line.team.name,
            line.month,
            _was(line, held.get((line.indicator, line.team_id, line.month))),
            written(line.numerator, line.denominator, line.symbol),
        )
        for line in lines
    ]


def _was(line: FiguresLine, row: GivenFigure | None) -> str:
    if line.before is not None:
        return written(*(line.before[name] for name in ("numerator", "denominator", "symbol")))
    return written(row.numerator, row.denominator, row.symbol) if row else "none"


def written(numerator, denominator, symbol: str) -> str:
    """Return a given figure as it is written: "12 of 40", "12.5", or its symbol."""
    if symbol:
        return symbol
    top = plain(numerator)
    return f"{top} of {plain(denominator)}" if denominator is not None else top


def plain(value) -> str:
    """Return a number without thousands commas or idle noughts, "" for None."""
    if value is None:
        return ""
    text = f"{float(value):.3f}".rstrip("0").rstrip(".")
    return text or "0"


@dataclass(frozen=True)
class Problems:
    """The problems of a file: the first ones, and how many there are."""

    shown: list[FiguresProblem]
    total: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.shown)


def problems_of(file: FiguresFile) -> Problems:
    """Return the problems of a file; two queries."""
    return Problems(list(file.problems.all()[:SHOWN]), file.problems.count())


HEADERS = ["Line", "Column", "Value", "Lines", "What is wrong", "What to do"]


def problem_rows(file: FiguresFile) -> list[list]:
    """Return every problem of a file as a row of `HEADERS`; one query."""
    return [
        [each.line or "", each.column, each.value, each.count, each.message, each.remedy]
        for each in file.problems.all()
    ]


def figures_of(team: Team, month: date) -> dict[str, GivenFigure]:
    """Return what was given for a team itself in a month, by indicator; one query."""
    rows = GivenFigure.objects.filter(team=team, month=month).select_related("given_by", "file")
    return {row.indicator: row for row in rows}


def given_count(team: Team, month: date) -> tuple[int, int]:
    """Return how many figures were given for a team itself in a month, and how many there can be; two queries."""
    codes = [each.code for each in given_in(month)]
    return GivenFigure.objects.filter(team=team, month=month, indicator__in=codes).count(), len(codes)


def given_in(month: date) -> list[Definition]:
    """Return the indicators that may be given for a month: what is counted here only before that began; one query."""
    months = began()
    return [each for each in given_definitions() if month < months.get(each.source, date.max)]


def came_from(row: GivenFigure) -> str:
    """Return where a given figure is from: "Typed by A. Marsh on 3 November 2026"."""
    when = day_label(localdate(row.given_at))
    if row.file_id is None:
        return f"Typed by {row.given_by.name} on {when}"
    line = f"line {row.line} of " if row.line else ""
    by = f" by {row.given_by.name}" if row.given_by else ""
    return f"From {line}{row.file.name}, applied on {when}{by}"


def origin_of(*, team: Team, indicator: str, month: date) -> str:
    """Return in words where a place's figure is from: its own line or person, else those of the places below it.

    "" where nothing was given, or it is counted here instead. Three queries.
    """
    if definition(indicator) not in given_in(month):
        return ""
    ids = access.at_or_below([team.pk], on=month_end(month))
    rows = GivenFigure.objects.filter(indicator=indicator, month=month).select_related("file", "given_by")
    if team.level != Level.COUNTY:
        rows = rows.filter(team_id__in=ids)
    rows = list(rows.order_by("given_at", "pk"))
    own = next((row for row in rows if row.team_id == team.pk), None)
    if own is not None:
        return f"{came_from(own)}."
    counted: dict[str, int] = {}
    for row in rows:
        source = f"from {row.file.name}" if row.file else f"typed by {row.given_by.name}"
        counted[source] = counted.get(source, 0) + 1
    if not counted:
        return ""
    parts = [f"{rates.number(count)} {source}" for source, count in counted.items()]
    shown = parts if len(parts) <= 4 else [*parts[:3], f"{len(parts) - 3} more sources"]
    places = "One place below gave it" if len(rows) == 1 else f"{rates.number(len(rows))} places below gave theirs"
    return f"{places}: {', '.join(shown)}."
