"""Which pages and rows this person may see. Deny by default: what you may not see does not exist."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils import timezone

from casework import permissions
from casework.models import FACTS, Level, Team, TeamEdge


@dataclass(frozen=True)
class Grant:
    """A role held for a team and everything below it."""

    role: str
    team_id: int


def active_grants(user, *, on: date | None = None) -> tuple[Grant, ...]:
    """Return the roles this person holds on a day (today unless said), one query, kept for the request."""
    kept = on is None
    if kept and hasattr(user, "_active_grants"):
        return user._active_grants
    on = on or timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(GRANTS, [user.pk, on, on])
        grants = tuple(Grant(role, team_id) for role, team_id in cursor.fetchall())
    if kept:
        user._active_grants = grants
    return grants


# Every page asks first, so it is written out: composing it anew would take longer than answering it.
GRANTS = """SELECT role, team_id FROM casework_rolegrant
WHERE user_id = %s AND start_on <= %s AND (end_on IS NULL OR end_on > %s) ORDER BY id"""


def roles(user) -> set[str]:
    """Return the roles this person holds today."""
    return {grant.role for grant in active_grants(user)}


def may(user, url_name: str) -> bool:
    """Return whether this person may open the page today."""
    row = permissions.table().get(url_name)
    if row is None:
        return False
    if row["public"] == "Y":
        return True
    return user.is_authenticated and permissions.code(url_name, roles(user)) != "-"


BELOW = """
WITH RECURSIVE below AS (
    SELECT unnest(%s::bigint[]) AS team_id
    UNION
    SELECT edge.team_id FROM casework_teamedge edge JOIN below ON edge.parent_id = below.team_id
    WHERE edge.start_on <= %s AND (edge.end_on IS NULL OR edge.end_on > %s)
)
SELECT team_id FROM below
"""


def at_or_below(team_ids, *, on: date) -> set[int]:
    """Return the ids of these teams and of all that stand below them on a day."""
    if not team_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(BELOW, [list(team_ids), on, on])
        return {team_id for (team_id,) in cursor.fetchall()}


def above(team_id: int, *, on: date) -> list[int]:
    """Return the ids of a team and of those it stands under on a day, nearest first."""
    edges = TeamEdge.objects.filter(start_on__lte=on).filter(Q(end_on__isnull=True) | Q(end_on__gt=on))
    parents = dict(edges.values_list("team_id", "parent_id"))
    found = [team_id]
    while parents.get(found[-1]) is not None:
        found.append(parents[found[-1]])
    return found


def team_ids_for(user, url_name: str | None = None, *, codes: str = "aArRWX") -> set[int]:
    """Return the ids of the teams that this person's roles reach.

    With `url_name`, only the roles that have one of `codes` for that page count.
    """
    row = permissions.table().get(url_name) if url_name else None
    granted = frozenset(grant.team_id for grant in active_grants(user) if row is None or row[grant.role] in codes)
    # Kept for the request beside the grants: a page asks for the same reach several times over.
    kept = getattr(user, "_reached", None)
    if kept is None:
        kept = user._reached = {}
    if granted not in kept:
        kept[granted] = frozenset(at_or_below(granted, on=timezone.localdate()))
    return set(kept[granted])


def visible_teams(user, url_name: str | None = None):
    """Return the teams this person may see (for a page): those at or below their granted teams."""
    return Team.objects.filter(pk__in=team_ids_for(user, url_name))


def visible_children(user, *, within, url_name: str = "casework:child"):
    """Return the children of `within` this person may open a page about; the child's own page unless told otherwise.

    Roles with `R`, `W` or `X` for the page reach every child their teams work with; a role with `r`
    (a practitioner) reaches the children that person works with.
    """
    teams = team_ids_for(user, url_name, codes="RWX")
    own = any(permissions.table()[url_name][role] == "r" for role in roles(user))
    if not teams and not own:
        return within.none()
    condition = Q(pk__in=[])
    # What no team is named for is the whole county's, as it is in the figures: the yearly returns name none.
    is_county = Exists(Team.objects.filter(level=Level.COUNTY, pk__in=teams))
    for fact in FACTS:
        reach = Q(team_id__in=teams) | (Q(team_id=None) & is_county) | (Q(worker__user=user) if own else Q(pk__in=[]))
        condition |= Exists(fact.objects.filter(reach, child_id=OuterRef("pk")))
    return within.filter(condition)


class PermissionMiddleware:
    """Check every page against the permission table; no entry, no page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.view_name
        if may(request.user, name):
            return None
        row = permissions.table().get(name)
        if row is not None and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise Http404
