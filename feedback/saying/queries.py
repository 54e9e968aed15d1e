"""What a link leads to, and how far somebody has come."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from feedback import states
from feedback.models import Invitation, Question, Response
from feedback.tokens import SHAPE, digest

OPEN, UNKNOWN, USED, EXPIRED, CLOSED = "open", "unknown", "used", "expired", "closed"


@dataclass(frozen=True)
class Link:
    """A link as it stands: open, or why it is not. `response` is what was begun on this device, if anything.

    The invitation has `round_state`, and `respondent`: who was asked, or "".
    """

    state: str
    invitation: Invitation | None = None
    response: Response | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it is a code that nobody is written against."""
        return self.invitation.asking_id is None

    @property
    def is_sent(self) -> bool:
        """Whether this device's answers were sent."""
        return self.response is not None and self.response.state == states.SENT


@dataclass(frozen=True)
class Asked:
    """A question as it is put, with what this device chose before, and whether it wrote something."""

    question: Question
    text: str
    choice: str
    written: bool


def link(*, token: str, device: str, at: datetime) -> Link:
    """Return what a token leads to for a device; one query for one that is unknown, two otherwise."""
    if not SHAPE.fullmatch(token):
        return Link(UNKNOWN)
    found = next(iter(Invitation.objects.raw(LINK, [digest(token)])), None)
    if found is None:
        return Link(UNKNOWN)
    return Link(_state(found, response := _begun(found, token, device), at), found, response)


# What a family's telephone waits for first, so it is written out: composing it takes longer than answering it.
LINK = """
SELECT i.*, r.state AS round_state, coalesce(a.respondent, '') AS respondent
FROM feedback_invitation i JOIN feedback_round r ON r.id = i.round_id LEFT JOIN feedback_asking a ON a.id = i.asking_id
WHERE i.digest = %s
"""


def device_digest(token: str, device: str) -> str:
    """Return what is kept of a device: it says nothing without the token, and is another one for every link."""
    return digest(f"{token}:{device}")


def asked(*, response: Response, number: int, language: str, variant: str) -> Asked:
    """Return a question in a language and a way; one query. Raises Question.DoesNotExist for a number there is not."""
    question = Question.objects.raw(ASKED, [response.pk, response.pk, language, variant, response.round_id, number])
    for found in question:
        return Asked(found, found.text, found.choice or "", found.written)
    raise Question.DoesNotExist


# Words are never sent back to a device: somebody else may hold it by now. That there are some is.
ASKED = """
SELECT q.*, t.text, a.choice,
    EXISTS (SELECT FROM feedback_passage p WHERE p.response_id = %s AND p.question_id = q.id) AS written
FROM feedback_round r
JOIN feedback_question q ON q.question_set_id = r.question_set_id
LEFT JOIN feedback_answer a ON a.question_id = q.id AND a.response_id = %s
JOIN feedback_questiontext t ON t.question_id = q.id AND t.language = %s AND t.variant = %s
WHERE r.id = %s AND q.number = %s
"""


def permitted(response: Response) -> dict[str, bool | None]:
    """Return what was permitted so far: None where nothing was said yet, because it was not sent; one query."""
    if response.state != states.SENT:
        return {"quote": None, "contact": None}
    standing = set(response.permissions.filter(withdrawn_at__isnull=True).values_list("kind", flat=True))
    return {kind: kind in standing for kind in ("quote", "contact")}


def next_number(response: Response) -> int:
    """Return the number of the question after the last that has an answer or words; 1 for none; one query."""
    last = Question.objects.raw(LAST, [response.pk, response.pk])
    return max((found.number for found in last), default=0) + 1


LAST = """
SELECT q.* FROM feedback_question q WHERE q.id IN (
    SELECT question_id FROM feedback_answer WHERE response_id = %s
    UNION SELECT question_id FROM feedback_passage WHERE response_id = %s
)
"""


def _begun(found: Invitation, token: str, device: str) -> Response | None:
    if not device:
        return None
    return Response.objects.filter(invitation=found, device=device_digest(token, device)).first()


def _state(found: Invitation, response: Response | None, at: datetime) -> str:
    if found.round_state == states.CLOSED:
        return CLOSED
    if response is not None and response.state == states.SENT:
        return OPEN if at < response.closes_at else USED
    if found.used_at is not None:
        return USED
    if response is None or at >= response.closes_at:
        return EXPIRED if found.expires_on <= localdate(at) else OPEN
    return OPEN
