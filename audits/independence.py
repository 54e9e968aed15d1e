"""Who may judge whose work: nobody their own, their line's, or a child's they worked with (practice 1.2, I1)."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from casework import access
from casework.models import FACTS, Child, Role, RoleGrant, Team, User, Worker
from casework.services import NotAllowed

# The director stands above every team, so that role alone is no line: in a practice week directors audit too (S01).
LINE = (Role.TEAM_MANAGER, Role.HEAD_OF_SERVICE, Role.PRACTITIONER)
# Whoever may be asked to audit: leaders of every level and independent chairs (practice 3, S62).
AUDITING = (
    Role.AUDITOR,
    Role.QUALITY_LEAD,
    Role.TEAM_MANAGER,
    Role.HEAD_OF_SERVICE,
    Role.DIRECTOR,
    Role.INDEPENDENT_CHAIR,
)


class NotIndependent(NotAllowed):
    """Refused, because the person is too near to the work; the sentence says how."""


def why_not(*, person: User, child: Child | None, worker: Worker | None, team: Team, on: date) -> str:
    """Return the sentence that says why a person cannot judge this work, or "" when they can; at most three queries."""
    if worker is not None and worker.user_id == person.pk:
        return f"This is {person.name}'s own work, and nobody audits their own."
    for role, team_id, name in _line(person, on):
        if team.pk in access.at_or_below([team_id], on=on):
            if role == Role.PRACTITIONER:
                return f"{person.name} works in {name}, the same team as the worker."
            return f"{person.name} manages {name}, so this work is in their own line."
    if child is not None and _worked_with(person, child):
        return f"{person.name} has worked with this child."
    return ""


def check(*, person: User, child: Child | None, worker: Worker | None, team: Team, on: date) -> None:
    """Raise NotIndependent with the sentence that says why a person cannot judge this work."""
    reason = why_not(person=person, child=child, worker=worker, team=team, on=on)
    if reason:
        raise NotIndependent(reason)


def auditors(*, on: date) -> list[User]:
    """Return everybody who may be asked to audit, by name; one query."""
    running = RoleGrant.objects.filter(role__in=AUDITING, start_on__lte=on).exclude(end_on__lte=on)
    return list(User.objects.filter(is_active=True, pk__in=running.values("user_id")).order_by("name"))


def could_audit(*, child: Child | None, worker: Worker | None, team: Team, on: date, at_most: int = 8) -> list[User]:
    """Return some who are independent of this work, by name: the way to swap."""
    found = []
    for person in auditors(on=on):
        if not why_not(person=person, child=child, worker=worker, team=team, on=on):
            found.append(person)
        if len(found) == at_most:
            break
    return found


def _line(person: User, on: date) -> list[tuple[str, int, str]]:
    running = RoleGrant.objects.filter(user=person, role__in=LINE, start_on__lte=on).exclude(end_on__lte=on)
    return list(running.order_by("pk").values_list("role", "team_id", "team__name"))


def _worked_with(person: User, child: Child) -> bool:
    worked = Q(pk__in=[])
    for fact in FACTS:
        worked |= Exists(fact.objects.filter(child_id=OuterRef("pk"), worker__user=person))
    return Child.objects.filter(pk=child.pk).filter(worked).exists()
