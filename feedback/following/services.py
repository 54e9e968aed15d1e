"""Verbs after an answer came: put a theme on it, check one, follow it up, leave it."""

from datetime import date, datetime

import pghistory
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from casework.actions.services import raise_action, said
from casework.models import Action, Theme, User
from casework.notices import tell
from casework.services import NotAllowed
from feedback import states
from feedback.asking.queries import works_with
from feedback.models import FollowUp, Mode, Response, Theming

ORIGIN = "feedback"


@transaction.atomic
def put_theme(*, response: Response, theme: Theme, by: User, at: datetime) -> Theming:
    """Put a theme on a response; put twice, it is there once. Raises NotAllowed for one that is no longer offered."""
    if theme.retired_on is not None and theme.retired_on <= localdate(at):
        raise NotAllowed(f"“{theme.name}” is no longer used. Choose another.")
    with pghistory.context(user=by.pk, why="theme put on an answer"):
        return Theming.objects.get_or_create(response=response, theme=theme, defaults={"put_by": by, "put_at": at})[0]


@transaction.atomic
def check_theme(*, theming: Theming, fits: bool, by: User, at: datetime) -> None:
    """Say whether a theme fits its answer; only then does it count.

    Raises NotAllowed for who put it there, and where somebody has checked it already.
    """
    if theming.put_by_id == by.pk:
        raise NotAllowed("You put this theme here yourself, so somebody else has to check it.")
    with pghistory.context(user=by.pk, why="theme checked"):
        rows = Theming.objects.filter(pk=theming.pk, checked_at__isnull=True)
        if not rows.update(fits=fits, checked_by=by, checked_at=at):
            raise NotAllowed("Somebody has checked this theme meanwhile. Theirs stands.")


@transaction.atomic
def follow_up(
    *,
    response: Response,
    what: str,
    measure: str,
    owner: User,
    due_on: date,
    key: str,
    by: User,
    at: datetime,
    theme: Theme | None = None,
) -> Action:
    """Give an answer to somebody to follow up, in the one register; somebody else closes it there.

    Raises NotAllowed for an anonymous answer, where the owner was promised not to see it, where somebody has decided
    about it already, and as the register does.
    """
    _check_owner(response, owner, localdate(at))
    words = f"What a {response.get_respondent_display().lower()} said on {localdate(response.sent_at):%-d %B %Y}"
    action = raise_action(
        what=what,
        measure=measure,
        owner=owner,
        team=response.team,
        due_on=due_on,
        theme=theme,
        origin=(ORIGIN, response.pk, words),
        key=key,
        by=by,
        at=at,
    )
    decided = FollowUp.objects.filter(response=response).first()
    if decided is None or decided.action_id != action.pk:
        _decide(response, by, at, action=action)
        tell(person=owner, words="Following up an answer is yours.", path=f"/actions/{action.pk}/", at=at)
    return action


@transaction.atomic
def leave(*, response: Response, because: str, by: User, at: datetime) -> FollowUp:
    """Say why an answer needs nothing more. Raises NotAllowed without a reason, or where it is decided already."""
    because = said(because, "Say why nothing more is needed.", longest=300)
    return _decide(response, by, at, because=because)


def _check_owner(response, owner, on) -> None:
    if response.mode == Mode.ANONYMOUS:
        raise NotAllowed("Nobody knows whose answer this is, so nobody can be spoken to. Put its theme on it instead.")
    if response.mode == Mode.CONFIDENTIAL and works_with(owner, response.asking.child, on=on):
        raise NotAllowed(
            f"{owner.name} works with this family, who were promised that their worker does not see this. "
            "Choose somebody else."
        )


def _decide(response, by, at, **decided) -> FollowUp:
    if response.state != states.SENT:
        raise NotAllowed("This answer is not sent yet.")
    with pghistory.context(user=by.pk, why="answer decided about"):
        try:
            with transaction.atomic():
                return FollowUp.objects.create(response=response, decided_by=by, decided_at=at, **decided)
        except IntegrityError:
            raise NotAllowed("Somebody has decided about this answer meanwhile. Theirs stands.") from None
