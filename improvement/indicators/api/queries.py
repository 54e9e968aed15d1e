"""The rows that a program is given, as its person may see them."""

from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from django.db import connection

from casework import access
from improvement.indicators.definitions import definition
from improvement.indicators.queries import FigureRow, Point, figures_table
from improvement.indicators.shown import series_shown
from improvement.lib.months import months_between, next_month
from improvement.lib.rates import value_of

FIGURES = "api:figures"
COLUMNS = ("indicator", "team", "month", "numerator", "denominator", "value", "unit", "symbol", "definition_version")


@dataclass(frozen=True)
class Asked:
    """What a program asked for: None for all teams or indicators it may see."""

    since: date
    until: date
    teams: tuple[str, ...] | None
    codes: tuple[str, ...] | None


class TeamRow(NamedTuple):
    """A team as programs are told of it."""

    pk: int
    code: str
    name: str
    level: str


def teams_of(user) -> tuple[list[TeamRow], set[int]]:
    """Return the teams this person may see figures of, by code, and the ids of those seen in full; three queries.

    Fifty models a call, or fifty ids composed into a query, take longer than answering it.
    """
    reach = access.team_ids_for(user, FIGURES)
    full = access.team_ids_for(user, FIGURES, codes="A")
    with connection.cursor() as cursor:
        cursor.execute(TEAMS, [list(reach)])
        return [TeamRow(*row) for row in cursor.fetchall()], full


TEAMS = "SELECT id, code, name, level FROM casework_team WHERE id = ANY(%s) ORDER BY code"


def figures(asked: Asked, *, teams: list, full: set[int]) -> list[dict]:
    """Return the figures asked for, by indicator, team and month, of what `teams_of` gave for the person.

    One query, and four more where small numbers are hidden.
    """
    if asked.teams is not None:
        teams = [team for team in teams if team.code in asked.teams]
    code_of = {team.pk: team.code for team in teams if team.pk in full}
    rows = [
        _row(found.code, code_of[found.team_id], found, found.definition_version)
        for found in figures_table(team_ids=code_of, since=asked.since, until=asked.until, codes=asked.codes)
    ]
    hidden = [team for team in teams if team.pk not in full]
    if not hidden:
        return rows
    months = len(months_between(asked.since, next_month(asked.until)))
    for code, shown in series_shown(asked.codes or (), until=asked.until, months=months).items():
        defined = definition(code)
        rows += [
            _row(code, team.code, point, defined.version_in(point.month))
            for team in hidden
            for point in shown.get(team.pk, ())
            if point.numerator is not None or point.symbol
        ]
    return sorted(rows, key=itemgetter("indicator", "team", "month"))


def _row(code: str, team: str, point: Point | FigureRow, version: int) -> dict:
    unit, symbol = definition(code).unit, point.symbol
    numerator, denominator = point.numerator, point.denominator
    value = None if symbol else value_of(numerator, denominator, unit)
    return {
        "indicator": code,
        "team": team,
        "month": point.month.isoformat()[:7],
        "numerator": numerator,
        "denominator": denominator,
        "value": None if value is None else round(value, 4),
        "unit": unit,
        "symbol": symbol or None,
        "definition_version": version,
    }
