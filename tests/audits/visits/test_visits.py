"""Visits: arranged the right way, what was heard and what was done, and the teams nobody goes to."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from audits.models import Heard, PracticeVisit
from audits.visits import queries, services
from casework.models import Notice
from casework.services import NotAllowed
from tests.factories import make_tree, make_user
from tests.factories.visits import make_heard, make_visit

AT = timezone.make_aware(timezone.datetime(2026, 11, 3, 9))


@pytest.fixture
def tree(db):
    return make_tree()


@pytest.fixture
def team(tree):
    return tree["mere-safeguarding"]


@pytest.fixture
def people(tree, team):
    return {
        "director": make_user("director", tree["larchshire"], name="D. Director"),
        "head": make_user("head_of_service", tree["west"], name="H. Head"),
        "manager": make_user("team_manager", team, name="M. Manager"),
        "neighbour": make_user("team_manager", tree["weald-safeguarding"], name="N. Neighbour"),
        "member": make_user("board_member", tree["larchshire"], name="C. Councillor"),
        "quality": make_user("quality_lead", tree["larchshire"], name="Q. Lead"),
        "practitioner": make_user("practitioner", team, name="W. Worker"),
    }


def plan(team, people, *, by="director", visitor="director", kind="practice", arranged_with=None, **fields):
    given = {"visit_on": date(2026, 11, 3), "key": f"{by}{kind}{arranged_with}", "at": AT, **fields}
    with_whom = people[arranged_with] if arranged_with else None
    return services.plan(kind=kind, team=team, visitor=people[visitor], arranged_with=with_whom, by=people[by], **given)


def test_a_visit_is_planned_once_and_the_manager_is_told(team, people):
    visit = plan(team, people, arranged_with="manager")
    assert plan(team, people, arranged_with="manager") == visit
    assert [notice.person for notice in Notice.objects.all()] == [people["manager"]]


@pytest.mark.parametrize("by", ["member", "manager"])
def test_a_member_s_visit_is_arranged_with_the_first_line_manager(team, people, by):
    visit = plan(team, people, by=by, visitor="member", kind="member", arranged_with="manager")
    assert visit.arranged_with == people["manager"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"by": "head", "arranged_with": "manager"}, "never through senior or middle managers"),
        ({"by": "director", "arranged_with": "manager"}, "never through senior or middle managers"),
        ({"by": "member", "arranged_with": "head"}, "not a first-line manager of Mere Safeguarding"),
        ({"by": "member", "arranged_with": "neighbour"}, "not a first-line manager of Mere Safeguarding"),
        ({"by": "member"}, "Say which first-line manager"),
        ({"by": "director", "visitor": "director", "arranged_with": "manager"}, "is not a board member"),
    ],
)
def test_no_other_way_of_arranging_a_member_s_visit(team, people, changes, words):
    with pytest.raises(NotAllowed, match=words):
        plan(team, people, **{"visitor": "member", "kind": "member", **changes})
    assert not PracticeVisit.objects.exists()


def test_what_was_heard_has_one_of_the_topics_and_makes_it_held(team, people):
    visit = plan(team, people)
    heard = services.hear(visit=visit, topic="caseloads", words="Twenty-two each", by=people["director"], at=AT)
    visit.refresh_from_db()
    assert (visit.state, heard.get_topic_display()) == ("held", "Caseloads")
    with pytest.raises(NotAllowed, match="Choose what it is about"):
        services.hear(visit=visit, topic="gossip", words="x", by=people["director"], at=AT)
    with pytest.raises(NotAllowed, match="Say what you heard"):
        services.hear(visit=visit, topic="other", words=" ", by=people["director"], at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Heard.objects.filter(pk=heard.pk).update(topic="gossip")


def test_a_visit_to_come_is_not_held_and_one_called_off_hears_nothing(team, people):
    visit = plan(team, people, visit_on=date(2026, 11, 4), arranged_with="manager")
    with pytest.raises(NotAllowed, match="is to come"):
        services.hear(visit=visit, topic="other", words="x", by=people["director"], at=AT)
    services.call_off(visit=visit, because="Ill", by=people["director"], at=AT)
    assert Notice.objects.filter(person=people["manager"], words__contains="called off").exists()
    with pytest.raises(NotAllowed, match="called off"):
        services.hear(visit=visit, topic="other", words="x", by=people["director"], at=AT)
    with pytest.raises(NotAllowed, match="called off already"):
        services.hold(visit=visit, by=people["director"], at=AT + timedelta(days=2))


def test_what_was_done_stands_beside_it_and_the_team_reads_it(client, team, people):
    heard = make_heard(team, visit=make_visit(team, state="held", arranged_with=people["manager"]))
    services.say_did(heard=heard, did="New laptops came in June", by=people["director"], at=AT)
    assert Notice.objects.get().person == people["manager"]
    client.force_login(people["practitioner"])
    text = client.get(reverse("visits:visit", args=[heard.visit_id])).content.decode()
    assert "Laptops freeze on visits" in text
    assert "New laptops came in June" in text
    assert client.get(reverse("visits:did", args=[heard.pk])).status_code == 404


def test_only_the_visitor_and_who_runs_it_write(client, team, people):
    visit = make_visit(team, visitor=people["member"])
    client.force_login(people["manager"])
    assert client.get(reverse("visits:hear", args=[visit.pk])).status_code == 404
    client.force_login(people["member"])
    fields = {"topic": "accommodation", "words": "No room to talk"}
    client.post(reverse("visits:hear", args=[visit.pk]), fields)
    assert Heard.objects.get().words == "No room to talk"
    bad = client.post(reverse("visits:hear", args=[visit.pk]), {"words": "Kept words"}).content.decode()
    assert "Choose what it is about." in bad
    assert "Kept words" in bad


def test_coverage_puts_teams_nobody_visited_first_and_says_since_when(client, tree, team, people):
    make_visit(team, state="held", visit_on=date(2026, 10, 1))
    make_visit(team, state="held", kind="member", visit_on=date(2026, 9, 1), arranged_with=people["manager"])
    make_visit(tree["mere-assessment"], state="held", visit_on=date(2024, 5, 1))
    make_visit(tree["mere-assessment"], visit_on=date(2026, 12, 1))
    make_heard(team, visit=make_visit(team, state="called_off", called_off_because="Ill"))
    lines = queries.coverage(team=tree["larchshire"], on=date(2026, 11, 3))
    assert [(each.team.code, each.times, each.by_members, each.last_on, each.next_on) for each in lines] == [
        ("weald-safeguarding", 0, 0, None, None),
        ("mere-assessment", 0, 0, date(2024, 5, 1), date(2026, 12, 1)),
        ("mere-safeguarding", 2, 1, date(2026, 10, 1), None),
    ]
    assert lines[0].since_on == tree["weald-safeguarding"].opened_on
    assert lines[2].unanswered == 1
    client.force_login(people["quality"])
    assert "None since it opened" in client.get(reverse("visits:coverage")).content.decode()


@pytest.mark.parametrize("url_name", ["visits:index", "visits:coverage"])
def test_lists_cost_the_same_for_2_and_for_20(client, team, people, url_name, django_assert_max_num_queries):
    client.force_login(people["director"])
    asked = []
    for _ in range(2):
        for _ in range(2 if not asked else 18):
            make_heard(team, visit=make_visit(team, state="held"))
        client.get(reverse(url_name))
        with django_assert_max_num_queries(20) as counted:
            client.get(reverse(url_name))
        asked.append(len(counted))
    assert asked[0] == asked[1]


def test_visits_elsewhere_do_not_exist(client, tree, team):
    visit = make_visit(team)
    client.force_login(make_user("head_of_service", tree["north"]))
    assert client.get(reverse("visits:visit", args=[visit.pk])).status_code == 404


def test_who_sends_visitors_is_reminded_of_the_teams_nobody_visited(client, team, people):
    make_visit(team, state="held", visit_on=timezone.localdate())
    client.force_login(people["quality"])
    assert "Nobody visited 2 teams here in a year." in client.get(reverse("visits:index")).content.decode()
    client.force_login(people["practitioner"])
    assert "Nobody visited" not in client.get(reverse("visits:index")).content.decode()
