"""Verbs of surveys: make, open, discard, take or hand out codes, answer, close, show a 360.

`take` knows who and not what; `answer` knows what and not who; they share no row, no transaction and no moment.
"""

from collections.abc import Sequence
from datetime import date, datetime

import pghistory
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from casework.actions.services import raise_action, said
from casework.models import Action, Team, User
from casework.notices import tell, tell_all
from casework.services import NotAllowed
from feedback.models import Agency, Survey, SurveyInvitation, SurveyQuestion, SurveyScore, SurveySlip
from feedback.reading.queries import on_duty
from feedback.reading.services import write_comments
from feedback.surveys import sealing, states
from feedback.surveys.counting import may_be_shown
from feedback.surveys.kinds import EVERYBODY, HANDED, KINDS
from feedback.surveys.places import NUMBERS, places_of
from feedback.surveys.queries import ORIGIN, last_day, staff_at, takes_answers
from feedback.surveys.sealing import LEAST, LONGEST_COMMENT, MOST_POINTS, Sheet
from improvement.lib.months import day_label

MOST_QUESTIONS, LONGEST_WORDS, LONGEST_TITLE = 40, 200, 80
MOST_CODES = 100


class Used(Exception):
    """The code was used: an answer by it is in, and counts once."""


@transaction.atomic
def make(
    *,
    kind: str,
    title: str,
    team: Team,
    closes_on: date,
    words: Sequence[str],
    key: str,
    by: User,
    at: datetime,
    about: User | None = None,
    raters: Sequence[User] = (),
) -> Survey:
    """Return a draft of a survey with these statements; the same `key` returns the same.

    A survey about a leader names its `raters`; every other of staff invites all of its place when it opens; for
    partners codes are made once it is open. Raises NotAllowed for no or too many statements, two alike, a day that has
    come, or a leader whom fewer than ten answer about.
    """
    again = Survey.objects.filter(key=key).first()
    if again is not None:
        return again
    if closes_on <= localdate(at):
        raise NotAllowed("The day it closes must be to come.")
    title = said(title, "Say what the survey is called.", longest=LONGEST_TITLE)
    words = _statements(words)
    if about is not None:
        _check_raters(about, raters)
    with pghistory.context(user=by.pk, why="survey made"):
        survey = Survey.objects.create(
            kind=kind, title=title, team=team, about=about, closes_on=closes_on, key=key, made_by=by, made_at=at
        )
        SurveyQuestion.objects.bulk_create(
            [SurveyQuestion(survey=survey, number=number, words=each) for number, each in enumerate(words, start=1)]
        )
    SurveyInvitation.objects.bulk_create([SurveyInvitation(survey=survey, user=each, team=team) for each in raters])
    return survey


@transaction.atomic
def open_survey(*, survey: Survey, by: User, at: datetime) -> int:
    """Open a draft: invite everybody, tell them, and return how many. Its questions never change from here on.

    Partners have no account to be told by: codes are made for them from now on. Raises NotAllowed where it is no draft
    any more, its last day has come, or fewer than ten would be asked.
    """
    if survey.closes_on <= localdate(at):
        raise NotAllowed("The day it closes has come. Discard it and make another.")
    with pghistory.context(user=by.pk, why="survey opened"):
        moved = states.move(Survey.objects.filter(pk=survey.pk), states.DRAFT, states.OPEN, opened_at=at)
    if not moved:
        raise NotAllowed("This is no draft any more: somebody has opened or discarded it meanwhile.")
    asks = KINDS[survey.kind].asks
    if asks == EVERYBODY:
        staff = staff_at(survey.team, on=localdate(at))
        SurveyInvitation.objects.bulk_create(
            [SurveyInvitation(survey=survey, user_id=user_id, team_id=team_id) for user_id, team_id in staff.items()]
        )
    invited = list(survey.invitations.values_list("user_id", flat=True))
    if asks != HANDED and len(invited) < LEAST:
        raise NotAllowed(
            f"It would ask {len(invited)}. With fewer than {LEAST} nothing could be shown: ask a wider place."
        )
    _tell_opened(survey, invited, at)
    return len(invited)


@transaction.atomic
def discard(*, survey: Survey, by: User, at: datetime) -> None:
    """Say that a draft is not to be asked. Raises NotAllowed where it is no draft any more."""
    with pghistory.context(user=by.pk, why="survey discarded"):
        if not states.move(Survey.objects.filter(pk=survey.pk), states.DRAFT, states.DISCARDED):
            raise NotAllowed("This is no draft any more: somebody has opened or discarded it meanwhile.")


