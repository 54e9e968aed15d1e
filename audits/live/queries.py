"""A live audit as it is read: who may be in the room, who was, and the auditor's questions on one page."""

from dataclasses import replace
from datetime import date

from audits.models import Audit, InTheRoom, Question
from audits.queries import SectionRead
from casework import access
from casework.models import Role, RoleGrant, User


def may_sit(audit: Audit, *, on: date):
    """Return who may be in the room, by name: who holds a role for the audit's team or above it, or works there."""
    above = access.above(audit.team_id, on=on)
    grants = RoleGrant.objects.filter(team_id__in=above, start_on__lte=on).exclude(end_on__lte=on)
    # An administrator sees nothing about a child (design, 5); a peer reads what is named to them.
    grants = grants.exclude(role__in=[Role.ADMINISTRATOR, Role.PEER])
    people = User.objects.filter(is_active=True, pk__in=grants.values("user_id"))
    return people.exclude(pk=audit.auditor_id).order_by("name", "pk")


def in_the_room(audit: Audit) -> list[User]:
    """Return who else was in the room when an audit was judged, by name; one query, none for one that was not live."""
    live = getattr(audit, "live", None)
    if live is None:
        return []
    return [each.person for each in live.people.select_related("person")]


def had_a_part(audit: Audit) -> set[int]:
    """Return who was in the room when an audit was judged (ids): they are not independent of its grade; one query."""
    return set(InTheRoom.objects.filter(live__audit=audit).values_list("person_id", flat=True))


def for_the_room(sections: list[SectionRead]) -> list[SectionRead]:
    """Return the sections that apply, each with what the auditor is asked and never the worker's own reflection."""
    found = []
    for each in sections:
        asked = tuple(one for one in each.asked if one.question.asked_of == Question.AskedOf.AUDITOR)
        if each.applies and asked:
            found.append(replace(each, asked=asked))
    return found


def together(sections: list[SectionRead]) -> SectionRead:
    """Return sections as one, to be written on one page."""
    asked = tuple(one for each in sections for one in each.asked)
    return SectionRead(number=0, title="", introduction="", applies=True, asked=asked)
