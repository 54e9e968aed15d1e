"""Verbs of the learning register: keep a lesson with its action, look again."""

from datetime import date, datetime

import pghistory
from django.db import transaction
from django.utils.timezone import localdate

from audits.lessons import states
from audits.models import Lesson, Standard
from casework.actions import services as register
from casework.actions.services import said
from casework.models import Team, Theme, User
from casework.notices import tell
from casework.services import NotAllowed

ORIGIN = "lesson"


@transaction.atomic
def keep(
    *,
    learned: str,
    source: str,
    source_words: str,
    theme: Theme,
    standard: Standard | None,
    team: Team,
    what: str,
    measure: str,
    owner: User,
    due_on: date,
    look_again_on: date,
    key: str,
    by: User,
    at: datetime,
) -> Lesson:
    """Return a lesson, with an action of the one register for what is done about it; the same `key` returns the same.

    Raises NotAllowed where a part is missing, for a day to look again that is not after the action's, and as the
    register does.
    """
    again = Lesson.objects.filter(key=key).first()
    if again is not None:
        return again
    if look_again_on <= due_on:
        raise NotAllowed("Look again after it is done: choose a later day.")
    fields = {"learned": said(learned, "Say what was learned.", longest=600), "source": source, "standard": standard}
    fields |= {"source_words": source_words.replace("\x00", "").strip()[:200], "theme": theme, "team": team}
    with pghistory.context(user=by.pk, why="lesson kept"):
        lesson = Lesson.objects.create(**fields, look_again_on=look_again_on, key=key, written_at=at, written_by=by)
        lesson.action = _action(lesson, what, measure, owner, due_on, by, at)
        lesson.save(update_fields=["action"])
    return lesson


def _action(lesson, what, measure, owner, due_on, by, at):
    """Raise what is done about a lesson; who wrote it looks when it is done, where that is somebody else."""
    action = register.raise_action(
        what=what,
        measure=measure,
        owner=owner,
        team=lesson.team,
        due_on=due_on,
        theme=lesson.theme,
        checker=by if by.pk != owner.pk else None,
        origin=(ORIGIN, lesson.pk, str(lesson)),
        key=f"lesson {lesson.pk}",
        by=by,
        at=at,
    )
    if owner.pk != by.pk:
        tell(person=owner, words="An action from something learned is yours.", path=f"/actions/{action.pk}/", at=at)
    return action


@transaction.atomic
def look_again(*, lesson: Lesson, found: str, by: User, at: datetime) -> Lesson:
    """Say what was seen on looking again. Raises NotAllowed for who owns its action, early, or a second time."""
    if lesson.action is not None and lesson.action.owner_id == by.pk:
        raise NotAllowed("What was done is yours, so somebody else looks whether practice changed.")
    if localdate(at) < lesson.look_again_on:
        raise NotAllowed("The day to look again has not come.")
    found = said(found, "Say what you saw.", longest=1000)
    with pghistory.context(user=by.pk, why="lesson looked at again"):
        rows = Lesson.objects.filter(pk=lesson.pk)
        fields = {"found": found, "looked_again_at": at, "looked_again_by": by}
        if not states.move(rows, states.OPEN, states.LOOKED_AT, **fields):
            raise NotAllowed("Somebody has looked again meanwhile.")
    lesson.refresh_from_db()
    return lesson
