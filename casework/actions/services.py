"""Verbs of the register: raise, move the day, say done, send back, close, withdraw, look again."""

from datetime import date, datetime

import pghistory
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from casework.actions import states
from casework.models import Action, ActionSlip, Team, Theme, User
from casework.notices import tell
from casework.services import NotAllowed

LONGEST = {"what": 300, "measure": 300, "reason": 300}


@transaction.atomic
def raise_action(
    *,
    what: str,
    measure: str,
    owner: User,
    team: Team,
    due_on: date,
    key: str,
    by: User | None,
    at: datetime,
    theme: Theme | None = None,
    checker: User | None = None,
    origin: tuple[str, int, str] | None = None,
    told: str = "",
) -> Action:
    """Return something agreed, owned and dated; the same `key` returns the same.

    Args:
        measure: how we shall know that it worked.
        checker: who looks when it is done; without, whoever's role reaches it.
        origin: what it came from, as (kind, id, words): ("audit", 12, "Audit 12").
        told: what its owner is told, once, where somebody else agreed it.

    Raises NotAllowed where a part is missing, the day has passed, or the owner cannot sign in.
    """
    again = Action.objects.filter(key=key).first()
    if again is not None:
        return again
    _check_owned(owner, checker, due_on, on=localdate(at))
    kind, pk, words = origin or ("", None, "")
    agreed = {"owner": owner, "checker": checker, "team": team, "theme": theme}
    came = {"origin": kind, "origin_id": pk, "origin_words": words, "key": key, "raised_by": by, "raised_at": at}
    with pghistory.context(user=by and by.pk, why="action raised"):
        action = Action.objects.create(**_wording(what, measure), **agreed, first_due_on=due_on, due_on=due_on, **came)
    if told and owner != by:
        tell(person=owner, words=told, path=f"/actions/{action.pk}/", at=at)
    return action


def _wording(what: str, measure: str) -> dict[str, str]:
    return {
        "what": said(what, "Say what is to be done.", longest=LONGEST["what"]),
        "measure": said(measure, "Say how we shall know that it worked.", longest=LONGEST["measure"]),
    }


def _check_owned(owner, checker, due_on, *, on) -> None:
    if due_on < on:
        raise NotAllowed("The day it is due has passed. Choose a later day.")
    if not owner.is_active:
        raise NotAllowed(f"{owner.name} no longer signs in, so cannot own this. Choose somebody else.")
    if checker is not None and checker.pk == owner.pk:
        raise NotAllowed(f"{owner.name} would look at their own action. Choose somebody else to own it.")


@transaction.atomic
def move_due(*, action: Action, version: int, to_on: date, reason: str, by: User, at: datetime) -> Action:
    """Move the day an open action is due; the first day and every move stay to be seen.

    Raises NotAllowed where somebody changed it since `version`, or the day does not move, or has passed.
    """
    reason = said(reason, "Say why the day moves.", longest=LONGEST["reason"])
    if to_on == action.due_on:
        raise NotAllowed("That is the day it is due already.")
    if to_on < localdate(at):
        raise NotAllowed("That day has passed. Choose a later day.")
    with pghistory.context(user=by.pk, why="action's day moved"):
        rows = Action.objects.filter(pk=action.pk, version=version, state=states.OPEN)
        if not rows.update(due_on=to_on, version=F("version") + 1):
            raise NotAllowed("Somebody has changed this action since you opened it. Look at it again, then move it.")
        ActionSlip.objects.create(
            action=action, from_on=action.due_on, to_on=to_on, reason=reason, moved_by=by, moved_at=at
        )
    action.refresh_from_db()
    return action


