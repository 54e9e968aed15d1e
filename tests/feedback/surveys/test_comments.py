"""What staff write in a survey: in the read queue as it closes, all at once, and then like every free text."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.models import Notice
from feedback.models import Concern, Opening, Passage, Telling, Verdict
from feedback.reading import queries as reading
from feedback.reading.services import judge, move_up
from tests.factories import make_user
from tests.factories.feedback import make_passage
from tests.factories.surveys import AT, answer, close, make_closed_survey, make_open_survey, make_staff
from tests.feedback.surveys.pages import text_of


def closed_with(team, comments, *, at=AT, **fields):
    """Return a closed survey of a team in which so many wrote these, and ten more nothing."""
    staff = make_staff(team, len(comments) + 10)
    survey = make_open_survey(team, **fields)
    for number, person in enumerate(staff):
        answer(survey, person, comment=comments[number] if number < len(comments) else "")
    return close(survey, at=at)


def queued(team, user, at=AT):
    return reading.queue(team=team, user=user, at=at)


def test_all_come_as_it_closes_flagged_words_first_with_a_clock_of_the_same_day(tree, team, people, duty):
    comments = [f"Desk {number}" for number in range(11)]
    survey = closed_with(team, [*comments, "I was hit at work and I am afraid"])
    lines = queued(team, people["participation"])
    assert [line.is_flagged for line in lines] == [True] + 11 * [False]
    assert {line.written_at for line in lines} == {AT}
    # Within the hour of it, and before the office closes: 11:00 and 17:00.
    assert [line.due_at.hour for line in lines] == [11] + 11 * [17]
    assert {(line.who, line.about, line.team) for line in lines} == {
        ("Staff; nobody knows who", "A comment in Staff survey 2026", team.name)
    }
    told = Notice.objects.get(words__contains="12 comments are in the queue")
    assert (told.person, told.path) == (people["participation"], "/feedback/queue/")
    assert set(survey.comments.values_list("text", flat=True)) >= set(comments)


def test_while_it_runs_nothing_is_in_the_queue(team, people):
    staff = make_staff(team, 12)
    survey = make_open_survey(team)
    for person in staff:
        answer(survey, person, comment="I was hit")
    assert not Passage.objects.exists()
    assert queued(team, people["participation"]) == []


def test_closed_on_a_saturday_they_are_read_by_monday(team, people):
    saturday = datetime(2026, 11, 21, 0, 40, tzinfo=UTC)
    closed_with(team, ["A quiet word", "He hit me"], at=saturday)
    assert [line.due_at.strftime("%A %H") for line in queued(team, people["quality"], saturday)] == [
        "Monday 10",
        "Monday 17",
    ]


def test_staff_see_what_was_read_and_neither_what_is_held_nor_what_waits(client, team, people):
    survey = closed_with(team, ["The lift is broken", "I alone work nights", "Not read yet"])
    for text, outcome in (("The lift is broken", "read"), ("I alone work nights", "held")):
        judge(passage=Passage.objects.get(text=text), outcome=outcome, by=people["quality"], at=AT)
    client.force_login(make_user("practitioner", team))
    page = text_of(client.get(reverse("surveys:survey", args=[survey.pk])))
    assert "The lift is broken" in page
    assert "I alone work nights" not in page
    assert "Not read yet" not in page
    assert "in the queue" not in page
    client.force_login(people["participation"])
    assert "1 comment in the queue" in text_of(client.get(reverse("surveys:survey", args=[survey.pk])))


def test_the_same_words_of_two_people_are_two_comments(client, team, people):
    survey = closed_with(team, ["More desks", "More desks", "More desks"])
    assert len(queued(team, people["quality"])) == 3
    for passage in survey.comments.all():
        judge(passage=passage, outcome="read", by=people["quality"], at=AT)
    client.force_login(people["manager"])
    assert text_of(client.get(reverse("surveys:survey", args=[survey.pk]))).count("More desks") == 3


def test_they_are_read_by_who_reads_and_by_no_director(client, tree, team, people):
    closed_with(team, ["I alone work nights"])
    passage = Passage.objects.get()
    for who, status in (
        ("participation", 200),
        ("quality", 200),
        ("director", 404),
        ("head", 404),
        ("manager", 404),
        ("board", 404),
    ):
        client.force_login(people[who])
        assert client.get(reverse("feedback:passage", args=[passage.pk])).status_code == status, who
    assert queued(tree["larchshire"], people["director"]) == []
    at = {"team": tree["larchshire"], "at": AT}
    assert reading.waiting(user=people["director"], **at) == {"all": 0, "late": 0}
    assert reading.waiting(user=people["quality"], **at) == {"all": 1, "late": 0}
    elsewhere = make_user("quality_lead", tree["weald-safeguarding"])
    assert queued(tree["larchshire"], elsewhere) == []


def test_the_page_says_that_nobody_knows_whose_it_is_and_who_opened_it(client, team, people):
    closed_with(team, ["<script>alert(1)</script> and the lift"])
    passage = Passage.objects.get()
    client.force_login(people["participation"])
    page = text_of(client.get(reverse("feedback:passage", args=[passage.pk])))
    assert "&lt;script&gt;alert(1)" in page
    assert "nobody knows whose it is, from which team, or when it was written" in page
    assert "It is shown with what was said, to all staff" in page
    assert Opening.objects.get().by == people["participation"]


def test_a_concern_in_a_comment_is_told_at_once_and_without_its_words(
    client, team, people, duty, django_capture_on_commit_callbacks
):
    survey = closed_with(team, ["canary: a child is locked in", "canary: our manager hits people"])
    with django_capture_on_commit_callbacks(execute=True):
        for passage, outcome in zip(Passage.objects.order_by("text"), ("safeguarding", "staff"), strict=True):
            judge(passage=passage, outcome=outcome, by=people["participation"], at=AT)
    holders = dict(Concern.objects.values_list("kind", "holder"))
    assert holders == {"safeguarding": duty["manager"].pk, "staff": duty["officer"].pk}
    assert {message.to[0] for message in mail.outbox} == {duty["manager"].email, duty["officer"].email}
    assert "canary" not in "".join(message.subject + message.body for message in mail.outbox)
    # Past the line: not to a head of service, and not on the page that all staff read.
    allegation = Concern.objects.get(kind="staff")
    for who in ("head", "manager", "director"):
        client.force_login(people[who])
        assert client.get(reverse("feedback:concern", args=[allegation.pk])).status_code == 404
        assert "canary" not in text_of(client.get(reverse("surveys:survey", args=[survey.pk])))
    client.force_login(duty["officer"])
    page = text_of(client.get(reverse("feedback:concern", args=[allegation.pk])))
    assert "our manager hits people" in page
    assert "nobody knows whose it is" in page


def test_of_a_survey_not_read_in_time_the_duty_manager_is_told_once(child, team, people, duty):
    closed_with(team, [f"Desk {number}" for number in range(12)])
    make_passage(child, "A family's words", at=AT)
    for hours in (8, 9, 30):
        move_up(at=AT + timedelta(hours=hours))
    told = Telling.objects.filter(passage__isnull=False)
    assert {telling.to for telling in told} == {duty["manager"]}
    assert sorted(telling.passage.source for telling in told) == ["response", "survey"]


def test_the_database_keeps_a_comment_with_its_survey_alone(child, team):
    survey = make_closed_survey(team, comment="")
    response = make_passage(child, "words").response
    given = {"team": team, "text": "x", "digest": "x", "written_at": AT, "due_at": AT}
    for wrong in ({"response": response}, {"is_urgent": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Passage.objects.create(survey=survey, **given, **wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Passage.objects.create(**given)


def test_the_queue_asks_the_same_however_many_wrote(client, team, people):
    client.force_login(people["participation"])

    def asked():
        with CaptureQueriesContext(connection) as ran:
            client.get(reverse("feedback:queue"))
        return len(ran)

    closed_with(team, ["One"])
    before = asked()
    closed_with(team, [f"Desk {number}" for number in range(12)])
    assert asked() == before
    assert Verdict.objects.count() == 0
