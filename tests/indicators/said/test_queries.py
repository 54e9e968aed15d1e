""" "That figure is wrong": asked, answered, carried forward, and followed up with a later figure by somebody else."""

from datetime import date, timedelta

import pytest

from casework.services import NotAllowed
from improvement.indicators.models import Comment, Query
from improvement.indicators.readings import readings
from improvement.indicators.said import services
from improvement.indicators.said.queries import later_of, queries_at, waiting_at
from tests.factories.indicators import make_figure
from tests.indicators.said.conftest import AT, OCTOBER, SEPTEMBER

TODAY = AT.date()


def ask(tree, by, month=OCTOBER, team="mere-safeguarding", key="k", question="Why has this doubled?"):
    return services.ask(indicator="FD06", team=tree[team], month=month, question=question, key=key, by=by, at=AT)


def reply(query, by, **fields):
    given = {
        "explanation": "Two large families were referred twice",
        "strategy": "We now check for open work first",
        "expected_on": date(2026, 12, 1),
        **fields,
    }
    return services.answer(query=query, **given, by=by, at=AT + timedelta(days=2))


def follow(query, by):
    return services.follow_up(query=query, outcome="It came down", by=by, at=AT + timedelta(days=40))


def test_a_query_goes_to_the_place_above_with_ten_working_days(tree, people):
    query = ask(tree, people["director"])
    assert query.held_by == tree["mere"]
    assert query.due_on == date(2026, 11, 17)


def test_the_answer_stands_on_the_chart_for_who_may_read_it(client, tree, people):
    reply(ask(tree, people["director"]), people["manager"])
    (reading,) = readings(team=tree["mere-safeguarding"], codes=["FD06"], until=OCTOBER)
    (note,) = reading.chart.notes
    assert note == (
        "October 2026: Two large families were referred twice. We now check for open work first. "
        f"Expected to show by December 2026. ({people['manager'].name}, 5 November 2026.)"
    )
    client.force_login(people["head"])
    address = "/figures/FD06/?team=mere-safeguarding"
    assert "Two large families" in client.get(address).content.decode()
    client.force_login(people["board"])
    page = client.get(address).content.decode()
    assert "Two large families" not in page
    assert "Why has this doubled" not in page
    assert "Two large families" not in client.get("/figures/FD06/figures.csv?team=mere-safeguarding").content.decode()


def test_it_is_followed_up_by_another_with_a_later_figure(tree, people):
    query = reply(ask(tree, people["director"]), people["manager"])
    with pytest.raises(NotAllowed, match="no figure after October 2026 yet"):
        follow(query, people["head"])
    make_figure("FD06", tree["mere-safeguarding"], date(2026, 11, 1), 12, 60)
    with pytest.raises(NotAllowed, match="somebody else has to follow it up"):
        follow(query, people["manager"])
    assert follow(query, people["head"]).state == "closed"
    later = later_of(query, until=date(2026, 11, 1))
    assert later.now == "November 2026: 20% (12 of 60 referrals)"
    assert later.then.startswith("October 2026: ")
    with pytest.raises(NotAllowed, match="meanwhile"):
        follow(query, people["director"])


def test_of_two_who_answer_at_once_one_is_told(tree, people):
    query = ask(tree, people["director"])
    reply(query, people["manager"])
    with pytest.raises(NotAllowed, match="while you were writing"):
        reply(query, people["head"], explanation="Another reason")
    query.refresh_from_db()
    assert query.explanation == "Two large families were referred twice"


def test_withdrawn_only_by_who_asked_and_while_open(tree, people):
    query = ask(tree, people["director"])
    with pytest.raises(NotAllowed, match="Only the person who asked"):
        services.withdraw(query=query, by=people["head"], at=AT)
    assert services.withdraw(query=query, by=people["director"], at=AT).state == "withdrawn"
    with pytest.raises(NotAllowed, match="while you were writing"):
        reply(query, people["manager"])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"explanation": " "}, "Explain the figure"),
        ({"strategy": ""}, "Say what is done about it"),
        ({"expected_on": OCTOBER}, "It can only show after October 2026"),
        ({"explanation": "x" * 1_000_000}, "1,000,000 characters long"),
    ],
)
def test_half_an_answer_is_none(fields, said, tree, people):
    query = ask(tree, people["director"])
    with pytest.raises(NotAllowed, match=said):
        reply(query, people["manager"], **fields)
    query.refresh_from_db()
    assert (query.state, query.explanation) == ("open", "")


def test_late_queries_are_carried_up_one_place_at_a_time(tree, people):
    query = ask(tree, people["director"])
    assert services.carry_forward(at=AT + timedelta(days=14)) == 0  # the day itself is in time
    late = AT + timedelta(days=15)
    assert services.carry_forward(at=late) == 1
    assert services.carry_forward(at=late) == 0
    query.refresh_from_db()
    assert query.held_by == tree["west"]
    assert query.due_on == date(2026, 12, 2)
    services.carry_forward(at=AT + timedelta(days=40))
    services.carry_forward(at=AT + timedelta(days=80))
    query.refresh_from_db()
    assert query.held_by == tree["larchshire"]
    assert [(step.from_team.code, step.to_team.code) for step in query.steps.order_by("pk")] == [
        ("mere", "west"),
        ("west", "larchshire"),
    ]


