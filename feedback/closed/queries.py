"""What closed in a month, who was drawn of it, and what waits for an interviewer."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from casework import access
from casework.models import RoleGrant, Team, User
from feedback.models import ClosureDraw, Interview
from improvement.lib.months import next_month

LIST, ONE = "feedback:closed", "feedback:interview"
# Who may be asked to speak with a family after the case: a manager outside the line, or who listens for the department.
INTERVIEWERS = ("team_manager", "head_of_service", "quality_lead", "participation_lead", "independent_chair")

# Work that ended in the month and has not begun again; with how many different workers the facts name.
CLOSURES = """
SELECT c.reference, c.id, e.team_id, t.name, e.end_on, GREATEST(
    (SELECT count(DISTINCT w.worker_id) FROM (
        SELECT worker_id FROM casework_referral WHERE child_id = c.id
        UNION ALL SELECT worker_id FROM casework_assessment WHERE child_id = c.id
        UNION ALL SELECT worker_id FROM casework_cinepisode WHERE child_id = c.id
        UNION ALL SELECT worker_id FROM casework_cpplan WHERE child_id = c.id
        UNION ALL SELECT worker_id FROM casework_careperiod WHERE child_id = c.id
        UNION ALL SELECT worker_id FROM casework_visit WHERE child_id = c.id
    ) w),
    (SELECT count(DISTINCT s.social_worker) FROM casework_socialworkerepisode s WHERE s.child_id = c.id)
)
FROM casework_cinepisode e
JOIN casework_child c ON c.id = e.child_id
JOIN casework_team t ON t.id = e.team_id
WHERE e.gone_source_id IS NULL AND e.end_on >= %(start)s AND e.end_on < %(end)s AND e.team_id = ANY(%(teams)s)
    AND NOT EXISTS (
        SELECT FROM casework_cinepisode n
        WHERE n.child_id = e.child_id AND n.gone_source_id IS NULL AND (n.end_on IS NULL OR n.end_on > e.end_on)
    )
"""


@dataclass(frozen=True)
class Closure:
    """A case that closed: the child, the team that had worked with it, the day, and how many workers there were."""

    reference: str
    child_id: int
    team_id: int
    team: str
    on: date
    workers: int


def closures(*, team: Team, month: date, on: date) -> dict[str, Closure]:
    """Return what closed in a month at a team and all below it, by the child's reference; two queries."""
    scope = {"start": month, "end": next_month(month), "teams": sorted(access.at_or_below([team.pk], on=on))}
    with connection.cursor() as cursor:
        cursor.execute(CLOSURES, scope)
        return {row[0]: Closure(*row) for row in cursor.fetchall()}


def draws(*, team: Team, user: User, on: date) -> list[ClosureDraw]:
    """Return the draws of a place and all below it, newest first; one query after those of the reach."""
    reach = access.at_or_below([team.pk], on=on) & access.team_ids_for(user, LIST, codes="RW")
    return list(ClosureDraw.objects.filter(team_id__in=reach).select_related("team", "drawn_by"))


def interviews(*, team: Team, user: User, on: date) -> QuerySet[Interview]:
    """Return the interviews drawn at a place and all below it, and this person's own, those that wait first."""
    reach = access.at_or_below([team.pk], on=on) & access.team_ids_for(user, LIST, codes="RW")
    rows = Interview.objects.filter(Q(draw__team_id__in=reach) | Q(interviewer=user))
    related = ("child", "team", "interviewer", "draw")
    return rows.select_related(*related).order_by("response_id", "declined_at", "-closed_on", "pk")


def interview_or_none(*, pk: int, user: User) -> Interview | None:
    """Return an interview of this person's reach, or their own, or None."""
    reach = access.team_ids_for(user, ONE, codes="RW")
    rows = Interview.objects.filter(Q(draw__team_id__in=reach) | Q(interviewer=user), pk=pk)
    return rows.select_related("child", "team", "interviewer", "draw", "response").first()


def team_ids_draw(user: User) -> set[int]:
    """Return the ids of the teams whose closed cases this person may draw from."""
    return access.team_ids_for(user, LIST, codes="W")


def interviewers(*, on: date) -> QuerySet[User]:
    """Return who may be asked to hold an interview, by name; that they are outside the line is checked when asked."""
    granted = RoleGrant.objects.filter(role__in=INTERVIEWERS, start_on__lte=on).exclude(end_on__lte=on)
    return User.objects.filter(pk__in=granted.values("user_id"), is_active=True).order_by("name")
