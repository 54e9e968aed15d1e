"""Care ambassadors: who they are (by number, never by name), adding and ending them, and what is theirs (S34).

Young people who are or were in care, employed to speak for the others and supervised by the participation lead
(seed 003, paragraph 96). Some are children, so their accounts hold no name.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from casework import access
from casework.models import Level, Role, RoleGrant, Team, User
from casework.services import AMBASSADOR, NotAllowed, add_person, end_grant, grant_role
from feedback.models import ChildrenMet, MetAmbassador

LIST, ADD, END = "feedback:ambassadors", "feedback:ambassador_add", "feedback:ambassador_end"


@dataclass(frozen=True)
class Ambassador:
    """A care ambassador: their grant, and how much of what was written down they took part in."""

    grant: RoleGrant
    times: int


def _running(on: date) -> QuerySet[RoleGrant]:
    rows = RoleGrant.objects.filter(role=Role.AMBASSADOR, start_on__lte=on).exclude(end_on__lte=on)
    return rows.filter(user__is_active=True).select_related("user", "team")


def ambassadors_at(team: Team, *, on: date) -> QuerySet[User]:
    """Return the care ambassadors of a place, what is above it or below it, on a day, in the order they were added."""
    places = access.at_or_below([team.pk], on=on) | set(access.above(team.pk, on=on))
    return User.objects.filter(pk__in=_running(on).filter(team_id__in=places).values("user_id")).order_by("pk")


def supervised(*, user: User, on: date) -> list[Ambassador]:
    """Return the care ambassadors this person supervises, in the order they were added; two queries."""
    reach = access.team_ids_for(user, LIST, codes="W")
    grants = list(_running(on).filter(team_id__in=reach).order_by("user_id"))
    rows = MetAmbassador.objects.filter(person__in=[grant.user_id for grant in grants]).values("person_id")
    times = {row["person_id"]: row["times"] for row in rows.annotate(times=Count("pk"))}
    return [Ambassador(grant, times.get(grant.user_id, 0)) for grant in grants]


def grant_or_none(*, pk: int, user: User, on: date) -> RoleGrant | None:
    """Return the grant of a care ambassador this person supervises, or None."""
    return _running(on).filter(pk=pk, team_id__in=access.team_ids_for(user, END, codes="W")).first()


def teams_for_adding(user: User) -> QuerySet[Team]:
    """Return the places this person may add care ambassadors for, by name."""
    reach = access.team_ids_for(user, ADD, codes="W")
    return Team.objects.filter(pk__in=reach, closed_on__isnull=True).order_by("name")


def influenced(user: User) -> list[ChildrenMet]:
    """Return what a care ambassador took part in, newest first: what was heard, and what changed; two queries."""
    rows = ChildrenMet.objects.filter(ambassadors__person=user).prefetch_related("themes__theme")
    return list(rows.order_by("-met_on", "-pk"))


def changed(rows: list[ChildrenMet]) -> int:
    """Return of how many the change is written down."""
    return sum(bool(each.did) for each in rows)


@transaction.atomic
def add(*, email: str, team: Team, by: User, at: datetime) -> RoleGrant:
    """Return the grant of a new care ambassador of a place, whose account is a number; sent again it is the same.

    Raises NotAllowed where the address belongs to somebody else.
    """
    # One at a time in the whole department, so that no two get the same number.
    list(Team.objects.select_for_update().filter(level=Level.COUNTY).order_by("pk"))
    again = _running(localdate(at)).filter(user__email__iexact=email, team=team).first()
    if again is not None:
        return again
    if User.objects.filter(email__iexact=email).exists():
        raise NotAllowed("This address belongs to somebody already. Check it, or use another one.")
    number = User.objects.filter(Q(name__startswith=f"{AMBASSADOR} ")).count() + 1
    person = add_person(name=f"{AMBASSADOR} {number}", email=email, by=by)
    return grant_role(user=person, role=Role.AMBASSADOR, team=team, start_on=localdate(at), end_on=None, by=by, at=at)


def end(*, grant: RoleGrant, why: str, by: User, at: datetime) -> None:
    """End a care ambassador's role today; what they influenced stays. Raises NotAllowed where it had ended."""
    end_grant(grant=grant, on=localdate(at), by=by, why=why)
