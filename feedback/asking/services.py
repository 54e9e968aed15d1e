"""Verbs of asking: publish the questions, open and close rounds, ask somebody, make plain codes, record an answer."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

import pghistory
from django.db import transaction
from django.utils.timezone import localdate

from casework.access import roles
from casework.models import Child, Level, Team, User
from casework.services import NotAllowed
from feedback import states, words
from feedback.asking.queries import questions_asked, team_of, works_with
from feedback.models import (
    Answer,
    Asking,
    GatheredBy,
    Invitation,
    Mode,
    Question,
    QuestionSet,
    QuestionText,
    Response,
    Round,
)
from feedback.reading.services import write_passage
from feedback.tokens import digest, token_of
from improvement.lib.months import add_months

# How long a link lives (reliability-security-performance.md T33), and so how long after a quarter one can be answered.
LINK_DAYS = 28
MOST_CODES = 30
# A plain code must not say whose team gave it out: a team may work with a handful of families.
CODE_LEVELS = (Level.COUNTY, Level.AREA, Level.DISTRICT)


@transaction.atomic
def published(*, at: datetime) -> QuestionSet:
    """Return the question set in use: the words of the files, kept in the database from the first time on."""
    found = QuestionSet.objects.filter(version=words.VERSION).first()
    if found is not None:
        return found
    made = QuestionSet.objects.create(version=words.VERSION, source=words.SOURCE, made_at=at)
    asked = questions_asked()
    for question in asked:
        question.question_set = made
    Question.objects.bulk_create(asked)
    QuestionText.objects.bulk_create(
        [
            QuestionText(question=asked[number - 1], variant=variant, language=language, text=text, needs_review=review)
            for number, variant, language, text, review in words.texts()
        ]
    )
    QuestionSet.objects.filter(pk=made.pk).update(used_at=at)
    return made


@transaction.atomic
def round_of(*, on: date, at: datetime) -> Round:
    """Return the round of the quarter a day is in, opened if there is none yet. Quarters begin in January."""
    start = date(on.year, 3 * ((on.month - 1) // 3) + 1, 1)
    found = Round.objects.filter(start_on=start).first()
    if found is not None:
        return found
    question_set = published(at=at)
    with pghistory.context(why="round opened"):
        return Round.objects.get_or_create(
            start_on=start,
            defaults={"end_on": add_months(start, 3), "question_set": question_set, "opened_at": at},
        )[0]


@transaction.atomic
def close_rounds(*, at: datetime) -> int:
    """Close every round whose last link has run out, four weeks after its quarter; return how many."""
    before = localdate(at) - timedelta(days=LINK_DAYS)
    closed = 0
    with pghistory.context(why="round closed"):
        for pk in Round.objects.filter(end_on__lte=before, state=states.OPEN).values_list("pk", flat=True):
            closed += states.move_round(Round.objects.filter(pk=pk), states.OPEN, states.CLOSED, closed_at=at)
    return closed


@transaction.atomic
def ask(*, child: Child, respondent: str, reason: str, key: str, by: User, at: datetime) -> tuple[Asking, str]:
    """Ask a child, or a child's family, for their views; return the asking and the token of its link.

    The same `key` gives the same link. Raises NotAllowed where no team works with the child, or the key was used for
    something else.
    """
    again = Asking.objects.filter(key=key).first()
    if again is not None:
        if (again.child_id, again.respondent) != (child.pk, respondent):
            raise NotAllowed("This form was already sent for somebody else. Begin again from the child's page.")
        return again, token_of(key)
    asking = _asking(child, respondent, reason, key, by, at)
    _invite(key, round=asking.round, asking=asking, team=asking.team, by=by, at=at)
    return asking, token_of(key)


@transaction.atomic
def make_codes(*, team: Team, count: int, key: str, by: User, at: datetime) -> list[str]:
    """Return the tokens of so many plain codes, which nobody is written against; the same `key` gives the same ones.

    Raises NotAllowed for a single team, whose few families a code could tell apart, and for too many at once.
    """
    if team.level not in CODE_LEVELS:
        raise NotAllowed("Plain codes are made for a district or wider, so that they do not say whose family answers.")
    if not 1 <= count <= MOST_CODES:
        raise NotAllowed(f"Make from 1 to {MOST_CODES} codes at a time.")
    keys = [f"{key}:{number}" for number in range(count)]
    if not Invitation.objects.filter(digest=digest(token_of(keys[0]))).exists():
        found = round_of(on=localdate(at), at=at)
        for each in keys:
            _invite(each, round=found, asking=None, team=team, by=by, at=at)
    return [token_of(each) for each in keys]


@dataclass(frozen=True)
class Told:
    """How an answer was gained in person or by telephone: whose it is, why now, by whom, how, where, who may know.

    With what its chair saw of how the young person took part in their review of care (`took_part`, S31), if anything.
    """

    respondent: str
    reason: str
    gathered_by: str
    mode: str
    variant: str
    language: str
    method: str
    setting: str
    took_part: str = ""


@transaction.atomic
def record(
    *, child: Child, told: Told, answers: dict[int, tuple[str, str]], key: str, by: User, at: datetime
) -> Response:
    """Record what a child or family said in person or by telephone; return the response, sent.

    `answers` maps a question's number to (choice, words), either of them "". What is written enters the queue as any
    other text does. The same `key` returns the same response. Raises NotAllowed where nothing was answered, somebody
    would be anonymous to the person who asked them, or `by` is not as independent as it says (practice.md 1.2).
    """
    again = Response.objects.filter(key=key).first()
    if again is not None:
        return again
    _check_says_something(answers, told.mode)
    _check_independence(child, told.gathered_by, told.mode, by, localdate(at))
    if told.took_part and told.gathered_by != GatheredBy.CHAIR:
        raise NotAllowed("Only its chair says how a young person took part in their review. Leave it out.")
    asking = _asking(child, told.respondent, told.reason, f"{key}:asked", by, at)
    how = {name: value for name, value in asdict(told).items() if name != "reason"}
    sent = {"state": states.SENT, "begun_at": at, "sent_at": at, "closes_at": at, "recorded_by": by}
    of_asking = {"round": asking.round, "asking": asking, "team": asking.team}
    with pghistory.context(user=by.pk, why="answers recorded"):
        response, is_new = Response.objects.get_or_create(key=key, defaults=of_asking | how | sent)
        if is_new:
            _write_down(response, answers, at)
    return response


@transaction.atomic
def withdraw(*, response: Response, by: User, at: datetime) -> int:
    """Take back everything a response's giver permitted, because they said so; return how much that was."""
    with pghistory.context(user=by.pk, why="permission withdrawn"):
        return response.permissions.filter(withdrawn_at__isnull=True).update(withdrawn_at=at, withdrawn_by=by)