@transaction.atomic
def say_done(*, action: Action, evidence: str, changed: str, by: User, at: datetime) -> Action:
    """Say that one's action is done, with the evidence and what changed for the child; somebody else then looks.

    Raises NotAllowed for anybody but its owner, where a part is missing, or when it is no longer open.
    """
    if action.owner_id != by.pk:
        raise NotAllowed(f"Only {action.owner.name}, who owns this action, can say that it is done.")
    parts = {
        "evidence": said(evidence, "Say what shows that it is done."),
        "changed": said(changed, "Say what changed for the child or children."),
    }
    with pghistory.context(user=by.pk, why="action said done"):
        moved = _move(action, states.OPEN, states.DONE, **parts, done_by=by, done_at=at, sent_back_because="")
    return _moved(action, moved, "This action is no longer open: somebody has changed it meanwhile.")


@transaction.atomic
def send_back(*, action: Action, because: str, by: User, at: datetime) -> Action:
    """Send an action back to its owner, saying why what they show is not enough. Raises NotAllowed for its owner."""
    _not_own(action, by)
    because = said(because, "Say what is missing.")
    with pghistory.context(user=by.pk, why="action sent back"):
        moved = _move(action, states.DONE, states.OPEN, sent_back_because=because)
    return _moved(action, moved, "Somebody has closed this action or sent it back meanwhile.")


@transaction.atomic
def close(*, action: Action, look_again_on: date, by: User, at: datetime) -> Action:
    """Close an action whose evidence one has looked at, with the day to look whether the change lasted.

    Raises NotAllowed for its owner or who said it was done (I4), and for a day that is not to come.
    """
    _not_own(action, by)
    if look_again_on <= localdate(at):
        raise NotAllowed("The day to look again must be to come.")
    with pghistory.context(user=by.pk, why="action closed"):
        moved = _move(action, states.DONE, states.CLOSED, look_again_on=look_again_on, ended_by=by, ended_at=at)
    return _moved(action, moved, "Somebody has closed this action or sent it back meanwhile.")


@transaction.atomic
def withdraw(*, action: Action, because: str, by: User, at: datetime) -> Action:
    """Say that an open action need not be done after all, and why. Raises NotAllowed for its owner."""
    _not_own(action, by)
    because = said(because, "Say why it need not be done.")
    with pghistory.context(user=by.pk, why="action withdrawn"):
        moved = _move(action, states.OPEN, states.WITHDRAWN, withdrawn_because=because, ended_by=by, ended_at=at)
    return _moved(action, moved, "This action is no longer open: somebody has changed it meanwhile.")


@transaction.atomic
def look_again(*, action: Action, lasted: bool, found: str, by: User, at: datetime) -> Action:
    """Say, once the day to look again has come, whether what changed has lasted.

    Raises NotAllowed for its owner, before the day, or where somebody has looked already.
    """
    _not_own(action, by)
    if action.look_again_on is None or localdate(at) < action.look_again_on:
        raise NotAllowed("The day to look again has not come yet.")
    found = said(found, "Say what you found.")
    with pghistory.context(user=by.pk, why="action looked at again"):
        rows = Action.objects.filter(pk=action.pk, state=states.CLOSED, looked_again_at__isnull=True)
        looked = rows.update(
            lasted=lasted, found_later=found, looked_again_by=by, looked_again_at=at, version=F("version") + 1
        )
    return _moved(action, looked == 1, "Somebody has looked at this again already.")


def said(text: str, missing: str, *, longest: int = 2000) -> str:
    """Return what somebody wrote, tidied. Raises NotAllowed with `missing` for nothing, and for too much."""
    text = text.replace("\x00", "").strip()
    if not text:
        raise NotAllowed(missing)
    if len(text) > longest:
        raise NotAllowed(f"This is {len(text):,} characters long. Write at most {longest:,}.")
    return text


def _not_own(action: Action, by: User) -> None:
    if by.pk in (action.owner_id, action.done_by_id):
        raise NotAllowed("This is your own action, so somebody else has to look at it.")


def _move(action: Action, start: str, end: str, **fields) -> bool:
    return states.move(Action.objects.filter(pk=action.pk), start, end, version=F("version") + 1, **fields)


def _moved(action: Action, moved: bool, otherwise: str) -> Action:
    action.refresh_from_db()
    if not moved:
        raise NotAllowed(otherwise)
    return action
