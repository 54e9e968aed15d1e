"""Meetings with children as they are read, and which leaders have met children this quarter."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet

from casework import access
from casework.models import Role, RoleGrant, Team, User
from casework.themes import offered
from feedback.met.ambassadors import ambassadors_at
from feedback.models import ChildrenMet, MetBy
from improvement.lib.months import add_months

LIST, ONE, LOG, ACT = "feedback:children_met", "feedback:met", "feedback:met_log", "feedback:met_act"
# Director, members, chief executive (S33), and the heads of service between them and the teams.
LEADERS = (Role.DIRECTOR, Role.HEAD_OF_SERVICE, Role.BOARD_MEMBER)


def met_at(*, team: Team, user: User, on: date) -> QuerySet[ChildrenMet]:
    """Return the meetings at a place and all below it that this person may read, newest first, to be paged."""
    reach = access.at_or_below([team.pk], on=on) & access.team_ids_for(user, LIST, codes="RW")
    rows = ChildrenMet.objects.filter(team_id__in=reach).select_related("team")
    return rows.prefetch_related("leaders__leader", "themes__theme").order_by("-met_on", "-pk")


def met_or_none(*, pk: int, user: User, page: str = ONE) -> ChildrenMet | None:
    """Return a meeting this person may open, or write on where `page` says so; else None."""
    reach = access.team_ids_for(user, page, codes="RW")
    rows = ChildrenMet.objects.filter(pk=pk, team_id__in=reach).select_related(
        "team", "written_by", "did_by", "view_by"
    )
    return rows.prefetch_related("leaders__leader", "themes__theme", "ambassadors__person").first()


@dataclass(frozen=True)
class Met:
    """How often a leader met children in the quarter of a day, and when they last did at all."""

    name: str
    times: int
    last_on: date | None


def quarter_of(on: date) -> date:
    """Return the first day of the quarter a day is in."""
    return date(on.year, 3 * ((on.month - 1) // 3) + 1, 1)


def leaders_at(team: Team, *, on: date) -> QuerySet[User]:
    """Return who leads a place, what is above it or below it, on a day, by name."""
    places = access.at_or_below([team.pk], on=on) | set(access.above(team.pk, on=on))
    grants = RoleGrant.objects.filter(role__in=LEADERS, team_id__in=places, start_on__lte=on).exclude(end_on__lte=on)
    return User.objects.filter(is_active=True, pk__in=grants.values("user_id")).order_by("name", "pk")


def coverage(*, team: Team, on: date) -> list[Met]:
    """Return each leader of a place with how often they met children this quarter, by name; two queries after the tree.

    By name and not by number: it says who has still to go, and ranks nobody.
    """
    start = quarter_of(on)
    quarter = Q(met__met_on__gte=start, met__met_on__lt=add_months(start, 3))
    rows = MetBy.objects.filter(met__met_on__lte=on).values("leader_id")
    counted = {
        row["leader_id"]: row for row in rows.annotate(times=Count("pk", filter=quarter), last=Max("met__met_on"))
    }
    nothing = {"times": 0, "last": None}
    found = ((leader, counted.get(leader.pk, nothing)) for leader in leaders_at(team, on=on))
    return [Met(leader.name, row["times"], row["last"]) for leader, row in found]


def choices(*, team: Team, user: User, on: date) -> dict:
    """Return the teams this person may write for within a place, the leaders there, and the themes on offer."""
    reach = access.at_or_below([team.pk], on=on) & access.team_ids_for(user, LOG, codes="W")
    return {
        "teams": Team.objects.filter(pk__in=reach, closed_on__isnull=True).order_by("name"),
        "leaders": leaders_at(team, on=on),
        "themes": offered(),
        "ambassadors": ambassadors_at(team, on=on),
    }
