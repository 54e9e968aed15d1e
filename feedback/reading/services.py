"""Verbs of reading: a text enters the queue, is opened and judged; a concern is told, acknowledged, moved up, ended."""

import logging
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pghistory
from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, localtime

from casework import access, permissions
from casework.models import RoleGrant, Team, User
from casework.services import NotAllowed
from feedback import states
from feedback.flags import flags
from feedback.hours import reading_due
from feedback.leaders.telling import tell_leaders
from feedback.models import (
    Concern,
    Duty,
    LeaderQuestion,
    Opening,
    Passage,
    Question,
    Response,
    Survey,
    Telling,
    Verdict,
)
from feedback.reading.queries import QUEUE, chain, on_duty
from feedback.tokens import digest

logger = logging.getLogger(__name__)

LONGEST = 2000
# How long a concern waits for each person before it moves up; by the clock on the wall, for it cannot wait for Monday.
ACKNOWLEDGE = timedelta(minutes=30)
UNSAFE, LATE = "Somebody feels unsafe", "Not read in time"
CONCERN_OF = {"safeguarding": "safeguarding", "staff": "staff"}


@transaction.atomic
def write_passage(
    *,
    text: str,
    at: datetime,
    response: Response | None = None,
    leader_question: LeaderQuestion | None = None,
    question: Question | None = None,
    is_urgent: bool = False,
) -> Passage | None:
    """Put free text in the queue; return it, or None where there is nothing to read. The same words again are one.

    It is of a response, or is a question to a leader.
    After "I feel unsafe" the duty reader is told at once. Raises NotAllowed where it is too long.
    """
    text = text.replace("\x00", "").strip()
    if len(text) > LONGEST:
        raise NotAllowed(f"This is {len(text):,} characters long. Write at most {LONGEST:,}.")
    if not text and not is_urgent:
        return None
    found = flags(text)
    passage, is_new = Passage.objects.get_or_create(
        response=response,
        leader_question=leader_question,
        question=question,
        is_urgent=is_urgent,
        digest=digest(text),
        defaults={
            "team_id": (response or leader_question).team_id,
            "text": text,
            "flags": found,
            "written_at": at,
            "due_at": reading_due(at, urgent=is_urgent or found > 0),
        },
    )
    if is_new and is_urgent:
        _notify_reader(passage, at)
    return passage


@transaction.atomic
def write_comments(*, survey: Survey, texts: Sequence[str], at: datetime) -> None:
    """Put what staff wrote in a survey in the queue, all of it at once and once, as the survey closes.

    Nothing of who wrote, when or in what order comes with it: each is of the whole place that was asked, its clock
    starts now, and the rows are in an order of chance.
    """
    texts = list(texts)
    secrets.SystemRandom().shuffle(texts)
    rows = [
        Passage(
            survey=survey,
            team_id=survey.team_id,
            text=text,
            digest=digest(text),
            flags=found,
            written_at=at,
            due_at=reading_due(at, urgent=found > 0),
        )
        for text, found in ((text, flags(text)) for text in texts)
    ]
    Passage.objects.bulk_create(rows)


@transaction.atomic
def open_passage(*, passage: Passage, by: User, at: datetime) -> None:
    """Keep that somebody opened a passage."""
    Opening.objects.create(passage=passage, by=by, at=at)


@transaction.atomic
def judge(*, passage: Passage, outcome: str, by: User, at: datetime) -> Verdict:
    """Say what was made of a passage, once; a concern is raised and told at once. A leader is told of their question.

    Raises NotAllowed where somebody has judged it already: theirs stands.
    """
    try:
        with transaction.atomic():
            verdict = Verdict.objects.create(passage=passage, outcome=outcome, given_by=by, given_at=at)
    except IntegrityError:
        raise NotAllowed("Somebody has read this meanwhile and said what it is. Theirs stands.") from None
    if outcome in CONCERN_OF:
        _raise_concern(passage, CONCERN_OF[outcome], by, at)
    elif outcome == Verdict.Outcome.READ and passage.leader_question is not None:
        tell_leaders(question=passage.leader_question, at=at)
    return verdict


