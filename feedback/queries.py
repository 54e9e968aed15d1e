"""What was asked and heard in a quarter, as the landing page shows it."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from casework import access, permissions
from casework.models import Team, User
from feedback.words import every_language
from improvement.lib.months import add_months
from improvement.lib.suppression import Cell, suppress_counts

INDEX = "feedback:index"


@dataclass(frozen=True)
class Quarter:
    """How many were asked and answered in the quarter of a day at a team and all below, small numbers hidden or not."""

    start_on: date
    end_on: date
    asked: Cell
    answered: Cell
    named: Cell
    confidential: Cell
    anonymous: Cell
    is_empty: bool


def quarter(*, team: Team, user: User, on: date) -> Quarter:
    """Return the quarter a day is in, for a team and all below it; two queries.

    Small numbers are hidden for those who see totals only (practice.md 7): named, confidential and anonymous add up to
    what was answered, so the three are protected together.
    """
    start = date(on.year, 3 * ((on.month - 1) // 3) + 1, 1)
    end = add_months(start, 3)
    reach = sorted(access.at_or_below([team.pk], on=on))
    with connection.cursor() as cursor:
        cursor.execute(QUARTER, {"start": start, "teams": reach})
        asked, named, confidential, anonymous = cursor.fetchone()
    counts = [named, confidential, anonymous, named + confidential + anonymous]
    if in_full(user, team):
        shown, (asked_cell,) = [Cell(count) for count in counts], [Cell(asked)]
    else:
        (shown,), ((asked_cell,),) = suppress_counts([counts], totals=True), suppress_counts([[asked]])
    return Quarter(start, end, asked_cell, shown[3], *shown[:3], is_empty=not asked and not counts[3])


QUARTER = """
SELECT
    (SELECT count(*) FROM feedback_asking a JOIN feedback_round r ON r.id = a.round_id
     WHERE r.start_on = %(start)s AND a.team_id = ANY(%(teams)s)),
    count(*) FILTER (WHERE s.mode = 'named'),
    count(*) FILTER (WHERE s.mode = 'confidential'),
    count(*) FILTER (WHERE s.mode = 'anonymous')
FROM feedback_response s JOIN feedback_round r ON r.id = s.round_id
WHERE r.start_on = %(start)s AND s.state = 'sent' AND s.team_id = ANY(%(teams)s)
"""


def in_full(user: User, team: Team, page: str = INDEX) -> bool:
    """Return whether this person sees a team's numbers in full here, by a role held there or above it."""
    row = permissions.table()[page]
    return any(
        row[grant.role] in "ARWX" and team.pk in access.team_ids_for(user, page, codes="ARWX")
        for grant in access.active_grants(user)
    )


def unchecked_languages() -> list[str]:
    """Return the names of the languages whose words no local speaker has checked yet."""
    return [found.name for found in every_language() if not found.checked]