@transaction.atomic
def take(*, survey: Survey, key: str, by: User, at: datetime) -> str:
    """Return a code for somebody who is invited; once, but the same form (`key`) gets the same code again.

    Neither the code nor the moment is kept. Raises NotAllowed for who is not invited, took one, or comes too late.
    """
    if not takes_answers(survey, at=at):
        raise NotAllowed(CLOSED)
    taken = sealing.taken_by(key)
    mine = SurveyInvitation.objects.filter(survey=survey, user=by)
    mine.filter(taken="").update(taken=taken)
    invitation = mine.first()
    if invitation is None or invitation.taken != taken:
        raise NotAllowed("You have taken your code. It is kept nowhere, so it cannot be shown a second time.")
    return sealing.make_code(survey_id=survey.pk, place=invitation.team_id, key=key)


@transaction.atomic
def hand_out(*, survey: Survey, agency: str, count: int, key: str, at: datetime) -> list[str]:
    """Return so many codes to hand out to people of a kind of agency; the same form (`key`) gives the same ones.

    Kept is that so many were made for that kind, and neither a code nor who made it when. Raises NotAllowed for a
    survey that asks no partners or takes no more answers, an agency we do not know, or too many at once.
    """
    if KINDS[survey.kind].asks != HANDED:
        raise NotAllowed("Codes are handed out to partners only. Staff take theirs themselves.")
    if not takes_answers(survey, at=at):
        raise NotAllowed("Codes are made while a survey is open.")
    if agency not in Agency.values:
        raise NotAllowed("Choose a kind of agency.")
    if not 1 <= count <= MOST_CODES:
        raise NotAllowed(f"Make from 1 to {MOST_CODES} codes at a time.")
    keys = [f"{key}:{agency}:{number}" for number in range(count)]
    of_survey = {"survey": survey, "team_id": survey.team_id, "agency": agency}
    SurveyInvitation.objects.bulk_create(
        [SurveyInvitation(**of_survey, taken=sealing.taken_by(each)) for each in keys], ignore_conflicts=True
    )
    codes = [sealing.make_code(survey_id=survey.pk, place=NUMBERS[agency], key=each) for each in keys]
    # In no order, so that nobody can tell by its place on the page which was made first.
    return sorted(codes)


@transaction.atomic
def answer(*, survey: Survey, code: str, choices: Sequence[int], comment: str, at: datetime) -> None:
    """Put an answer, sealed, with those that wait until the survey is closed. Who answers is not known here.

    Raises Used where the code was used, and NotAllowed for a code that is none of this survey's, a survey that is
    closed, or answers that are not whole.
    """
    place = sealing.place_of(code, survey_id=survey.pk)
    if place is None:
        raise NotAllowed("This is not a code of this survey. Look at it again: it has 32 letters and numbers.")
    if len(choices) != survey.questions.count() or not all(choice in range(MOST_POINTS + 1) for choice in choices):
        raise NotAllowed("Answer every statement.")
    comment = comment.replace("\x00", "").strip()
    if len(comment) > LONGEST_COMMENT:
        raise NotAllowed(f"This is {len(comment):,} characters long. Write at most {LONGEST_COMMENT:,}.")
    if comment and survey.about_id is not None:
        raise NotAllowed("Words about a leader, from a few who know them well, would show who wrote them.")
    if not takes_answers(survey, at=at):
        raise NotAllowed(CLOSED)
    mark = sealing.mark_of(code)
    sealed = sealing.seal(Sheet(place, tuple(choices), comment), survey_id=survey.pk, mark=mark)
    try:
        with transaction.atomic():
            SurveySlip.objects.create(mark=mark, survey=survey, sealed=sealed)
    except IntegrityError:
        if SurveySlip.objects.filter(mark=mark).exists():
            raise Used from None
        raise NotAllowed(CLOSED) from None


CLOSED = "This survey is closed, so no more answers can be given."


@transaction.atomic
def close(*, survey: Survey, by: User | None, at: datetime) -> Survey:
    """Close a survey: open all slips at once, keep what may be shown, put what was written in the read queue in no
    order, and let all else go.

    With fewer than ten answers nothing is kept. Raises NotAllowed where it is not open, or a slip cannot be opened.
    """
    held = Survey.objects.select_for_update(of=("self",)).select_related("team").get(pk=survey.pk)
    if held.state != states.OPEN:
        raise NotAllowed("This survey is not open: somebody has closed it meanwhile.")
    sheets = _opened(held)
    with pghistory.context(user=by and by.pk, why="survey closed"):
        if len(sheets) >= LEAST:
            _keep(held, sheets, on=localdate(at))
            write_comments(survey=held, texts=[sheet.comment for sheet in sheets if sheet.comment], at=at)
        held.slips.all().delete()
        open_now = Survey.objects.filter(pk=held.pk)
        states.move(open_now, states.OPEN, states.CLOSED, closed_at=at, answered=len(sheets))
    held.refresh_from_db()
    _tell_closed(held)
    return held


