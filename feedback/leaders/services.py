"""Verbs of questions to leaders: ask, answer, move up what is late."""

from datetime import datetime

import pghistory
from django.db import transaction
from django.utils.timezone import localdate

from casework.actions.services import said
from casework.models import User
from casework.notices import tell
from casework.services import NotAllowed
from feedback import states
from feedback.house import house
from feedback.leaders.queries import answerable, place_of
from feedback.leaders.telling import PAGE, tell_directors
from feedback.models import LeaderQuestion, Verdict
from feedback.reading.services import LONGEST, write_passage
from improvement.lib.working_days import add_working_days


@transaction.atomic
def ask(
    *,
    words: str,
    leader: User | None,
    asked_for: str,
    audience: str,
    shows_name: bool,
    key: str,
    by: User,
    at: datetime,
) -> LeaderQuestion:
    """Return a question to a leader, or to the senior team, in the read queue; the same `key` returns the same.

    Its clock runs from the day it was asked, in working days. Raises NotAllowed without words, to oneself, by somebody
    without a place, or where it would name whoever wrote it down for a young person.
    """
    words = said(words, "Write your question.", longest=LONGEST)
    place = place_of(by)
    if place is None:
        raise NotAllowed("You hold no role in any team, so nobody would know which leaders are yours.")
    if leader is not None and leader.pk == by.pk:
        raise NotAllowed("Choose somebody else: this question would come to you.")
    if asked_for == LeaderQuestion.AskedFor.YOUNG and shows_name:
        raise NotAllowed("A young person's question is asked without a name. Choose not to show yours.")
    given = {"team": place, "leader": leader, "asked_for": asked_for, "audience": audience, "shows_name": shows_name}
    given |= {"due_on": add_working_days(localdate(at), house()["leaders"]["answer_within"])}
    with pghistory.context(user=by.pk, why="leader asked"):
        asked, is_new = LeaderQuestion.objects.get_or_create(key=key, defaults=given | {"asked_by": by, "asked_at": at})
        if is_new:
            write_passage(leader_question=asked, text=words, at=at)
    return asked


@transaction.atomic
def answer(*, question: LeaderQuestion, words: str, by: User, at: datetime) -> LeaderQuestion:
    """Answer a question, once; the asker is told. Raises NotAllowed without words, or for who it does not wait for."""
    words = said(words, "Write your answer.", longest=LONGEST)
    if not answerable(by).filter(pk=question.pk).exists():
        raise NotAllowed("This question does not wait for you. Somebody may have answered it meanwhile.")
    with pghistory.context(user=by.pk, why="question answered"):
        moved = states.move_leader_question(
            LeaderQuestion.objects.filter(pk=question.pk),
            states.ASKED,
            states.ANSWERED,
            answer=words,
            answered_by=by,
            answered_at=at,
        )
    if not moved:
        raise NotAllowed("Somebody has answered it meanwhile. Theirs stands.")
    question.refresh_from_db()
    tell(person=question.asked_by, words="Your question to a leader is answered.", path=PAGE, at=at)
    return question


@transaction.atomic
def move_up(*, at: datetime) -> int:
    """Tell the directors, once, of each question that was passed on and not answered by its day; return how many."""
    late = LeaderQuestion.objects.select_for_update(of=("self",)).filter(
        state=states.ASKED,
        due_on__lt=localdate(at),
        moved_up_at__isnull=True,
        passage__verdict__outcome=Verdict.Outcome.READ,
    )
    found = list(late.select_related("team"))
    for question in found:
        with pghistory.context(why="question moved up"):
            LeaderQuestion.objects.filter(pk=question.pk).update(moved_up_at=at)
        tell_directors(question=question, at=at)
    return len(found)
