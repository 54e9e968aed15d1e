"""What was first reported, and what moved since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db import connection

from casework.models import Team
from improvement.indicators.queries import Point


@dataclass(frozen=True)
class First:
    """A figure as it was first reported, and when."""

    point: Point
    reported_at: datetime
    definition_version: int


def first_reported(*, team: Team, code: str, months: Iterable[date]) -> dict[date, First]:
    """Return a team's figures of an indicator as first reported, by month; one query. Unreported months are absent.

    The same rows give the very same answer, which is not to be changed.
    """
    return first_reported_of(team=team, codes=[code], months=months).get(code, {})


def first_reported_of(*, team: Team, codes: Iterable[str], months: Iterable[date]) -> dict[str, dict[date, First]]:
    """Return what `first_reported` returns for each indicator that has any, by code; one query for all of them."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [team.pk, list(codes), list(months)])
        return _made(tuple(cursor.fetchall()))


ROWS = """
SELECT r.indicator, m.month, m.reported_at, r.numerator, r.denominator, r.symbol, r.definition_version
FROM improvement_reported r JOIN improvement_reportedmonth m ON m.id = r.of_id
WHERE r.team_id = %s AND r.indicator = ANY(%s) AND m.month = ANY(%s)
"""


@lru_cache(maxsize=256)
def _made(rows) -> dict[str, dict[date, First]]:
    found: dict[str, dict[date, First]] = {}
    for code, month, at, numerator, denominator, symbol, version in rows:
        point = Point(month, _number(numerator), _number(denominator), symbol)
        found.setdefault(code, {})[month] = First(point, at, version)
    return found


def as_first_reported(points: tuple[Point, ...], first: dict[date, First]) -> tuple[Point, ...]:
    """Return the series as it was first reported; a month that was not reported then has no figure."""
    return tuple(first[point.month].point if point.month in first else Point(point.month) for point in points)


def moved(points: tuple[Point, ...], first: dict[date, First]) -> list[tuple[First, Point]]:
    """Return (as first reported, as known now) for every month that differs, newest first."""
    return [
        (first[point.month], point)
        for point in reversed(points)
        if point.month in first and first[point.month].point != point
    ]


def _number(value) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
