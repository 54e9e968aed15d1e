"""The demo plays a quarter of feedback through the services, and it flows to the monthly collation."""

import itertools
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.utils.timezone import localdate

from casework.models import Action, Notice
from casework.themes import load_themes
from feedback.asking.queries import works_with
from feedback.collation.queries import CHOICES, collation
from feedback.models import (
    ChildrenMet,
    ComplaintStage,
    Compliment,
    Concern,
    Escalation,
    FollowUp,
    Interview,
    LeaderQuestion,
    Passage,
    Response,
    Survey,
    Theming,
    YouSaid,
)
from feedback.reading.queries import queue
from improvement.lib.months import add_months
from improvement.lib.suppression import suppress_counts
from improvement.management.feedback_answered import follow_quarter
from improvement.management.feedback_quarter import END, START, play_quarter
from improvement.management.leaders_heard import hear
from improvement.management.staff_survey import survey_staff
from tests.factories import make_user
from tests.factories.feedback import make_closed, make_known_child

AT = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
FEW = 90


@pytest.fixture
def department(tree, settings):
    settings.SYNTHETIC = True
    load_themes()
    for role in ("participation_lead", "quality_lead", "independent_chair", "director"):
        make_user(role, tree["larchshire"], email=f"{role.replace('_', '-')}@larchshire.example")
    make_user("head_of_service", tree["west"], email="head-of-service@larchshire.example")
    for code in ("mere-assessment", "mere-safeguarding", "weald-safeguarding"):
        for _ in range(FEW // 3):
            make_known_child(tree[code])
    for day in range(1, 8):
        make_closed(tree["weald-safeguarding"], end_on=date(2026, 10, day))
    return tree


def play():
    cast = play_quarter(at=AT, responses=FEW)
    follow_quarter(cast=cast, at=AT)
    survey_staff(cast=cast, at=AT)
    hear(cast=cast, at=AT)
    return cast


def test_what_was_said_flows_to_the_monthly_collation(department):
    play()
    for month in (START, add_months(START, 1), add_months(START, 2)):
        counts, sent = by_hand(month)
        found = collation(team=department["larchshire"], month=month, on=AT.date())
        assert found.answered == suppress_counts([[sent]])[0][0] and sent > 15
        for asked in found.questions:
            row = [counts[asked.question.number, choice] for choice in CHOICES]
            line = asked.line("all")
            shown = [*line.choices, line.n]
            assert line.n.value in (sum(row), None)
            assert all(cell.value in (count, None) for cell, count in zip(shown, [*row, sum(row)], strict=True))
            assert any(cell.value for cell in shown), "so few would hide everything"
        assert found.themes
        followed = FollowUp.objects.filter(action__isnull=False, response__in=month_of(month)).count()
        assert found.followed_up.value in (followed, None) and followed


def month_of(month):
    return [each for each in Response.objects.filter(state="sent") if localdate(each.sent_at).replace(day=1) == month]


def by_hand(month):
    """Return answers by question and choice, and how many responses, from the rows alone."""
    rows = month_of(month)
    return Counter(
        (each.question.number, each.choice) for row in rows for each in row.answers.select_related("question")
    ), len(rows)


def test_every_way_is_there_and_each_text_is_read_but_todays(department):
    cast = play()
    sent = Response.objects.filter(state="sent", sent_at__lt=datetime(END.year, END.month, END.day, tzinfo=UTC))
    assert set(sent.values_list("variant", flat=True)) == {"adult", "child", "easy", "helper"}
    assert set(sent.values_list("mode", flat=True)) == {"named", "confidential", "anonymous"}
    assert set(sent.values_list("gathered_by", flat=True)) == {"self", "worker", "chair"}
    assert len(set(sent.values_list("language", flat=True))) >= 4
    waits = queue(team=department["larchshire"], user=cast.participation, at=AT)
    assert len(waits) == 5 and [each.is_flagged for each in waits] == [True, False, False, False, False]
    assert Passage.objects.filter(verdict__given_at__gt=AT).count() == 0
    assert [each.kind for each in Concern.objects.order_by("kind")] == ["safeguarding", "staff"]
    assert not Concern.objects.filter(acknowledged_at=None).exists()
    checked = Theming.objects.exclude(checked_at=None)
    assert checked and not any(each.checked_by_id == each.put_by_id for each in checked)
    states = Action.objects.filter(origin="feedback").values_list("state", flat=True)
    assert {"open", "done", "closed"} == set(states)


def test_replies_complaints_thanks_and_surveys(department):
    cast = play()
    assert Counter(YouSaid.objects.filter(state="published").values_list("kind", flat=True)) == {"did": 2, "cannot": 1}
    open_at = ComplaintStage.objects.filter(ended_on=None).values_list("number", flat=True)
    assert sorted(open_at) == [1, 1, 2] and ComplaintStage.objects.filter(number=1).count() == 5
    assert Compliment.objects.count() == 3 and Compliment.objects.filter(passed_at=None).count() == 1
    first, second, closed, pulse = Survey.objects.order_by("opened_at")
    assert [first.answered, second.answered, closed.answered] == [20, 28, 33]
    assert (closed.state, pulse.state) == ("closed", "open")
    assert closed.answered == len(cast.everybody) - -(-len(cast.everybody) // 7)
    assert pulse.slips.count() == 15


def test_what_leaders_heard_is_there_with_some_of_it_still_open(department):
    play()
    states = Counter(Interview.objects.values_list("state", flat=True))
    assert states == {"held": 4, "declined": 1, "given": 1, "drawn": 1}
    assert not any(
        works_with(each.interviewer, each.child, on=AT.date()) for each in Interview.objects.exclude(state="drawn")
    )
    assert Theming.objects.filter(response__interview__isnull=False, checked_at__isnull=False).exists()
    settled = Escalation.objects.exclude(resolved_on=None)
    assert (settled.count(), Escalation.objects.count()) == (4, 6)
    assert set(Escalation.objects.values_list("direction", flat=True)) == {"from", "to"}
    assert Counter(ChildrenMet.objects.values_list("view", flat=True)) == {"": 3, "yes": 1, "partly": 1}
    assert Counter(LeaderQuestion.objects.values_list("state", flat=True)) == {"answered": 4, "asked": 1}
    waits = LeaderQuestion.objects.get(state="asked")
    assert waits.passage.verdict.outcome == "read" and waits.due_on > AT.date()
    # Nobody has to be told today of what is over.
    paths = [f"/feedback/closed/{each.pk}/" for each in Interview.objects.filter(state__in=["held", "declined"])]
    assert not Notice.objects.filter(path__in=paths, seen_at=None).exists()


def test_it_is_played_once_and_each_time_the_same(department):
    asked = itertools.count()
    with connection.execute_wrapper(lambda execute, *given: (next(asked), execute(*given))[1]):
        play_quarter(at=AT, responses=FEW)
    # What one answer costs on any machine, reading it with it.
    assert next(asked) < 110 * FEW
    told = ways()
    assert play_quarter(at=AT, responses=FEW) is None
    # Two who said that they feel unsafe, or of whom, sent nothing more.
    assert sum(told.values()) == Response.objects.count() - 2
    # The chances are the story's own: these are the same wherever it is played.
    assert told == SEEN


def ways():
    """Return how many answers came in each way, by who knows whose they are."""
    return Counter(Response.objects.filter(state="sent").values_list("gathered_by", "mode"))


SEEN = {
    ("self", "named"): 29,
    ("self", "confidential"): 10,
    ("self", "anonymous"): 14,
    ("worker", "named"): 19,
    ("chair", "named"): 2,
    ("chair", "confidential"): 5,
}