def _write_down(response, answers, at) -> None:
    for question in response.round.question_set.questions.all():
        choice, text = answers.get(question.number, ("", ""))
        if choice:
            Answer.objects.create(response=response, question=question, choice=choice)
        write_passage(response=response, question=question, text=text, is_urgent=False, at=at)


def _check_says_something(answers, mode) -> None:
    if not any(choice or text.strip() for choice, text in answers.values()):
        raise NotAllowed("Write down the answer to at least one question.")
    if mode == Mode.ANONYMOUS:
        raise NotAllowed("You know who tells you their answers. For one without a name, give them a plain code.")


def _check_independence(child, gathered_by, mode, by, on) -> None:
    if gathered_by == GatheredBy.WORKER and mode == Mode.CONFIDENTIAL:
        raise NotAllowed("You know what they told you, so it cannot be kept from their worker. Choose named.")
    held = roles(by)
    if gathered_by == GatheredBy.CHAIR and "independent_chair" not in held:
        raise NotAllowed("Only an independent chair records what a chair was told. Choose how you are placed.")
    if gathered_by in (GatheredBy.CHAIR, GatheredBy.MANAGER) and works_with(by, child, on=on):
        raise NotAllowed(
            "You work with this child or manage the team that does, so you are not independent of it. "
            "Record it as gathered by a worker, or ask somebody outside the line."
        )


def _asking(child, respondent, reason, key, by, at) -> Asking:
    today = localdate(at)
    team = team_of(child, on=today)
    if team is None:
        raise NotAllowed("No team works with this child in what we hold, so nobody would follow the answer up.")
    with pghistory.context(user=by.pk, why="asked for views"):
        return Asking.objects.get_or_create(
            key=key,
            defaults={
                "round": round_of(on=today, at=at),
                "child": child,
                "team": team,
                "respondent": respondent,
                "reason": reason,
                "asked_by": by,
                "asked_at": at,
            },
        )[0]


def _invite(key, *, round, asking, team, by, at) -> Invitation:
    return Invitation.objects.get_or_create(
        digest=digest(token_of(key)),
        defaults={
            "round": round,
            "asking": asking,
            "team": team,
            "made_by": by,
            "made_at": at,
            "expires_on": localdate(at) + timedelta(days=LINK_DAYS),
        },
    )[0]
