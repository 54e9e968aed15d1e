"""A question to a leader is read first, answered by a day or moved up, and shows who asked only where they said so."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.notices import notices_of
from casework.services import NotAllowed
from feedback.house import house
from feedback.leaders import queries, services
from feedback.models import Concern, LeaderQuestion, Passage, Telling
from feedback.reading import queries as reading
from feedback.reading import services as reader
from tests.factories import make_user
from tests.factories.feedback import AT, make_asked, make_passage


@pytest.fixture
def worker(tree):
    return make_user("practitioner", tree["mere-safeguarding"], name="S. Marsh")


def read(asked, people, outcome="read", at=AT):
    return reader.judge(passage=asked.passage, outcome=outcome, by=people["participation"], at=at)


def waits_for(user):
    return [question.pk for question in queries.answerable(user)]


def page_of(client, user, path="/feedback/leaders/"):
    client.force_login(user)
    return client.get(path).content.decode()


def test_it_is_read_first_and_only_then_waits_for_the_leader(tree, people, worker):
    asked = make_asked(worker, leader=people["head"])
    assert make_asked(worker, leader=people["head"]) == asked
    (line,) = reading.queue(team=tree["larchshire"], user=people["participation"], at=AT)
    assert (line.pk, line.who, line.about) == (asked.passage.pk, "A member of staff", "A question to a leader")
    assert line.due_at.date() == AT.date()
    assert waits_for(people["head"]) == []
    assert notices_of(people["head"]) == []
    read(asked, people)
    assert waits_for(people["head"]) == [asked.pk]
    assert waits_for(people["director"]) == []
    (notice,) = notices_of(people["head"])
    assert (notice.path, "caseloads" in notice.words) == ("/feedback/leaders/", False)


def test_the_clock_runs_in_working_days_and_the_page_says_how_many(client, tree, people, worker):
    days = house()["leaders"]["answer_within"]
    assert days == 5
    # Wednesday 23 December: Christmas Day, Boxing Day (kept on the 28th) and New Year's Day do not count.
    asked = make_asked(worker, at=AT.replace(month=12, day=23))
    assert asked.due_on == date(2027, 1, 4)
    assert f"within {days} working days" in page_of(client, worker)


def test_late_it_moves_up_to_the_director_once(tree, people, worker):
    asked = make_asked(worker, leader=people["head"])
    assert services.move_up(at=AT + timedelta(days=60)) == 0  # not read: the queue's own clock runs
    read(asked, people)
    assert services.move_up(at=AT.replace(day=asked.due_on.day)) == 0
    late = AT.replace(day=asked.due_on.day) + timedelta(days=1)
    assert services.move_up(at=late) == 1
    assert services.move_up(at=late) == 0
    assert waits_for(people["director"]) == [asked.pk] == waits_for(people["head"])
    assert len(notices_of(people["director"])) == 1
    services.answer(question=asked, words="We hire two", by=people["director"], at=late)
    with pytest.raises(NotAllowed, match="does not wait for you"):
        services.answer(question=asked, words="No", by=people["head"], at=late)
    assert waits_for(people["head"]) == []


def test_the_senior_team_is_whoever_leads_the_askers_place(tree, people, worker):
    asked = make_asked(worker)
    read(asked, people)
    elsewhere = make_user("head_of_service", tree["north"])
    assert waits_for(people["head"]) == [asked.pk] == waits_for(people["director"])
    assert waits_for(elsewhere) == []
    with pytest.raises(NotAllowed, match="does not wait for you"):
        services.answer(question=asked, words="No", by=elsewhere, at=AT)


def test_nobody_asks_themselves_and_a_young_person_is_never_named(people, worker):
    with pytest.raises(NotAllowed, match="come to you"):
        make_asked(people["head"], leader=people["head"])
    with pytest.raises(NotAllowed, match="without a name"):
        make_asked(worker, asked_for="young_person", shows_name=True)
    with pytest.raises(NotAllowed, match="Write your question"):
        make_asked(worker, words="  ")
    with pytest.raises(NotAllowed, match="hold no role"):
        make_asked(make_user())
    asked = make_asked(worker, asked_for="young_person")
    with pytest.raises(IntegrityError), transaction.atomic():
        LeaderQuestion.objects.filter(pk=asked.pk).update(shows_name=True)


def test_the_asker_is_shown_only_where_they_said_so(client, people, worker):
    hidden = make_asked(worker, leader=people["head"], key="a", words="Why so few?")
    shown = make_asked(worker, leader=people["head"], key="b", words="Why so late?", shows_name=True)
    for asked, seen in ((hidden, False), (shown, True)):
        assert ("S. Marsh" in page_of(client, people["participation"], f"/feedback/queue/{asked.passage.pk}/")) is seen
        read(asked, people)
        assert ("S. Marsh" in page_of(client, people["head"], f"/feedback/leaders/{asked.pk}/answer/")) is seen
    services.answer(question=hidden, words="Because", by=people["head"], at=AT)
    page = page_of(client, people["board"])
    assert "Why so few?" not in page  # no member of staff, no page
    page = page_of(client, people["neighbour"])
    assert "Why so few?" in page
    assert "S. Marsh" not in page


def test_an_answer_for_the_asker_alone_is_theirs_alone(client, people, worker):
    asked = make_asked(worker, leader=people["head"], audience="asker")
    read(asked, people)
    services.answer(question=asked, words="Between us", by=people["head"], at=AT)
    assert "Between us" in page_of(client, worker)
    assert notices_of(worker)[0].path == "/feedback/leaders/"
    for other in ("neighbour", "head", "director"):
        assert "Between us" not in page_of(client, people[other])


def test_about_a_member_of_staff_it_goes_past_the_line_and_never_to_the_leader(client, people, tree, worker):
    asked = make_asked(worker, leader=people["director"], words="canary about the director")
    # The director reads the queue, but not what is asked of them before somebody has read it.
    assert reading.queue(team=tree["larchshire"], user=people["director"], at=AT) == []
    client.force_login(people["director"])
    assert client.get(f"/feedback/queue/{asked.passage.pk}/").status_code == 404
    reader.name_duty(
        kind="officer",
        team=tree["larchshire"],
        user=people["quality"],
        start_on=AT.date(),
        end_on=None,
        by=people["quality"],
        at=AT,
    )
    read(asked, people, "staff")
    assert Concern.objects.get().holder == people["quality"]
    assert waits_for(people["director"]) == []
    assert services.move_up(at=AT + timedelta(days=60)) == 0
    assert notices_of(people["director"]) == []
    assert "did not go to the leader" in page_of(client, worker)
    page = page_of(client, people["quality"], f"/feedback/concerns/{Concern.objects.get().pk}/")
    assert "canary about the director" in page


def test_a_passage_is_of_a_response_or_a_question_and_never_of_both_or_neither(child, worker):
    asked = make_asked(worker)
    response = make_passage(child, "words").response
    fields = {"team": asked.team, "text": "x", "digest": "x", "written_at": AT, "due_at": AT}
    for both in ({}, {"response": response, "leader_question": make_asked(worker, key="another")}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Passage.objects.create(**fields, **both)


def test_two_who_ask_the_same_are_two(people, worker):
    make_asked(worker, key="a")
    make_asked(people["manager"], key="b")
    assert Passage.objects.count() == 2


def test_by_the_pages(client, people, worker):
    client.force_login(worker)
    address = "/feedback/leaders/ask/"
    given = {"words": "=Why <b>so</b> few? 🙂", "asked_for": "oneself", "shows_name": "no", "key": "k"}
    page = client.post(address, given).content.decode()
    assert "Choose who may see the answer." in page
    assert "so&lt;/b&gt; few? 🙂" in page
    assert client.post(address, given | {"audience": "staff", "leader": people["manager"].pk}).status_code == 200
    client.post(address, given | {"audience": "staff", "leader": people["head"].pk})
    asked = LeaderQuestion.objects.get()
    answer = f"/feedback/leaders/{asked.pk}/answer/"
    assert "A duty reader reads it first" in page_of(client, worker)
    client.force_login(people["head"])
    assert client.get(answer).status_code == 404
    client.force_login(people["participation"])
    assert "The leader is told and answers." in client.get(f"/feedback/queue/{asked.passage.pk}/").content.decode()
    client.post(f"/feedback/queue/{asked.passage.pk}/", {"outcome": "read"})
    assert "1 waits for your answer" in page_of(client, people["head"], "/feedback/")
    assert "Write your answer." in client.post(answer, {"words": " "}).content.decode()
    client.post(answer, {"words": "Two more start in May"})
    page = page_of(client, people["neighbour"])
    assert "Two more start in May" in page
    assert "=Why &lt;b&gt;so&lt;/b&gt; few? 🙂" in page


def test_unread_in_time_the_manager_on_duty_is_told_as_of_any_text(people, worker):
    asked = make_asked(worker)
    reader.move_up(at=AT + timedelta(days=1))
    assert list(Telling.objects.filter(passage=asked.passage).values_list("to", flat=True)) == [people["head"].pk]


def test_the_list_asks_as_many_queries_for_ten_times_the_questions(client, people, worker):
    client.force_login(people["head"])

    def count():
        client.get("/feedback/leaders/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/feedback/leaders/")
        return len(captured)

    def ask(many, name):
        for number in range(many):
            answered, waits = (make_asked(worker, key=f"{name} {kind} {number}") for kind in "ab")
            read(answered, people), read(waits, people)
            services.answer(question=answered, words="Yes", by=people["head"], at=timezone.now())
            make_asked(people["head"], key=f"{name} own {number}")

    ask(2, "few")
    few = count()
    ask(18, "many")
    assert count() == few