def close_due(*, at: datetime) -> int:
    """Close every survey whose last day has passed; return how many."""
    due = list(Survey.objects.filter(state=states.OPEN, closes_on__lte=localdate(at)))
    for survey in due:
        close(survey=survey, by=None, at=at)
    return len(due)


@transaction.atomic
def agree_action(*, survey: Survey, by: User, at: datetime, **fields) -> Action:
    """Return an action in the one register that answers what was said. Raises NotAllowed as the register does."""
    if survey.state != states.CLOSED:
        raise NotAllowed(f"Close the survey first: actions answer what {survey.who} said.")
    return raise_action(**fields, team=survey.team, origin=(ORIGIN, survey.pk, survey.title), by=by, at=at)


@transaction.atomic
def share(*, survey: Survey, by: User, at: datetime) -> None:
    """Show others what was said about oneself. Raises NotAllowed for anybody but the leader it is about."""
    if survey.about_id != by.pk:
        raise NotAllowed("Only the leader it is about can show it to others.")
    with pghistory.context(user=by.pk, why="360 shown"):
        Survey.objects.filter(pk=survey.pk, state=states.CLOSED, shared_at=None).update(shared_at=at)


def _statements(words) -> list[str]:
    found = [" ".join(each.replace("\x00", "").split()) for each in words]
    found = [each for each in found if each]
    if not found:
        raise NotAllowed("Write at least one statement.")
    if len(found) > MOST_QUESTIONS:
        raise NotAllowed(f"These are {len(found)} statements. Ask at most {MOST_QUESTIONS}.")
    if len(set(found)) < len(found):
        raise NotAllowed("Two statements are alike. Ask each once.")
    longest = max(found, key=len)
    if len(longest) > LONGEST_WORDS:
        raise NotAllowed(f"One statement is {len(longest)} characters long. Write at most {LONGEST_WORDS}.")
    return found


def _check_raters(about, raters) -> None:
    if about in raters:
        raise NotAllowed(f"{about.name} cannot answer about themselves.")
    if len(raters) < LEAST:
        raise NotAllowed(f"{len(raters)} would answer. Name at least {LEAST}, or nothing could be shown.")


def _opened(survey) -> list[Sheet]:
    try:
        return [
            sealing.unseal(slip.sealed, survey_id=survey.pk, mark=slip.mark) for slip in survey.slips.order_by("mark")
        ]
    except sealing.NotOpened:
        raise NotAllowed(
            "Some answers cannot be opened: SECRET_KEY has changed. Put the old one into SECRET_KEY_FALLBACKS and "
            "close the survey again. Nothing is lost."
        ) from None


def _keep(survey, sheets, *, on) -> None:
    questions = list(survey.questions.order_by("number"))
    places, parents = places_of(survey, on=on)
    for shown in may_be_shown(sheets, places=places, parents=parents):
        of_place = {"survey": survey, "answers": shown.answers}
        of_place |= {"team_id": shown.place.team_id, "agency": shown.place.agency}
        kept = [SurveyScore(**of_place)]
        kept += [
            SurveyScore(**of_place, question=questions[row], points=points) for row, points in shown.points.items()
        ]
        SurveyScore.objects.bulk_create(kept)


def _tell_opened(survey, invited, at) -> None:
    words = f"{survey.title}: say what you think by {day_label(last_day(survey))}."
    tell_all(people=invited, words=f"{words} Nobody can see who said what.", path=_path(survey), at=at)


def _tell_closed(survey) -> None:
    if survey.about_id is not None:
        people, words = [survey.about_id], f"{survey.title}: what was said of you can be read. You see it first."
    else:
        # Partners have no account to be told by: whoever asked them tells them.
        people = set(survey.invitations.exclude(user=None).values_list("user_id", flat=True)) or {survey.made_by_id}
        words = f"{survey.title}: what {survey.who} said can be read."
    if survey.answered < LEAST:
        words = f"{survey.title} is closed. Fewer than ten answered, so nothing can be shown."
    tell_all(people=people, words=words, path=_path(survey), at=survey.closed_at)
    if unread := survey.comments.count():
        duty = on_duty("reader", survey.team, on=localdate(survey.closed_at))
        words = f"{survey.title}: {unread} comments are in the queue, to be read the same working day."
        reader = duty.user if duty else survey.made_by
        tell(person=reader, words=words, path="/feedback/queue/", at=survey.closed_at)


def _path(survey) -> str:
    return f"/feedback/surveys/{survey.pk}/"