@transaction.atomic
def acknowledge(*, concern: Concern, by: User, at: datetime) -> Concern:
    """Take a concern on: whoever was told of it may. Raises NotAllowed for anybody else, and when somebody has."""
    if not concern.tellings.filter(to=by).exists():
        raise NotAllowed("Only somebody who was told of this concern can take it on.")
    with pghistory.context(user=by.pk, why="concern acknowledged"):
        moved = states.move_concern(
            Concern.objects.filter(pk=concern.pk),
            states.RAISED,
            states.ACKNOWLEDGED,
            holder=by,
            acknowledged_by=by,
            acknowledged_at=at,
        )
    concern.refresh_from_db()
    if not moved:
        raise NotAllowed(f"{concern.acknowledged_by.name} has taken this on already.")
    return concern


@transaction.atomic
def end_concern(*, concern: Concern, outcome: str, by: User, at: datetime) -> Concern:
    """Say where the case system now holds a concern, which ends it here.

    Raises NotAllowed for anybody but who took it on, and without saying where.
    """
    if concern.acknowledged_by_id != by.pk:
        raise NotAllowed("Only who took this on can say that it is in hand.")
    if not outcome.strip():
        raise NotAllowed("Say what was done and where the case system holds it.")
    with pghistory.context(user=by.pk, why="concern in hand"):
        moved = states.move_concern(
            Concern.objects.filter(pk=concern.pk),
            states.ACKNOWLEDGED,
            states.ENDED,
            outcome=outcome.strip(),
            ended_by=by,
            ended_at=at,
        )
    concern.refresh_from_db()
    if not moved:
        raise NotAllowed("This is in hand already.")
    return concern


@transaction.atomic
def move_up(*, at: datetime) -> int:
    """Carry every concern that nobody acknowledged in time to the next above, and tell of what was not read in time.

    Returns how many concerns moved. Where nobody stands above, it stays, late, in everybody's list who was told.
    """
    moved = 0
    waiting = Concern.objects.select_for_update(of=("self",)).filter(state=states.RAISED, due_at__lte=at)
    for concern in waiting.select_related("team").order_by("pk"):
        moved += _tell_next(concern, at)
    for passage in _late(at):
        duty = on_duty("manager", passage.team, on=localdate(at))
        found = [(duty.user, "")] if duty else chain("safeguarding", passage.team, on=localdate(at))[:1]
        for user, _ in found:
            Telling.objects.get_or_create(passage=passage, to=user, why=LATE, defaults={"at": at})
    transaction.on_commit(lambda: tell(at=at))
    return moved


def _late(at) -> list[Passage]:
    """Return what was late and told to nobody; of a survey's comments one, because they came at once."""
    told = Telling.objects.filter(why=LATE, passage__survey__isnull=False)
    late = Passage.objects.filter(verdict__isnull=True, due_at__lte=at).exclude(tellings__why=LATE)
    late = late.exclude(survey__in=told.values("passage__survey")).select_related("team").order_by("due_at", "pk")
    first = {}
    for row in late:
        first.setdefault((row.survey_id, None if row.survey_id else row.pk), row)
    return list(first.values())


def tell(*, at: datetime) -> int:
    """Send the e-mails that have not left yet; return how many left. One that fails is tried again every minute.

    It says that something waits, never what: no words, no reference, no place. It may arrive twice, and is never lost.
    """
    told = 0
    for telling in Telling.objects.filter(told_at__isnull=True).select_related("to", "concern"):
        try:
            send_mail(*_message(telling), settings.DEFAULT_FROM_EMAIL, [telling.to.email])
        except Exception as error:
            logger.error("A telling could not be sent and will be tried again: %s", type(error).__name__)
            continue
        told += Telling.objects.filter(pk=telling.pk, told_at__isnull=True).update(told_at=at)
    return told


