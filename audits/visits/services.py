"""Verbs of a visit: plan, say that it was held, keep what was heard, say what was done, call off."""

from datetime import date, datetime

import pghistory
from django.db import transaction
from django.utils.timezone import localdate

from audits.models import Heard, PracticeVisit
from audits.visits import states
from audits.visits.queries import first_line_managers, members
from casework.actions.services import said
from casework.models import Team, User
from casework.notices import tell
from casework.services import NotAllowed
from improvement.lib.months import day_label


@transaction.atomic
def plan(
    *,
    kind: str,
    team: Team,
    visitor: User,
    visit_on: date,
    key: str,
    by: User,
    at: datetime,
    arranged_with: User | None = None,
) -> PracticeVisit:
    """Return a visit to a team; the same `key` returns the same. Whom it is arranged with is told.

    A member's visit is arranged between the member and a first-line manager of that very team, never through senior or
    middle managers (seed 003, paragraph 124; practice 1.2). Raises NotAllowed for any other way.
    """
    again = PracticeVisit.objects.filter(key=key).first()
    if again is not None:
        return again
    on = localdate(at)
    managers = {person.pk for person in first_line_managers(team=team, on=on)}
    if arranged_with is not None and arranged_with.pk not in managers:
        raise NotAllowed(f"{arranged_with.name} is not a first-line manager of {team.name}. Choose somebody who is.")
    if kind == PracticeVisit.Kind.MEMBER:
        _members_own_way(team, visitor, arranged_with, by, on)
    with pghistory.context(user=by.pk, why="visit planned"):
        visit = PracticeVisit.objects.create(
            kind=kind,
            team=team,
            visitor=visitor,
            arranged_with=arranged_with,
            visit_on=visit_on,
            key=key,
            planned_at=at,
            planned_by=by,
        )
    for person in {visitor, arranged_with} - {None, by}:
        words = f"{visit.get_kind_display()} to {team.name} on {day_label(visit_on)}: {visitor.name}."
        tell(person=person, words=words[:200], path=path(visit), at=at)
    return visit


def _members_own_way(team, visitor, arranged_with, by, on):
    if not members(on=on).filter(pk=visitor.pk).exists():
        raise NotAllowed(f"{visitor.name} is not a board member, so this is no member visit. Choose another kind.")
    if arranged_with is None:
        raise NotAllowed(f"Say which first-line manager of {team.name} it is arranged with.")
    if by.pk not in (visitor.pk, arranged_with.pk):
        raise NotAllowed(
            "A member visit is arranged between the member and the first-line manager, never through senior or middle "
            "managers. One of the two plans it."
        )


@transaction.atomic
def hold(*, visit: PracticeVisit, by: User, at: datetime) -> PracticeVisit:
    """Say that a visit took place. Raises NotAllowed before its day, or where it was held or called off already."""
    if visit.visit_on > localdate(at):
        raise NotAllowed(f"It is planned for {day_label(visit.visit_on)}, which is to come.")
    with pghistory.context(user=by.pk, why="visit held"):
        _move(visit, states.HELD, ended_at=at, ended_by=by)
    return visit


@transaction.atomic
def call_off(*, visit: PracticeVisit, because: str, by: User, at: datetime) -> PracticeVisit:
    """Say that a visit does not take place, and why; the team's manager is told."""
    because = said(because, "Say why it is called off.", longest=300)
    with pghistory.context(user=by.pk, why="visit called off"):
        _move(visit, states.CALLED_OFF, called_off_because=because, ended_at=at, ended_by=by)
    if visit.arranged_with is not None and visit.arranged_with_id != by.pk:
        words = f"The visit on {day_label(visit.visit_on)} is called off."
        tell(person=visit.arranged_with, words=words, path=path(visit), at=at)
    return visit


@transaction.atomic
def hear(*, visit: PracticeVisit, topic: str, words: str, by: User, at: datetime) -> Heard:
    """Keep one thing that was heard; a planned visit whose day has come is held by that.

    Raises NotAllowed for a visit that is called off or to come, and for nothing said.
    """
    words = said(words, "Say what you heard or saw.", longest=1000)
    if topic not in Heard.Topic.values:
        raise NotAllowed("Choose what it is about.")
    if visit.state == states.CALLED_OFF:
        raise NotAllowed("This visit was called off.")
    if visit.state == states.PLANNED:
        hold(visit=visit, by=by, at=at)
    with pghistory.context(user=by.pk, why="heard on a visit"):
        return Heard.objects.create(visit=visit, topic=topic, words=words, written_by=by, written_at=at)


@transaction.atomic
def say_did(*, heard: Heard, did: str, by: User, at: datetime) -> Heard:
    """Say what was done about something heard; the team's manager is told. Said again, the newer words stand."""
    did = said(did, "Say what was done about it.", longest=1000)
    with pghistory.context(user=by.pk, why="done about what was heard"):
        Heard.objects.filter(pk=heard.pk).update(did=did, did_by=by, did_at=at)
    visit = heard.visit
    if visit.arranged_with is not None and visit.arranged_with_id != by.pk:
        words = "Something was done about what you said on a visit."
        tell(person=visit.arranged_with, words=words, path=path(visit), at=at)
    heard.refresh_from_db()
    return heard


def path(visit: PracticeVisit) -> str:
    """Return the address of a visit's page, as a notice keeps it."""
    return f"/audits/visits/{visit.pk}/"


def _move(visit, end, **fields):
    moved = states.move(PracticeVisit.objects.filter(pk=visit.pk), states.PLANNED, end, **fields)
    visit.refresh_from_db()
    if not moved:
        raise NotAllowed(f"This visit is {visit.get_state_display().lower()} already.")
