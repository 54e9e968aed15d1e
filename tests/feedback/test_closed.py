"""Closed cases: drawn by chance so that it can be repeated, asked outside the line, and what they say is an answer."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from casework.models import Assessment, CinEpisode, ReadLog, Visit
from casework.notices import notices_of
from casework.services import NotAllowed
from feedback.closed import queries, services
from feedback.models import ClosureDraw, Interview, Response
from tests.factories import make_fact, make_user, make_worker
from tests.factories.feedback import AT, make_closed, make_drawn

OCTOBER = date(2026, 10, 1)
GIVEN = {"method": "telephone", "setting": "home", "mode": "confidential", "variant": "helper", "language": "en"}


@pytest.fixture
def interview(tree):
    return make_drawn(tree["mere-safeguarding"])


def draw(tree, people, wanted=3, place="larchshire", **fields):
    given = {"month": OCTOBER, "by": people["quality"], "at": AT} | fields
    return services.draw_closures(team=tree[place], wanted=wanted, **given)


def hold(interview, by, answers=None, key="k"):
    answers = answers or {1: ("yes", ""), 3: ("no", "Three workers in a year")}
    told = services.Told(**GIVEN, respondent="child", reason="quarter", gathered_by="worker")
    return services.hold(interview=interview, told=told, answers=answers, key=key, by=by, at=AT)


def test_the_draw_is_by_chance_and_anybody_can_repeat_it(tree, people):
    for team, closed in (("mere-safeguarding", 8), ("weald-safeguarding", 4)):
        for _ in range(closed):
            make_closed(tree[team])
    make_closed(tree["mere-safeguarding"], end_on=date(2026, 9, 30))
    make_closed(tree["mere-safeguarding"], end_on=date(2026, 11, 1))
    again = make_closed(tree["mere-safeguarding"])
    make_fact(CinEpisode, child=again, team=tree["mere-safeguarding"], start_on=date(2026, 10, 20))
    made = draw(tree, people, wanted=6)
    assert (made.list_size, made.algorithm, len(made.seed)) == (12, "sha256-rank/1", 32)
    found = queries.closures(team=tree["larchshire"], month=OCTOBER, on=AT.date())
    expected = set()
    for team, share in (("Mere Safeguarding", 4), ("Weald Safeguarding", 2)):
        those = [each.reference for each in found.values() if each.team == team]
        expected |= set(sorted(those, key=lambda ref: sha256(f"{made.seed}:{ref}".encode()).hexdigest())[:share])
    assert {each.child.reference for each in made.interviews.all()} == expected
    assert draw(tree, people, wanted=2).pk == made.pk
    assert Interview.objects.count() == 6


def test_a_month_that_is_not_over_or_in_which_nothing_closed_is_not_drawn(tree, people):
    with pytest.raises(NotAllowed, match="No case closed here"):
        draw(tree, people)
    make_closed(tree["mere-safeguarding"], end_on=date(2026, 11, 2))
    with pytest.raises(NotAllowed, match="not over yet"):
        draw(tree, people, month=date(2026, 11, 1))
    assert draw(tree, people, month=date(2026, 11, 1), at=datetime(2026, 12, 1, 9, tzinfo=UTC)).list_size == 1


def test_changes_of_worker_are_counted(tree, people):
    workers = [make_worker() for _ in range(3)]
    child = make_closed(tree["mere-safeguarding"], worker=workers[0])
    make_fact(Assessment, child=child, worker=workers[1], start_on=date(2026, 3, 1))
    make_fact(Visit, child=child, worker=workers[2], kind="cin", visit_on=date(2026, 4, 1))
    make_fact(Visit, child=child, worker=workers[2], kind="cin", visit_on=date(2026, 5, 1))
    assert draw(tree, people).interviews.get().workers == 3


def test_the_interviewer_is_outside_the_line(tree, people, interview):
    person = make_user("practitioner", tree["weald-safeguarding"])
    make_fact(Visit, child=interview.child, worker=make_worker(user=person), kind="cin", visit_on=date(2026, 4, 1))
    for near in (people["manager"], people["head"], person):
        with pytest.raises(NotAllowed, match="somebody outside the line"):
            services.give(interview=interview, interviewer=near, by=people["quality"], at=AT)
    given = services.give(interview=interview, interviewer=people["neighbour"], by=people["quality"], at=AT)
    assert [each.path for each in notices_of(people["neighbour"])] == [f"/feedback/closed/{interview.pk}/"]
    assert (given.state, given.interviewer) == ("given", people["neighbour"])


def test_what_they_say_is_an_answer_gathered_independently(tree, people, interview):
    services.give(interview=interview, interviewer=people["neighbour"], by=people["quality"], at=AT)
    interview.refresh_from_db()
    with pytest.raises(NotAllowed, match="Only the interviewer"):
        hold(interview, people["quality"])
    with pytest.raises(NotAllowed, match="at least one question"), transaction.atomic():
        hold(interview, people["neighbour"], {1: ("", "")})
    response = hold(interview, people["neighbour"])
    assert (response.gathered_by, response.asking.reason, response.respondent) == ("manager", "closure", "family")
    interview.refresh_from_db()
    assert hold(interview, people["neighbour"], key="other") == response
    assert (interview.state, Response.objects.count()) == ("held", 1)
    with pytest.raises(NotAllowed, match="over already"):
        services.give(interview=interview, interviewer=people["chair"], by=people["quality"], at=AT)
    with pytest.raises(NotAllowed, match="over already"):
        services.decline(interview=interview, by=people["neighbour"], at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Interview.objects.update(response=None)


def test_from_the_pages(client, tree, people):
    child = make_closed(tree["mere-safeguarding"])
    client.force_login(people["participation"])
    address = "/feedback/closed/?month=2026-10"
    assert "Nobody has been drawn yet" in client.get(address).content.decode()
    for _ in range(2):
        client.post(address, {"wanted": 3})
    interview = Interview.objects.get()
    assert ClosureDraw.objects.get().seed in client.get(address).content.decode()
    assert ReadLog.objects.filter(what="feedback:closed", children=[child.pk]).exists()
    one = f"/feedback/closed/{interview.pk}/"
    refused = client.post(f"{one}give/", {"interviewer": people["head"].pk}).content.decode()
    assert "stands in the line" in refused
    client.force_login(people["neighbour"])
    assert client.get(one).status_code == 404
    client.force_login(people["participation"])
    client.post(f"{one}give/", {"interviewer": people["neighbour"].pk})
    client.force_login(people["neighbour"])
    assert child.reference in client.get("/feedback/closed/").content.decode()
    assert "Record what they said" in client.get(one).content.decode()
    client.post(f"{one}hold/", {**GIVEN, "choice_1": "yes", "text_5": "Fewer changes of worker", "key": uuid4().hex})
    interview.refresh_from_db()
    assert interview.state == "held"
    client.force_login(people["head"])
    assert client.get(one).status_code == 404
    client.force_login(people["participation"])
    assert f"/feedback/answers/{interview.response_id}/" in client.get(one).content.decode()


def test_a_family_may_decline(client, people, interview):
    services.give(interview=interview, interviewer=people["neighbour"], by=people["quality"], at=AT)
    client.force_login(people["quality"])
    client.post(f"/feedback/closed/{interview.pk}/decline/")
    interview.refresh_from_db()
    assert interview.state == "given"
    client.force_login(people["neighbour"])
    client.post(f"/feedback/closed/{interview.pk}/decline/")
    interview.refresh_from_db()
    assert (interview.state, interview.declined_at is None) == ("declined", False)
    assert interview.declined_at - AT > timedelta(0)


def test_the_list_asks_as_many_queries_for_ten_times_the_families(client, tree, people):
    client.force_login(people["quality"])

    def count():
        client.get("/feedback/closed/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/feedback/closed/")
        return len(captured)

    for team, closed in (("mere-safeguarding", 2), ("weald-safeguarding", 20)):
        for _ in range(closed):
            make_closed(tree[team])
    draw(tree, people, place="mere-safeguarding", wanted=2)
    few = count()
    draw(tree, people, place="weald-safeguarding", wanted=20)
    assert (Interview.objects.count(), count()) == (22, few)
