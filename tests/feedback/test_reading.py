"""Every free text is read by a person the same day; a concern is told at once, moved up, and never closes by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from casework.models import ReadLog
from casework.services import NotAllowed
from feedback.models import Concern, Opening, Passage, Telling, Verdict
from feedback.reading import queries, services
from feedback.tasks import move_up
from tests.factories import make_user
from tests.factories.feedback import AT, make_code, make_known_child, make_passage
from tests.feedback.test_saying import start


def order(people, tree, *, who="participation", at=AT):
    return [line.pk for line in queries.queue(team=tree["larchshire"], user=people[who], at=at)]


def judge(passage, outcome, by, at=AT):
    return services.judge(passage=passage, outcome=outcome, by=by, at=at)


def test_flags_and_unsafe_raise_the_order_and_nothing_lowers_it(tree, child, people):
    calm = make_passage(child, "The room was cold", at=AT - timedelta(hours=1))
    flagged = make_passage(child, "he hurts me", at=AT, device="b")
    unsafe = make_passage(child, "", urgent=True, at=AT + timedelta(minutes=5), device="c")
    kind = make_passage(child, "She was lovely, thank you", at=AT + timedelta(minutes=6), device="d")
    assert order(people, tree) == [unsafe.pk, flagged.pk, calm.pk, kind.pk]
    assert unsafe.due_at == AT + timedelta(minutes=65)
    assert calm.due_at == datetime(2026, 11, 3, 17, 0, tzinfo=UTC)


def test_nothing_leaves_the_queue_but_by_a_person(tree, child, people):
    passage = make_passage(child, "he hurts me")
    for days in range(0, 30, 3):
        services.move_up(at=AT + timedelta(days=days))
    assert order(people, tree, at=AT + timedelta(days=30)) == [passage.pk]
    judge(passage, "read", people["participation"])
    assert order(people, tree) == []


def test_words_are_kept_as_first_written(child):
    passage = make_passage(child, "he hurts me")
    for change in (
        lambda: Passage.objects.filter(pk=passage.pk).update(text="it is fine"),
        lambda: Verdict.objects.filter(pk=judge(passage, "read", make_user()).pk).update(outcome="held"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_two_readers_at_once_and_the_second_is_told(child, people):
    passage = make_passage(child, "words")
    judge(passage, "read", people["participation"])
    with pytest.raises(NotAllowed, match="Theirs stands"):
        judge(passage, "safeguarding", people["quality"])
    assert Concern.objects.count() == 0


def test_a_safeguarding_concern_is_told_at_once_without_its_words(
    child, people, duty, django_capture_on_commit_callbacks, caplog
):
    passage = make_passage(child, "canary: he hurts me")
    with django_capture_on_commit_callbacks(execute=True):
        judge(passage, "safeguarding", people["participation"])
    concern = Concern.objects.get()
    assert (concern.kind, concern.holder, concern.state) == ("safeguarding", duty["manager"], "raised")
    (message,) = mail.outbox
    assert message.to == [duty["manager"].email]
    sent = message.subject + message.body
    for canary in ("canary", "hurts", child.reference, "Mere", "child"):
        assert canary not in sent
    assert "10:30" in sent
    assert "canary" not in caplog.text
    assert Telling.objects.get().told_at == AT


def test_not_taken_on_it_moves_up_to_the_director_and_stays_there(
    child, people, duty, django_capture_on_commit_callbacks
):
    judge(make_passage(child, "x"), "safeguarding", people["participation"])
    told = []
    for minutes in (29, 30, 45, 60, 90, 120, 6000):
        with django_capture_on_commit_callbacks(execute=True):
            services.move_up(at=AT + timedelta(minutes=minutes))
        told.append(Concern.objects.get().holder)
    assert told == [
        duty["manager"],
        people["head"],
        people["head"],
        people["director"],
        people["director"],
        people["director"],
        people["director"],
    ]
    assert Concern.objects.get().state == "raised"
    assert {message.to[0] for message in mail.outbox} >= {people["head"].email, people["director"].email}


def test_with_the_mail_server_down_it_is_tried_again(child, people, duty, monkeypatch, caplog):
    judge(make_passage(child, "canary"), "safeguarding", people["participation"])

    def refuses(*_, **__):
        raise OSError("canary")

    with monkeypatch.context() as down:
        down.setattr(services, "send_mail", refuses)
        assert services.tell(at=AT) == 0
    assert "canary" not in caplog.text
    assert "could not be sent" in caplog.text
    assert services.tell(at=AT) == 1
    assert services.tell(at=AT) == 0
    move_up()


def test_acknowledged_by_who_was_told_and_ended_by_who_took_it_on(child, people, duty):
    judge(make_passage(child, "x"), "safeguarding", people["participation"])
    concern = Concern.objects.get()
    with pytest.raises(NotAllowed, match="Only somebody who was told"):
        services.acknowledge(concern=concern, by=people["manager"], at=AT)
    services.acknowledge(concern=concern, by=duty["manager"], at=AT)
    with pytest.raises(NotAllowed, match="has taken this on already"):
        services.acknowledge(concern=concern, by=duty["manager"], at=AT)
    assert services.move_up(at=AT + timedelta(days=1)) == 0
    with pytest.raises(NotAllowed, match="Only who took this on"):
        services.end_concern(concern=concern, outcome="done", by=people["director"], at=AT)
    with pytest.raises(NotAllowed, match="where the case system holds it"):
        services.end_concern(concern=concern, outcome=" ", by=duty["manager"], at=AT)
    ended = services.end_concern(concern=concern, outcome="Referred at 11:20", by=duty["manager"], at=AT)
    assert ended.state == "ended"


def test_an_allegation_about_staff_goes_past_the_line(client, child, people, duty):
    passage = make_passage(child, "canary about my worker")
    judge(passage, "staff", people["participation"])
    concern = Concern.objects.get()
    assert concern.holder == duty["officer"]
    services.move_up(at=AT + timedelta(hours=1))
    services.move_up(at=AT + timedelta(hours=2))
    told = set(Telling.objects.filter(concern=concern).values_list("to__name", flat=True))
    assert told == {duty["officer"].name, people["director"].name}
    other_reader = make_user("participation_lead", child.reference and passage.team)
    for user, status in ((people["head"], 404), (people["manager"], 404), (other_reader, 404), (duty["officer"], 200)):
        client.force_login(user)
        assert client.get(f"/feedback/concerns/{concern.pk}/").status_code == status
    client.force_login(other_reader)
    assert client.get(f"/feedback/queue/{passage.pk}/").status_code == 404
    # Not by the way either: beside other words of the same response, or on the child's page.
    client.force_login(people["manager"])
    assert "canary" not in client.get(f"/feedback/children/{child.pk}/").content.decode()


def test_who_may_be_on_duty_as_what(tree, people):
    def name(kind, who, **fields):
        days = {"start_on": AT.date(), "end_on": None, **fields}
        return services.name_duty(kind=kind, team=tree["mere"], user=people[who], **days, by=people["director"], at=AT)

    for kind, who, said in (
        ("reader", "manager", "participation or quality lead"),
        ("officer", "head", "outside the line"),
        ("manager", "participation", "team manager, head of service or director"),
        ("manager", "neighbour", "cannot be this"),
    ):
        with pytest.raises(NotAllowed, match=said):
            name(kind, who)
    with pytest.raises(NotAllowed, match="after the first"):
        name("reader", "quality", end_on=AT.date())
    first = name("reader", "participation")
    name("reader", "quality", start_on=AT.date() + timedelta(days=7))
    first.refresh_from_db()
    assert first.end_on == AT.date() + timedelta(days=7)
    team = tree["mere-safeguarding"]
    assert queries.on_duty("reader", team, on=AT.date()).user == people["participation"]
    assert queries.on_duty("reader", team, on=AT.date() + timedelta(days=7)).user == people["quality"]
    assert queries.on_duty("reader", tree["weald-safeguarding"], on=AT.date()) is None


def test_with_nobody_named_it_goes_to_the_head_of_service(child, people):
    judge(make_passage(child, "x"), "safeguarding", people["participation"])
    assert Concern.objects.get().holder == people["head"]


def test_with_nobody_at_all_to_tell_it_says_so_and_stays_in_the_queue(tree):
    child = make_known_child(tree["mere-safeguarding"])
    reader = make_user("participation_lead", tree["larchshire"])
    passage = make_passage(child, "x")
    with pytest.raises(NotAllowed, match="Ring the safeguarding team now"), transaction.atomic():
        judge(passage, "safeguarding", reader)
    assert not Verdict.objects.exists()


def test_i_feel_unsafe_tells_the_reader_at_once_and_late_ones_tell_the_manager(
    child, people, duty, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make_passage(child, "canary", urgent=True)
    assert [message.to for message in mail.outbox] == [[duty["reader"].email]]
    assert "canary" not in mail.outbox[0].body
    with django_capture_on_commit_callbacks(execute=True):
        services.move_up(at=AT + timedelta(minutes=61))
    services.move_up(at=AT + timedelta(minutes=62))
    assert [message.to for message in mail.outbox[1:]] == [[duty["manager"].email]]


def test_by_the_pages_from_the_queue_to_in_hand(client, child, people, duty):
    passage = make_passage(child, "canary: he hurts me <script>", urgent=True)
    client.force_login(people["participation"])
    page = client.get("/feedback/queue/").content.decode()
    assert "Feels unsafe" in page
    assert "canary" not in page
    address = f"/feedback/queue/{passage.pk}/"
    page = client.get(address).content.decode()
    assert "canary: he hurts me &lt;script&gt;" in page
    assert child.reference in page
    assert "Say what this is." in client.post(address, {}).content.decode()
    assert client.post(address, {"outcome": "safeguarding"})["Location"] == "/feedback/queue/"
    concern = Concern.objects.get()
    client.force_login(duty["manager"])
    assert "Safeguarding concern" in client.get("/feedback/").content.decode()
    page = client.get(f"/feedback/concerns/{concern.pk}/").content.decode()
    assert "I take this on" in page
    client.post(f"/feedback/concerns/{concern.pk}/take-on/")
    client.post(f"/feedback/concerns/{concern.pk}/in-hand/", {"outcome": "Referred at 11:20"})
    concern.refresh_from_db()
    assert concern.state == "ended"
    # Who read it, for ever.
    readers = list(Opening.objects.values_list("by__name", flat=True))
    assert set(readers) == {people["participation"].name, duty["manager"].name}
    assert ReadLog.objects.filter(children=[child.pk], what="feedback:passage").exists()
    client.force_login(people["participation"])
    assert people["participation"].name in client.get(address).content.decode()


def test_released_words_stand_on_the_childs_page_when_named_and_nothing_else_does(client, child, people):
    named = make_passage(child, "Ring before you come", device="a")
    held = make_passage(child, "Keep this here", device="b")
    private = make_passage(child, "In confidence", mode="confidential", device="c")
    for passage in (named, held, private):
        passage.response.state = "sent"
        passage.response.sent_at = AT
        passage.response.save()
    for passage, outcome in ((named, "read"), (held, "held"), (private, "read")):
        judge(passage, outcome, people["participation"])
    client.force_login(people["manager"])
    page = client.get(f"/feedback/children/{child.pk}/").content.decode()
    assert "Ring before you come" in page
    assert "Keep this here" not in page
    assert "In confidence" not in page


def test_an_anonymous_text_reaches_the_queue_and_says_it_is_nobodys(client, tree, people):
    from django.utils import timezone

    token = make_code(tree["mere"], at=timezone.now())
    start(client, token)
    client.post(f"/say/{token}/5/", {"text": "A worry"})
    client.force_login(people["participation"])
    page = client.get(f"/feedback/queue/{Passage.objects.get().pk}/").content.decode()
    assert "nobody knows whose it is" in page
    assert ReadLog.objects.filter(what="feedback:passage").count() == 0


def test_who_opens_the_queue(client, child, people):
    passage = make_passage(child, "words")
    for who, status in (
        ("participation", 200),
        ("quality", 200),
        ("director", 200),
        ("head", 404),
        ("manager", 404),
        ("chair", 404),
        ("board", 404),
    ):
        client.force_login(people[who])
        assert client.get("/feedback/queue/").status_code == status, who
        assert client.get(f"/feedback/queue/{passage.pk}/").status_code == status, who
    client.force_login(people["director"])
    assert "What is this?" not in client.get(f"/feedback/queue/{passage.pk}/").content.decode()


def test_a_duty_is_named_by_the_page(client, tree, people):
    client.force_login(people["participation"])
    form = {
        "kind": "reader",
        "team": tree["larchshire"].pk,
        "user": people["quality"].pk,
        "start_on_day": "1",
        "start_on_month": "11",
        "start_on_year": "2026",
    }
    assert "Nobody is named" in client.get("/feedback/duties/").content.decode()
    assert client.post("/feedback/duties/", form).status_code == 302
    assert people["quality"].name in client.get("/feedback/duties/").content.decode()
    assert (
        "participation or quality lead"
        in client.post("/feedback/duties/", {**form, "user": people["manager"].pk}).content.decode()
    )


def test_the_queue_asks_the_same_queries_for_ten_times_as_much(client, child, people, django_assert_max_num_queries):
    client.force_login(people["participation"])

    def asked():
        with django_assert_max_num_queries(30) as counted:
            client.get("/feedback/queue/")
        return len(counted)

    make_passage(child, "one")
    before = asked()
    for number in range(10):
        make_passage(child, f"text {number}", device=f"{number}")
    assert asked() == before