@transaction.atomic
def name_duty(
    *, kind: str, team: Team, user: User, start_on: date, end_on: date | None, by: User, at: datetime
) -> Duty:
    """Name who is on duty for a place and all below it. Who was named before ends that day.

    Raises NotAllowed where the days are the wrong way round or the person's roles do not fit the duty.
    """
    if end_on is not None and end_on <= start_on:
        raise NotAllowed("The last day must be after the first.")
    _check_duty(kind, team, user, start_on)
    overlapping = Duty.objects.select_for_update().filter(kind=kind, team=team).exclude(end_on__lte=start_on)
    with pghistory.context(user=by.pk, why="duty named"):
        if overlapping.filter(start_on__gt=start_on).exists():
            raise NotAllowed("Somebody is named from a later day already. Choose a later first day.")
        overlapping.update(end_on=start_on)
        return Duty.objects.create(
            kind=kind, team=team, user=user, start_on=start_on, end_on=end_on, named_by=by, named_at=at
        )


# Who may be which: a manager of the line takes safeguarding on, and none of the line takes allegations about staff.
FITS = {
    "manager": ({"team_manager", "head_of_service", "director"}, "a team manager, head of service or director"),
    "officer": ({"quality_lead", "independent_chair", "director"}, "outside the line: quality lead, chair or director"),
}


def _check_duty(kind, team, user, on) -> None:
    granted = RoleGrant.objects.filter(user=user, start_on__lte=on).exclude(end_on__lte=on)
    roles = {
        role for role, place in granted.values_list("role", "team_id") if team.pk in access.at_or_below([place], on=on)
    }
    row = permissions.table()[QUEUE]
    fits, words = FITS.get(kind, ({role for role in roles if row[role] == "W"}, "a participation or quality lead"))
    if not roles & fits:
        raise NotAllowed(f"{user.name} cannot be this for {team.name}. It has to be {words} there.")
    if kind == "officer" and roles & {"team_manager", "head_of_service", "practitioner"}:
        raise NotAllowed(f"{user.name} stands in the line here, so an allegation about staff cannot go to them.")


def _raise_concern(passage, kind, by, at) -> Concern:
    first = next(((user, label) for user, label in chain(kind, passage.team, on=localdate(at))), None)
    if first is None:
        raise NotAllowed(
            "Nobody is there to tell: no duty manager, head of service or director holds a role here. "
            "Ring the safeguarding team now, and ask an administrator to give the roles."
        )
    with pghistory.context(user=by.pk, why="concern raised"):
        concern = Concern.objects.create(
            passage=passage,
            kind=kind,
            team=passage.team,
            holder=first[0],
            due_at=at + ACKNOWLEDGE,
            raised_by=by,
            raised_at=at,
        )
    Telling.objects.create(concern=concern, to=first[0], why=first[1], at=at)
    transaction.on_commit(lambda: tell(at=at))
    return concern


def _tell_next(concern, at) -> int:
    told = set(concern.tellings.values_list("to_id", flat=True))
    above = [
        (user, label) for user, label in chain(concern.kind, concern.team, on=localdate(at)) if user.pk not in told
    ]
    if not above:
        return 0
    user, label = above[0]
    Telling.objects.create(concern=concern, to=user, why=label, at=at)
    with pghistory.context(why="concern moved up"):
        Concern.objects.filter(pk=concern.pk, state=states.RAISED).update(
            holder=user, step=concern.step + 1, due_at=at + ACKNOWLEDGE
        )
    return 1


def _notify_reader(passage, at) -> None:
    duty = on_duty("reader", passage.team, on=localdate(at)) or on_duty("manager", passage.team, on=localdate(at))
    if duty is not None:
        Telling.objects.get_or_create(passage=passage, to=duty.user, why=UNSAFE, defaults={"at": at})
        transaction.on_commit(lambda: tell(at=at))


def _message(telling: Telling) -> tuple[str, str]:
    if telling.concern is not None:
        until = localtime(telling.concern.due_at)
        return (
            "Balcony: something waits for you now",
            "Somebody on duty has passed a matter to you that cannot wait. Sign in to Balcony and open Feedback: it "
            f"stands at the top. Take it on by {until:%H:%M}, or it moves to the next person.\n\n"
            "This message holds nothing of what was said, on purpose.",
        )
    return (
        "Balcony: something must be read now",
        "Something in the queue of what must be read cannot wait. Sign in to Balcony, open Feedback, then What must be "
        "read today.\n\nThis message holds nothing of what was said, on purpose.",
    )
