"""Verbs of answering by link: begin, answer, tell somebody, permit, send. Each may come twice and counts once."""

from datetime import datetime, timedelta

from django.db import transaction

from feedback import states
from feedback.models import Answer, GatheredBy, Invitation, Method, Mode, Passage, Permission, Response, Setting
from feedback.reading.services import write_passage
from feedback.saying.queries import device_digest

# How long one may go on with, or change, what was begun on a device.
EDIT_HOURS = 24


# One link is one family: more than this is a machine, and would bury what others write.
MOST_DEVICES, MOST_PASSAGES = 10, 40


class TooMany(Exception):
    """More came by one link than a family could have written; nothing of this was kept."""


class TooLate(Exception):
    """The link was used from another device, or its time has passed, between opening and sending."""


@transaction.atomic
def begin(
    *,
    invitation: Invitation,
    token: str,
    device: str,
    mode: str,
    variant: str,
    language: str,
    method: str = Method.LINK,
    at: datetime,
) -> Response:
    """Return the response of a device for a link, begun now unless it was before; the choices made now count.

    A plain code is anonymous and a link made for somebody never is, whatever `mode` says. Raises TooLate where the link
    was used meanwhile, TooMany where it was begun on too many devices.
    """
    locked = Invitation.objects.select_for_update().select_related(None).get(pk=invitation.pk)
    mine = device_digest(token, device)
    if locked.responses.exclude(device=mine).count() >= MOST_DEVICES:
        raise TooMany
    chosen = {"mode": _mode_of(locked, mode), "variant": variant, "language": language, "method": method}
    response, is_new = Response.objects.get_or_create(device=mine, defaults=_begun(invitation, at) | chosen)
    if locked.used_at is not None and response.state != states.SENT:
        raise TooLate
    if not is_new and response.state == states.DRAFT:
        Response.objects.filter(pk=response.pk).update(**chosen)
    response.refresh_from_db()
    return response


def _mode_of(invitation, mode) -> str:
    if invitation.asking_id is None:
        return Mode.ANONYMOUS
    return Mode.CONFIDENTIAL if mode == Mode.ANONYMOUS else mode


def _begun(invitation, at) -> dict:
    return {
        "round_id": invitation.round_id,
        "asking_id": invitation.asking_id,
        "invitation_id": invitation.pk,
        "team_id": invitation.team_id,
        "respondent": invitation.asking.respondent if invitation.asking else "",
        "gathered_by": GatheredBy.SELF,
        "setting": Setting.OWN_DEVICE,
        "begun_at": at,
        "closes_at": at + timedelta(hours=EDIT_HOURS),
    }


@transaction.atomic
def answer(*, response: Response, number: int, choice: str, text: str, language: str, at: datetime) -> None:
    """Keep the answer to a question: the choice takes the place of an earlier one, words are added to the queue.

    Raises TooLate when its time has passed, TooMany where too much was written.
    """
    _lock(response, at)
    question = response.round.question_set.questions.get(number=number)
    if choice and not question.is_open:
        Answer.objects.update_or_create(response=response, question=question, defaults={"choice": choice})
    _write(response, question, text, is_urgent=False, at=at)
    Response.objects.filter(pk=response.pk).exclude(language=language).update(language=language)


@transaction.atomic
def tell(*, response: Response, text: str, at: datetime) -> Passage:
    """Keep that somebody feels unsafe, with what they wrote, if anything: it goes to the top of the queue at once.
    The 24 hours do not end this. Raises TooMany where too much was written.
    """
    return _write(response, None, text, is_urgent=True, at=at)


@transaction.atomic
def send(*, response: Response, quote: bool, contact: bool, at: datetime) -> Response:
    """Send a response and use its link up; sent again within the window, only what is permitted changes.

    Raises TooLate where another device sent first, or the time has passed.
    """
    Invitation.objects.select_for_update().get(pk=response.invitation_id)
    _lock(response, at)
    _permit(response, "quote", quote, at)
    # Nobody can be found again behind a plain code, so there is nobody to talk with.
    _permit(response, "contact", contact and response.mode != Mode.ANONYMOUS, at)
    unused = Invitation.objects.filter(pk=response.invitation_id, used_at__isnull=True)
    sent_now = states.move_response(Response.objects.filter(pk=response.pk), states.DRAFT, states.SENT, sent_at=at)
    if sent_now and not unused.update(used_at=at):
        raise TooLate
    response.refresh_from_db()
    return response


def _permit(response, kind, given, at) -> None:
    standing = Permission.objects.filter(response=response, kind=kind, withdrawn_at__isnull=True)
    if given and not standing.exists():
        Permission.objects.create(response=response, kind=kind, given_at=at)
    elif not given:
        standing.update(withdrawn_at=at)


def _write(response, question, text, *, is_urgent, at) -> Passage | None:
    if response.passages.count() >= MOST_PASSAGES:
        raise TooMany
    return write_passage(response=response, question=question, text=text, is_urgent=is_urgent, at=at)


def _lock(response, at) -> None:
    held = Response.objects.select_for_update().get(pk=response.pk)
    if at >= held.closes_at:
        raise TooLate
