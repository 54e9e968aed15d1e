"""Readings kept in this process for as long as the figures they were made from stay the same.

Statistics, sentences and drawings of fifty indicators take ten times as long as fetching their figures, and figures
change once a month. One question to the database, over the very rows that would be read, tells whether they changed;
nothing has to be told to forget. The terms that people set are read each time. Definitions are files, so they change
with the process.
"""

from collections import OrderedDict
from datetime import date
from threading import Lock

from django.db import connection

from casework.models import Team
from improvement.indicators.queries import DEFAULT_MONTHS, Point, TeamFigure
from improvement.indicators.readings import Reading, readings
from improvement.indicators.terms import terms_of
from improvement.lib.months import add_months, month_end

# Each holds up to fifty readings with their drawings, about a megabyte.
MOST = 40

STAMP = """
SELECT count(*), sum(hashtextextended(f::text, 0)) FROM improvement_figure f
WHERE f.team_id = %s AND f.indicator = ANY(%s) AND f.month BETWEEN %s AND %s
"""

BELOW = """
SELECT t.id, t.code, t.name, t.level, f.numerator, f.denominator, f.symbol
FROM casework_teamedge e JOIN casework_team t ON t.id = e.team_id
LEFT JOIN improvement_figure f ON f.team_id = t.id AND f.indicator = %(code)s AND f.month = %(month)s
WHERE e.parent_id = %(team)s AND e.start_on <= %(end)s AND (e.end_on IS NULL OR e.end_on > %(end)s) ORDER BY t.name
"""

_kept: OrderedDict[tuple, tuple[tuple, list[Reading]]] = OrderedDict()
_lock = Lock()


def kept_readings(*, team: Team, codes: tuple[str, ...], until: date, months: int = DEFAULT_MONTHS) -> list[Reading]:
    """Return what `readings` returns; two queries where its figures are as they were, else
    four."""
    key = (team.pk, team.code, team.name, codes, until, months)
    terms = terms_of(teams=[team], codes=codes)
    stamp = (_stamp(team, codes, until, months), *terms.values())
    with _lock:
        found = _kept.get(key)
        if found and found[0] == stamp:
            _kept.move_to_end(key)
            return found[1]
    made = readings(team=team, codes=codes, until=until, months=months)
    with _lock:
        _kept[key] = (stamp, made)
        _kept.move_to_end(key)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made


def figures_below(*, code: str, team: Team, month: date) -> tuple[TeamFigure, ...]:
    """Return what `by_child_team` returns, in one query without the work of shaping two."""
    end = month_end(month)
    with connection.cursor() as cursor:
        cursor.execute(BELOW, {"code": code, "team": team.pk, "month": month, "end": end})
        rows = cursor.fetchall()
    return tuple(
        TeamFigure(
            Team(pk=pk, code=team_code, name=name, level=level),
            Point(month, _number(numerator), _number(denominator), symbol or ""),
        )
        for pk, team_code, name, level, numerator, denominator, symbol in rows
    )


def _number(value) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _stamp(team, codes, until, months) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(STAMP, [team.pk, list(codes), add_months(until, 1 - months), until])
        return cursor.fetchone()
