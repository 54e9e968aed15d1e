"""Verbs of the learning log: log a complaint, extend, end and take on its stages, write what was learned."""

from collections.abc import Iterable
from datetime import date, datetime

import pghistory
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from casework.actions.services import raise_action, said
from casework.models import Action, Team, Theme, User
from casework.services import NotAllowed
from feedback.complaints import clocks
from feedback.models import Complaint, ComplaintStage, ComplaintTheme, Lesson
from improvement.lib.working_days import BeyondCalendar

ORIGIN = "complaint"
LONGEST = 300


@transaction.atomic
def log(*, reference: str, team: Team, received_on: date, themes: Iterable[Theme], by: User, at: datetime) -> Complaint:
    """Return a complaint as the log keeps it, its first stage begun on the day it was received.

    Raises NotAllowed for a day to come, without a theme, or where the reference is in the log already.
    """
    themes = list(themes)
    if received_on > localdate(at):
        raise NotAllowed("The day it was received is still to come.")
    if not themes:
        raise NotAllowed("Choose at least one theme, so that something can be learned from it.")
    with pghistory.context(user=by.pk, why="complaint logged"):
        try:
            with transaction.atomic():
                made = Complaint.objects.create(
                    reference=reference.strip(), team=team, received_on=received_on, logged_by=by, logged_at=at
                )
        except IntegrityError:
            raise NotAllowed(f"{reference} is in the log already.") from None
        ComplaintTheme.objects.bulk_create([ComplaintTheme(complaint=made, theme=theme) for theme in themes])
        _begin(made, 1, received_on)
    return made


@transaction.atomic
def extend(*, complaint: Complaint, to_on: date, because: str, by: User, at: datetime) -> ComplaintStage:
    """Extend the stage that is open, once, saying why. Raises NotAllowed beyond the most the guidance allows."""
    stage = _open(complaint)
    because = said(because, "Say why it takes longer.", longest=LONGEST)
    last = clocks.latest(stage.number, stage.began_on)
    if not stage.due_on < to_on <= last:
        raise NotAllowed(f"Choose a day after {stage.due_on:%-d %B %Y}, and not after {last:%-d %B %Y}.")
    with pghistory.context(user=by.pk, why="complaint extended"):
        rows = ComplaintStage.objects.filter(pk=stage.pk, ended_on__isnull=True, extended_because="")
        if not rows.update(due_on=to_on, extended_because=because):
            raise NotAllowed("This stage was extended before, or has ended meanwhile.")
    stage.refresh_from_db()
    return stage


@transaction.atomic
def end_stage(*, complaint: Complaint, ended_on: date, outcome: str, by: User, at: datetime) -> ComplaintStage:
    """Say how the open stage ended, and when. Raises NotAllowed for a day before it began or to come."""
    stage = _open(complaint)
    if not stage.began_on <= ended_on <= localdate(at):
        raise NotAllowed(f"Choose a day from {stage.began_on:%-d %B %Y} to today.")
    with pghistory.context(user=by.pk, why="complaint stage ended"):
        rows = ComplaintStage.objects.filter(pk=stage.pk, ended_on__isnull=True)
        if not rows.update(ended_on=ended_on, outcome=outcome):
            raise NotAllowed("Somebody has ended this stage meanwhile. Theirs stands.")
    stage.refresh_from_db()
    return stage


@transaction.atomic
def take_on(*, complaint: Complaint, began_on: date, by: User, at: datetime) -> ComplaintStage:
    """Begin the next stage, because the person who complained asked for it.

    Raises NotAllowed while a stage is open, after the panel, and for a day before the last stage ended or to come.
    """
    last = complaint.stages.last()
    if last.ended_on is None:
        raise NotAllowed("Say first how the stage before ended.")
    if last.number == ComplaintStage.Number.PANEL:
        raise NotAllowed("After the panel a complaint goes to the Ombudsman, and not on here.")
    if not last.ended_on <= began_on <= localdate(at):
        raise NotAllowed(f"Choose a day from {last.ended_on:%-d %B %Y} to today.")
    with pghistory.context(user=by.pk, why="complaint taken on"):
        return _begin(complaint, last.number + 1, began_on)


@transaction.atomic
def learn(*, complaint: Complaint, kind: str, words: str, key: str, by: User, at: datetime) -> Lesson:
    """Return what a complaint recommends or taught; the same `key` returns the same. Raises NotAllowed for nothing."""
    words = said(words, "Say what it recommends, or what was learned.", longest=LONGEST)
    with pghistory.context(user=by.pk, why="lesson written"):
        return Lesson.objects.get_or_create(
            key=key,
            defaults={"complaint": complaint, "kind": kind, "words": words, "written_by": by, "written_at": at},
        )[0]


@transaction.atomic
def agree(
    *, lesson: Lesson, what: str, measure: str, owner: User, due_on: date, key: str, by: User, at: datetime
) -> Action:
    """Agree the action that carries a lesson out, in the one register. Raises NotAllowed where there is one already."""
    complaint = lesson.complaint
    action = raise_action(
        what=what,
        measure=measure,
        owner=owner,
        team=complaint.team,
        due_on=due_on,
        theme=complaint.themes.first().theme,
        origin=(ORIGIN, complaint.pk, str(complaint)),
        key=key,
        by=by,
        at=at,
    )
    with pghistory.context(user=by.pk, why="action agreed"):
        rows = Lesson.objects.filter(pk=lesson.pk, action__isnull=True)
        if not rows.update(action=action) and Lesson.objects.get(pk=lesson.pk).action_id != action.pk:
            raise NotAllowed("Somebody has agreed an action for this meanwhile. Theirs stands.")
    return action


def _begin(complaint, number, on) -> ComplaintStage:
    try:
        due_on = clocks.due(number, on)
    except BeyondCalendar:
        raise NotAllowed("That day is too long ago for the bank holidays we hold.") from None
    return ComplaintStage.objects.create(
        complaint=complaint, number=number, began_on=on, first_due_on=due_on, due_on=due_on
    )


def _open(complaint) -> ComplaintStage:
    stage = complaint.stages.filter(ended_on__isnull=True).first()
    if stage is None:
        raise NotAllowed("No stage of this complaint is open.")
    return stage
