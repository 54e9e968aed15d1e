"""Visits as they are read: those of a place, one with what was heard, and which teams nobody visited."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q

from audits.models import Heard, PracticeVisit
from audits.visits import states
from casework import access
from casework.models import Role, RoleGrant, Team, User

A_YEAR = timedelta(days=365)


def _holding(role, on):
    return RoleGrant.objects.filter(role=role, start_on__lte=on).exclude(end_on__lte=on)


def first_line_managers(*, team: Team | None = None, on: date):
    """Return who manages a team itself, not what is above it (without `team`, any team), by name."""
    grants = _holding(Role.TEAM_MANAGER, on).filter(team__level="team")
    if team is not None:
        grants = grants.filter(team=team)
    return User.objects.filter(is_active=True, pk__in=grants.values("user_id")).order_by("name", "pk")


def members(*, on: date):
    """Return the elected and other members of boards who sign in, by name."""
    grants = _holding(Role.BOARD_MEMBER, on)
    return User.objects.filter(is_active=True, pk__in=grants.values("user_id")).order_by("name", "pk")


def visits_at(user, *, team_ids: set[int]):
    """Return the visits to a place that this person may open, newest first, to be paged; what was heard comes along."""
    rows = PracticeVisit.objects.visible_to(user).filter(team_id__in=team_ids)
    rows = rows.select_related("team", "visitor", "arranged_with").prefetch_related("heard")
    return rows.order_by("-visit_on", "-pk")


def visit_or_none(*, pk: int, user) -> PracticeVisit | None:
    """Return a visit this person may open, with what was heard, or None; two queries."""
    rows = PracticeVisit.objects.visible_to(user).select_related("team", "visitor", "arranged_with", "ended_by")
    return rows.prefetch_related("heard__did_by").filter(pk=pk).first()


def heard_or_none(*, pk: int, user) -> Heard | None:
    """Return one thing heard on a visit this person may open, or None."""
    rows = Heard.objects.filter(pk=pk, visit__in=PracticeVisit.objects.visible_to(user))
    return rows.select_related("visit__team", "visit__visitor", "visit__arranged_with").first()


@dataclass(frozen=True)
class Visited:
    """How often a team was visited in a year, when last, and since when nobody came."""

    team: Team
    times: int
    by_members: int
    last_on: date | None
    since_on: date
    next_on: date | None
    unanswered: int


def coverage(*, team: Team, on: date) -> list[Visited]:
    """Return each team at or below one, those whom nobody visited for longest first; three queries after the tree.

    `since_on` is the day of the last visit, or the day the team opened.
    """
    ids = access.at_or_below([team.pk], on=on)
    teams = Team.objects.filter(pk__in=ids, level="team", closed_on__isnull=True).order_by("name")
    held = Q(state=states.HELD)
    year = held & Q(visit_on__gt=on - A_YEAR)
    counted = PracticeVisit.objects.filter(team_id__in=ids).values("team_id")
    counted = counted.annotate(
        times=Count("pk", filter=year),
        by_members=Count("pk", filter=year & Q(kind="member")),
        last_on=Max("visit_on", filter=held),
    )
    rows = {row.pop("team_id"): row for row in counted}
    coming: dict[int, date] = {}
    planned = PracticeVisit.objects.filter(team_id__in=ids, state=states.PLANNED, visit_on__gte=on)
    for team_id, day in planned.order_by("-visit_on").values_list("team_id", "visit_on"):
        coming[team_id] = day
    waiting = Heard.objects.filter(visit__team_id__in=ids, did_at__isnull=True).values_list("visit__team_id")
    waiting = dict(waiting.annotate(Count("pk")))
    nothing = {"times": 0, "by_members": 0, "last_on": None}
    found = []
    for each in teams:
        row = rows.get(each.pk, nothing)
        since = row["last_on"] or each.opened_on
        found.append(
            Visited(each, **row, since_on=since, next_on=coming.get(each.pk), unanswered=waiting.get(each.pk, 0))
        )
    return sorted(found, key=lambda line: (line.last_on is not None, line.since_on, line.team.name))
