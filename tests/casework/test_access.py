"""Who may open which page and which rows."""

from datetime import date

import pytest
from django.urls import reverse

from casework import access
from casework.models import Child, MissingEpisode, ReadLog, Visit
from tests.factories import grant, make_child, make_fact, make_tree, make_user, make_worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_tree()


def test_a_grant_reaches_the_team_and_all_below_it(tree):
    head = make_user("head_of_service", tree["west"])
    assert {team.code for team in access.visible_teams(head)} == {
        "west",
        "mere",
        "mere-assessment",
        "mere-safeguarding",
    }


@pytest.mark.parametrize(
    ("start_on", "end_on", "counts"),
    [
        (date(2026, 1, 1), None, True),
        (date(2026, 1, 1), date(2026, 6, 1), True),
        (date(2026, 1, 1), date(2026, 5, 31), False),
        (date(2026, 6, 1), None, False),
    ],
)
def test_a_grant_counts_from_its_first_day_until_before_its_end(tree, start_on, end_on, counts):
    user = make_user()
    grant(user, "analyst", tree["larchshire"], start_on=start_on, end_on=end_on)
    assert bool(access.active_grants(user, on=date(2026, 5, 31))) is counts


def test_without_a_role_nothing_is_visible(tree):
    user = make_user()
    assert list(access.visible_teams(user)) == []
    assert list(Child.objects.visible_to(user)) == []


def test_a_manager_opens_the_children_of_their_team_only(tree, client):
    ours, theirs = make_child(), make_child()
    make_fact(Visit, child=ours, team=tree["mere-safeguarding"], kind="cp", visit_on=date(2026, 1, 5))
    make_fact(Visit, child=theirs, team=tree["weald-safeguarding"], kind="cp", visit_on=date(2026, 1, 5))
    client.force_login(make_user("team_manager", tree["mere-safeguarding"]))
    assert client.get(reverse("casework:child", args=[ours.pk])).status_code == 200
    assert client.get(reverse("casework:child", args=[theirs.pk])).status_code == 404


def test_a_child_of_no_team_is_the_countys(tree):
    child = make_child()
    make_fact(MissingEpisode, child=child, start_on=date(2026, 1, 5))
    for place, seen in (("larchshire", [child]), ("west", [])):
        assert list(Child.objects.visible_to(make_user("analyst", tree[place]))) == seen


def test_a_practitioner_opens_the_children_they_work_with_only(tree, client):
    person = make_user("practitioner", tree["mere-safeguarding"])
    worker = make_worker(user=person)
    own, colleagues = make_child(), make_child()
    for child, who in ((own, worker), (colleagues, make_worker())):
        make_fact(Visit, child=child, team=tree["mere-safeguarding"], worker=who, kind="cp", visit_on=date(2026, 1, 5))
    client.force_login(person)
    assert client.get(reverse("casework:child", args=[own.pk])).status_code == 200
    assert client.get(reverse("casework:child", args=[colleagues.pk])).status_code == 404


def test_opening_a_child_is_written_down_and_a_refused_try_is_not(tree, client):
    child = make_child()
    make_fact(Visit, child=child, team=tree["mere-safeguarding"], kind="cp", visit_on=date(2026, 1, 5))
    reader = make_user("team_manager", tree["mere-safeguarding"])
    client.force_login(reader)
    client.get(reverse("casework:child", args=[child.pk]))
    client.get(reverse("casework:child", args=[child.pk + 999]))
    read = ReadLog.objects.get()
    assert (read.user, read.kind, read.children, read.rows) == (reader, "page", [child.pk], 1)


def test_nobody_can_change_the_read_log(tree):
    from django.db.utils import DatabaseError

    reader = make_user("director", tree["larchshire"])
    read = ReadLog.objects.create(user=reader, at="2026-11-01T09:00Z", kind="page", what="casework:child")
    with pytest.raises(DatabaseError, match="Cannot update or delete"):
        read.delete()


def test_what_you_may_not_see_answers_like_what_does_not_exist(tree, client):
    client.force_login(make_user("board_member", tree["larchshire"]))
    hidden = client.get(reverse("casework:people"))
    missing = client.get("/no-such-page/")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content


def test_a_person_without_a_session_is_asked_to_sign_in(client):
    answer = client.get(reverse("casework:people"))
    assert answer.status_code == 302
    assert answer["Location"] == "/account/login/?next=/people/"


def test_a_suspended_person_is_signed_out_at_their_next_page(tree, client):
    person = make_user("director", tree["larchshire"])
    client.force_login(person)
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(reverse("casework:teams")).status_code == 302
