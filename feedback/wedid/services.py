"""Verbs of you said, we did: raise a theme, agree what is done, write the reply, publish it."""

from datetime import date, datetime

import pghistory
from django.db import transaction

from casework.actions.services import raise_action, said
from casework.models import Action, Team, Theme, User
from casework.services import NotAllowed
from feedback import states
from feedback.models import YouSaid

ORIGIN = "you_said"
LONGEST = {"said": 300, "reply": 600}


@transaction.atomic
def raise_theme(*, theme: Theme, team: Team, words: str, key: str, by: User, at: datetime) -> YouSaid:
    """Return what people said about a theme, which now waits for a reply; the same `key` returns the same.

    Raises NotAllowed where nothing is said of it.
    """
    words = said(words, "Say what people said.", longest=LONGEST["said"])
    with pghistory.context(user=by.pk, why="theme raised"):
        return YouSaid.objects.get_or_create(
            key=key, defaults={"theme": theme, "team": team, "said": words, "raised_by": by, "raised_at": at}
        )[0]


@transaction.atomic
def agree(
    *, you_said: YouSaid, what: str, measure: str, owner: User, due_on: date, key: str, by: User, at: datetime
) -> Action:
    """Agree the action that answers what people said, in the one register.

    Raises NotAllowed where there is one already, and as the register does.
    """
    action = raise_action(
        what=what,
        measure=measure,
        owner=owner,
        team=you_said.team,
        due_on=due_on,
        theme=you_said.theme,
        origin=(ORIGIN, you_said.pk, f"You said: {you_said.theme.name}"[:120]),
        key=key,
        by=by,
        at=at,
    )
    with pghistory.context(user=by.pk, why="action agreed"):
        rows = YouSaid.objects.filter(pk=you_said.pk, action__isnull=True)
        if not rows.update(action=action) and YouSaid.objects.get(pk=you_said.pk).action_id != action.pk:
            raise NotAllowed("Somebody has agreed an action for this meanwhile. Theirs stands.")
    return action


@transaction.atomic
def write(*, you_said: YouSaid, kind: str, to_families: str, to_staff: str, by: User, at: datetime) -> YouSaid:
    """Write the reply, or write it again until it is published.

    Raises NotAllowed for "we did" without an action, where a part is missing, or once it is published.
    """
    you_said.refresh_from_db()
    if kind == YouSaid.Kind.DID and you_said.action_id is None:
        raise NotAllowed("“We did” rests on an action. Agree the action first, or say why we cannot.")
    reply = {
        "to_families": said(to_families, "Write the reply to families.", longest=LONGEST["reply"]),
        "to_staff": said(to_staff, "Write the reply to staff.", longest=LONGEST["reply"]),
    }
    with pghistory.context(user=by.pk, why="reply written"):
        rows, fields = (
            YouSaid.objects.filter(pk=you_said.pk),
            {"kind": kind, **reply, "written_by": by, "written_at": at},
        )
        if not (
            states.move_you_said(rows, states.RAISED, states.WRITTEN, **fields)
            or states.move_you_said(rows, states.WRITTEN, states.WRITTEN, **fields)
        ):
            raise NotAllowed("This reply is published, and stays as it is.")
    you_said.refresh_from_db()
    return you_said


@transaction.atomic
def publish(*, you_said: YouSaid, written_at: datetime | None, by: User, at: datetime) -> YouSaid:
    """Publish a reply that somebody else wrote, as it was read: written at `written_at`, and not again since.

    Raises NotAllowed for its writer, where it was written again meanwhile, or where none waits to be checked.
    """
    if you_said.written_by_id == by.pk:
        raise NotAllowed("You wrote this reply, so somebody else has to check and publish it.")
    with pghistory.context(user=by.pk, why="reply published"):
        rows = YouSaid.objects.filter(pk=you_said.pk, written_at=written_at).exclude(written_by=by)
        moved = states.move_you_said(rows, states.WRITTEN, states.PUBLISHED, published_by=by, published_at=at)
    if not moved:
        raise NotAllowed("No reply waits here as you read it: it was written again, or is published. Look once more.")
    you_said.refresh_from_db()
    return you_said
