"""Reading figures: one small table, shaped for pages, packs and files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import Max, Q

from casework.models import Team, TeamEdge
from improvement.indicators.behind import Row, RowsBehind, rows_behind
from improvement.indicators.models import Figure
from improvement.lib.months import add_months, first_of, month_end, months_to
from improvement.lib.working_days import is_working_day

DEFAULT_MONTHS = 36

__all__ = [
    "FigureRow",
    "Freshness",
    "Point",
    "Row",
    "RowsBehind",
    "TeamFigure",
    "by_child_team",
    "figures_table",
    "freshness",
    "known_until",
    "latest_month",
    "rows_behind",
    "series",
    "series_of",
    "teams_below",
]


@dataclass(frozen=True)
class Point:
    """A month's numerator and denominator, or a symbol in their place; all empty where nothing was counted."""

    month: date
    numerator: int | float | None = None
    denominator: int | float | None = None
    symbol: str = ""


@dataclass(frozen=True)
class TeamFigure:
    """A team's figure for one indicator and month."""

    team: Team
    point: Point


@dataclass(frozen=True)
class Freshness:
    """How far the figures can be trusted to be today's: the last delivery, and what still waits to be counted."""

    as_on: date | None
    applied_at: object | None
    stale: int
    stale_since: object | None


class FigureRow(NamedTuple):
    """A figure with what it is and whose: a line of a table that leaves; thousands are made in a call."""

    code: str
    team_id: int
    month: date
    numerator: int | float | None
    denominator: int | float | None
    symbol: str
    definition_version: int


def latest_month() -> date | None:
    """Return the last month we have been told all of, None before the first import.

    An extract taken on the month's last working day or later tells all of it. Where no month is whole yet, the month
    of the last extract.
    """
    as_on = known_until()
    if as_on is None:
        return Figure.objects.aggregate(last=Max("month"))["last"]
    month = first_of(as_on)
    if as_on >= _last_working_day(month):
        return month
    before = add_months(month, -1)
    return before if Figure.objects.filter(month=before).exists() else month


def known_until() -> date | None:
    """Return the day up to which extracts have told us what happened, None before the first import.

    Annex A's are asked first: a return taken since tells a few figures of the months after, not the others.
    """
    with connection.cursor() as cursor:
        cursor.execute(KNOWN_UNTIL)
        return cursor.fetchone()[0]


# The frame of every page asks, so it is written out: composing it anew would take longer than answering it.
KNOWN_UNTIL = """SELECT coalesce(max(as_on) FILTER (WHERE form = 'annex_a'), max(as_on))
FROM casework_import WHERE state = 'applied'"""


def series(
    *, team: Team, codes: Iterable[str], until: date, months: int = DEFAULT_MONTHS
) -> dict[str, tuple[Point, ...]]:
    """Return each indicator's points for a team, oldest first: the months up to and including `until`. One query.

    A series begins with its first figure; a month without one inside it has an empty point.
    """
    return series_of(teams=[team], codes=codes, until=until, months=months)[team.pk]


def series_of(
    *, teams: Sequence[Team], codes: Iterable[str], until: date, months: int = DEFAULT_MONTHS
) -> dict[int, dict[str, tuple[Point, ...]]]:
    """Return each indicator's points for each team, by the team's id and the code. One query."""
    codes = tuple(codes)
    span = months_to(until, months)
    rows = Figure.objects.filter(
        team_id__in=[team.pk for team in teams], indicator__in=codes, month__range=(span[0], span[-1])
    ).values_list("team_id", "indicator", "month", "numerator", "denominator", "symbol")
    found: dict[tuple[int, str], dict[date, Point]] = {}
    for team_id, code, month, numerator, denominator, symbol in rows:
        found.setdefault((team_id, code), {})[month] = Point(month, _number(numerator), _number(denominator), symbol)
    return {team.pk: {code: _filled(found.get((team.pk, code), {}), span) for code in codes} for team in teams}


def by_child_team(*, code: str, team: Team, month: date) -> tuple[TeamFigure, ...]:
    """Return the figures of the teams directly below `team` at the month's end, by name; two queries."""
    below = teams_below(team=team, month=month)
    figures = _figures(code=code, teams=below, month=month)
    return tuple(TeamFigure(child, figures.get(child.pk, Point(month))) for child in below)


def teams_below(*, team: Team, month: date) -> tuple[Team, ...]:
    """Return the teams directly below `team` at the month's end, by name."""
    end = month_end(month)
    edges = TeamEdge.objects.filter(parent=team, start_on__lte=end).filter(Q(end_on__isnull=True) | Q(end_on__gt=end))
    return tuple(Team.objects.filter(pk__in=edges.values("team")).order_by("name"))


def freshness() -> Freshness:
    """Return when the last delivery was taken and applied, and how many (source, month) keys wait to be counted."""
    with connection.cursor() as cursor:
        cursor.execute(FRESHNESS)
        return Freshness(*cursor.fetchone())


FRESHNESS = """
SELECT i.as_on, i.applied_at, s.keys, s.since
FROM (SELECT count(DISTINCT (source, month)) AS keys, min(marked_at) AS since FROM improvement_stalekey) s
LEFT JOIN (
    SELECT as_on, applied_at FROM casework_import WHERE state = 'applied' ORDER BY as_on DESC, applied_at DESC LIMIT 1
) i ON true
"""


def figures_table(
    *, team_ids: Iterable[int], since: date, until: date, codes: Iterable[str] | None = None
) -> list[FigureRow]:
    """Return the figures of these teams for the months `since` to `until`, both included. One query.

    In the order of indicator, team's code and month; `codes` narrows the indicators.
    """
    asked = {"teams": list(team_ids), "since": since, "until": until, "codes": codes and list(codes)}
    with connection.cursor() as cursor:
        cursor.execute(FIGURES_TABLE, asked)
        return [
            FigureRow(code, team_id, month, _number(numerator), _number(denominator), symbol, version)
            for code, team_id, month, numerator, denominator, symbol, version in cursor.fetchall()
        ]


# Plain values, and numbers as floats: thousands of rows leave in a call, and models and decimals for each would take
# longer than the query.
FIGURES_TABLE = """
SELECT figure.indicator, figure.team_id, figure.month, figure.numerator::float8, figure.denominator::float8,
    figure.symbol, figure.definition_version
FROM improvement_figure figure JOIN casework_team team ON team.id = figure.team_id
WHERE figure.team_id = ANY(%(teams)s) AND figure.month BETWEEN %(since)s AND %(until)s
    AND (%(codes)s::text[] IS NULL OR figure.indicator = ANY(%(codes)s::text[]))
ORDER BY figure.indicator, team.code COLLATE "C", figure.month
"""


def _figures(*, code, teams, month) -> dict[int, Point]:
    rows = Figure.objects.filter(indicator=code, team__in=teams, month=month)
    return {row.team_id: Point(month, _number(row.numerator), _number(row.denominator), row.symbol) for row in rows}


def _filled(points: dict[date, Point], span: list[date]) -> tuple[Point, ...]:
    if not points:
        return ()
    first = min(points)
    return tuple(points.get(month) or Point(month) for month in span if month >= first)


def _number(value) -> int | float | None:
    if value is None:
        return None
    value = float(value)
    return int(value) if value.is_integer() else value


def _last_working_day(month: date) -> date:
    day = month_end(month)
    while not is_working_day(day):
        day = day.replace(day=day.day - 1)
    return day