def test_an_answered_query_is_not_carried(tree, people):
    reply(ask(tree, people["director"]), people["manager"])
    assert services.carry_forward(at=AT + timedelta(days=60)) == 0


def test_each_place_lists_its_own_late_ones_first(tree, people):
    early = ask(tree, people["director"], key="1")
    ask(tree, people["director"], team="weald-safeguarding", key="2")
    answered = reply(ask(tree, people["director"], month=SEPTEMBER, key="3"), people["manager"])

    def listed(team, user, on=TODAY):
        return [(line.pk, line.late) for line in queries_at(team=tree[team], user=people[user], on=on)]

    assert listed("mere", "head") == [(early.pk, False), (answered.pk, False)]
    assert listed("mere", "head", TODAY + timedelta(days=30))[0] == (early.pk, True)
    assert len(listed("larchshire", "director")) == 3
    assert listed("mere", "neighbour") == []


def test_who_may_read_answer_and_follow_up(client, tree, people):
    query = ask(tree, people["director"])
    pages = {
        "manager": (200, 200, 404),
        "head": (200, 200, 200),
        "director": (200, 404, 200),
        "quality": (200, 404, 200),
        "analyst": (200, 404, 404),
        "neighbour": (404, 404, 404),
        "board": (404, 404, 404),
    }
    for role, expected in pages.items():
        client.force_login(people[role])
        found = tuple(
            client.get(f"/figures/queries/{query.pk}/{part}").status_code for part in ("", "answer/", "follow-up/")
        )
        assert found == expected, role


def test_by_the_pages_from_question_to_answer(client, tree, people):
    client.force_login(people["director"])
    page = client.get("/figures/FD06/?team=mere-safeguarding").content.decode()
    assert "/figures/FD06/ask/?team=mere-safeguarding" in page
    form = {"month": "2026-10", "question": "=cmd|' /C calc'!A0 <script>", "key": "k"}
    assert client.post("/figures/FD06/ask/?team=mere-safeguarding", form).status_code == 302
    assert client.post("/figures/FD06/ask/?team=mere-safeguarding", form).status_code == 302
    query = Query.objects.get()
    client.force_login(people["manager"])
    answer = {"explanation": "It was a fault", "strategy": "", "expected_on": "soon"}
    page = client.post(f"/figures/queries/{query.pk}/answer/", answer).content.decode()
    assert "It was a fault" in page
    assert "Say what is done about it." in page
    assert "“soon” is not a month" in page
    assert "&lt;script&gt;" in page
    answer |= {"strategy": "Corrected", "expected_on": "2026-12"}
    assert client.post(f"/figures/queries/{query.pk}/answer/", answer).status_code == 302
    query.refresh_from_db()
    assert (query.state, query.answered_by) == ("answered", people["manager"])


def test_a_comment_stands_beside_its_figure_for_who_sees_it_in_full(client, tree, people):
    client.force_login(people["manager"])
    form = {"month": "2026-09", "text": "A family of six moved here", "key": "c"}
    assert client.post("/figures/FD06/comment/", form).status_code == 302
    assert client.post("/figures/FD06/comment/", form).status_code == 302
    assert Comment.objects.count() == 1
    assert "A family of six" in client.get("/figures/FD06/").content.decode()
    client.force_login(people["board"])
    assert "A family of six" not in client.get("/figures/FD06/?team=mere-safeguarding").content.decode()
    client.force_login(people["neighbour"])
    assert client.post("/figures/FD06/comment/?team=mere-safeguarding", {**form, "key": "d"}).status_code == 404


def test_a_figure_that_is_not_there_cannot_be_asked_about(tree, people):
    with pytest.raises(NotAllowed, match="has no figure for January 2030"):
        ask(tree, people["director"], month=date(2030, 1, 1))


def test_the_list_asks_the_same_queries_for_ten_times_as_much(client, tree, people, django_assert_max_num_queries):
    client.force_login(people["director"])

    def asked():
        with django_assert_max_num_queries(14) as counted:
            client.get("/figures/queries/")
        return len(counted)

    ask(tree, people["director"])
    before = asked()
    for number in range(20):
        ask(tree, people["director"], key=f"more-{number}")
    assert asked() == before


def test_the_first_screens_say_what_waits(client, tree, people):
    ask(tree, people["director"])
    reply(ask(tree, people["director"], month=SEPTEMBER, key="2"), people["manager"])
    said = "One query waits for an answer, one of them late; one is to be followed up."
    assert waiting_at(team=tree["mere"], on=TODAY + timedelta(days=30)).words == said
    assert waiting_at(team=tree["weald-safeguarding"], on=TODAY).words == ""
    for role, address in (("head", "/"), ("manager", "/figures/team/")):
        client.force_login(people[role])
        page = client.get(address).content.decode()
        assert "One query waits for an answer" in page
        assert "/figures/queries/" in page
