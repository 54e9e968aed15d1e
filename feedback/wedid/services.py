"""Verbs of you said, we did: raise a theme, agree what is done, write the reply, publish it, and quote somebody."""

from datetime import date, datetime

import pghistory
from django.db import transaction

from casework.actions.services import raise_action, said
from casework.models import Action, Team, Theme, User
from casework.services import NotAllowed
from feedback import states
from feedback.models import Passage, Permission, Quote, YouSaid
from feedback.wedid.queries import quotable

ORIGIN = "you_said"
LONGEST = {"said": 300, "reply": 600, "quote": 200}


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


@transaction.atomic
def choose_quote(*, you_said: YouSaid, passage: Passage, words: str, by: User, at: datetime) -> Quote:
    """Return a quote that waits for its check: some of a passage's own words, by its giver's leave.

    Chosen twice it is one. Raises NotAllowed for words that do not stand there, a passage nobody has read or that was
    told on as a concern, and where nobody gave leave or it was taken back.
    """
    words = " ".join(said(words, "Write the words to quote.", longest=LONGEST["quote"]).split())
    if words not in " ".join(passage.text.split()):
        raise NotAllowed("Quote their own words, as they stand in what they wrote, and leave out what is not needed.")
    leave = Permission.objects.select_for_update().filter(
        response_id=passage.response_id, kind=Permission.Kind.QUOTE, withdrawn_at__isnull=True
    )
    permission = leave.first()
    if permission is None:
        raise NotAllowed("They gave no leave to quote them, or have taken it back.")
    if not quotable(Passage.objects.filter(pk=passage.pk)).exists():
        raise NotAllowed("These words cannot be quoted: nobody has read them, they were told on, or they wrote others.")
    with pghistory.context(user=by.pk, why="quote chosen"):
        quote, _ = Quote.objects.get_or_create(
            you_said=you_said,
            passage=passage,
            taken_off_at=None,
            defaults={"permission": permission, "words": words, "chosen_by": by, "chosen_at": at},
        )
    if (quote.words, quote.permission_id) != (words, permission.pk):
        raise NotAllowed("Somebody has chosen other words of this already. Take theirs off first.")
    return quote


@transaction.atomic
def check_quote(*, quote: Quote, by: User, at: datetime) -> None:
    """Say, as another person than who chose it, that a quote names nobody: from now on it is shown.

    Raises NotAllowed for who chose it, and where it was checked, taken off, or its leave taken back meanwhile.
    """
    if quote.chosen_by_id == by.pk:
        raise NotAllowed("You chose these words, so somebody else has to look whether they name anybody.")
    with pghistory.context(user=by.pk, why="quote checked"):
        waiting = Quote.objects.filter(pk=quote.pk, checked_at__isnull=True, taken_off_at__isnull=True)
        if not waiting.filter(permission__withdrawn_at__isnull=True).update(checked_by=by, checked_at=at):
            raise NotAllowed("It waits for no check: it was checked or taken off, or the leave was taken back.")


@transaction.atomic
def take_off_quote(*, quote: Quote, by: User, at: datetime) -> None:
    """Take a quote off; it is shown nowhere from now on. Raises NotAllowed where somebody has."""
    with pghistory.context(user=by.pk, why="quote taken off"):
        if not Quote.objects.filter(pk=quote.pk, taken_off_at__isnull=True).update(taken_off_by=by, taken_off_at=at):
            raise NotAllowed("Somebody has taken it off already.")
