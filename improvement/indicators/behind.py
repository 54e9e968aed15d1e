"""The rows behind a figure, found by the very SQL that counted them."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from casework import access
from casework.models import Level, Team
from improvement.indicators.definitions import Definition, definition
from improvement.indicators.rollup_sql import MONTHS
from improvement.indicators.rollups import conditions, countable, frame_rows, parameters
from improvement.indicators.sources import SOURCES
from improvement.lib.months import month_end

CHILD_PAGE = "casework:child"


@dataclass(frozen=True)
class Row:
    """A fact that a figure counts: whose, which team's, and the day (or days) that put it there.

    `counted` says whether it is in the numerator too.
    """

    fact_id: int
    child_id: int
    reference: str
    team: str
    start_on: date | None
    end_on: date | None
    counted: bool


@dataclass(frozen=True)
class RowsBehind:
    """The rows of one part of a figure: how many there are, how many this person may open, and those, up to a limit.

    `kind` names the rows in words ("referrals"). There are none to show behind a population.
    """

    kind: str
    total: int
    visible: int
    rows: tuple[Row, ...]


def rows_behind(*, code: str, team: Team, month: date, part: str = "numerator", user, limit: int = 200) -> RowsBehind:
    """Return the facts counted in the numerator or denominator of a figure that this person may open; three queries.

    Of the average caseload's denominator, which counts workers, the cases they hold are returned; nothing of what is
    not counted from rows about children. Raises KeyError for an indicator that does not exist, ValueError for a part
    that does not.
    """
    if part not in ("numerator", "denominator"):
        raise ValueError(f"A figure has a numerator and a denominator, no {part!r}.")
    found = definition(code)
    frame = SOURCES[found.source][found.counting.frame]
    condition = conditions(found)[part == "denominator"]
    counted = countable([month], at=month_end(month), source=found.source) if frame.children else []
    if not condition or not counted:
        return RowsBehind(frame.rows, 0, 0, ())
    names = {**parameters(found.source, counted, [month], None), **_places(team, counted[0].at, user), "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_statement(found, condition), names)
        lines = cursor.fetchall()
    total, visible = lines[0][:2]
    return RowsBehind(frame.rows, total, visible, tuple(Row(*line[2:]) for line in lines if line[2] is not None))


def _places(team: Team, at: date, user) -> dict:
    """Return which teams' rows the figure counts and which of them this person may open."""
    return {
        "everywhere": team.level == Level.COUNTY,
        "below": list(access.at_or_below([team.pk], on=at)),
        "mine": list(access.team_ids_for(user, CHILD_PAGE, codes="RWX")),
    }


def _statement(found: Definition, condition: str) -> str:
    frame = SOURCES[found.source][found.counting.frame]
    end = f"f.{frame.end}" if frame.end else "NULL::date"
    return f"""
{MONTHS},
found AS (
    SELECT f.id, f.child_id, COALESCE({frame.team}, %(county)s) AS team_id,
        f.{frame.start} AS start_on, {end} AS end_on, COALESCE({conditions(found)[0]}, FALSE) AS counted
    FROM {frame_rows(frame)} AND ({condition})
        AND (%(everywhere)s OR COALESCE({frame.team}, %(county)s) = ANY(%(below)s))
),
shown AS (
    SELECT found.id, found.child_id, child.reference, team.name, found.start_on, found.end_on, found.counted
    FROM found JOIN casework_child child ON child.id = found.child_id JOIN casework_team team ON team.id = found.team_id
    WHERE found.team_id = ANY(%(mine)s)
    ORDER BY found.counted DESC, found.start_on, child.reference, found.id LIMIT %(limit)s
)
SELECT (SELECT count(*) FROM found), (SELECT count(*) FROM found WHERE team_id = ANY(%(mine)s)), shown.*
FROM (SELECT 1) one LEFT JOIN shown ON TRUE
"""
