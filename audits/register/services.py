"""Verbs of the learning register: keep a learning with its action, look again."""

from datetime import date, datetime

import pghistory
from django.db import transaction
from django.utils.timezone import localdate

from audits.models import Learning, Standard
from audits.register import states
from casework.actions import services as register
from casework.actions.services import said
from casework.models import Team, Theme, User
from casework.services import NotAllowed

ORIGIN = "learning"


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
) -> Learning:
    """Return a learning, with an action of the one register for what is done about it; the same `key` returns the same.

    Raises NotAllowed where a part is missing, for a day to look again that is not after the action's, and as the
    register does.
    """
    again = Learning.objects.filter(key=key).first()
    if again is not None:
        return again
    if look_again_on <= due_on:
        raise NotAllowed("Look again after it is done: choose a later day.")
    fields = {"learned": said(learned, "Say what was learned.", longest=600), "source": source, "standard": standard}
    fields |= {"source_words": source_words.replace("\x00", "").strip()[:200], "theme": theme, "team": team}
    with pghistory.context(user=by.pk, why="learning kept"):
        learning = Learning.objects.create(**fields, look_again_on=look_again_on, key=key, written_at=at, written_by=by)
        learning.action = _action(learning, what, measure, owner, due_on, by, at)
        learning.save(update_fields=["action"])
    return learning


def _action(learning, what, measure, owner, due_on, by, at):
    """Raise what is done about a learning; who wrote it looks when it is done, where that is somebody else."""
    return register.raise_action(
        what=what,
        measure=measure,
        owner=owner,
        team=learning.team,
        due_on=due_on,
        theme=learning.theme,
        checker=by if by.pk != owner.pk else None,
        origin=(ORIGIN, learning.pk, str(learning)),
        told="An action from something learned is yours.",
        key=f"learning {learning.pk}",
        by=by,
        at=at,
    )


@transaction.atomic
def look_again(*, learning: Learning, found: str, by: User, at: datetime) -> Learning:
    """Say what was seen on looking again. Raises NotAllowed for who owns its action, early, or a second time."""
    if learning.action is not None and learning.action.owner_id == by.pk:
        raise NotAllowed("What was done is yours, so somebody else looks whether practice changed.")
    if localdate(at) < learning.look_again_on:
        raise NotAllowed("The day to look again has not come.")
    found = said(found, "Say what you saw.", longest=1000)
    with pghistory.context(user=by.pk, why="learning looked at again"):
        rows = Learning.objects.filter(pk=learning.pk)
        fields = {"found": found, "looked_again_at": at, "looked_again_by": by}
        if not states.move(rows, states.OPEN, states.LOOKED_AT, **fields):
            raise NotAllowed("Somebody has looked again meanwhile.")
    learning.refresh_from_db()
    return learning
