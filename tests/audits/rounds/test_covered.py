"""Whose work is never looked at, or too often: for the quality lead alone, by name and never ranked."""

from datetime import timedelta

from django.urls import reverse

from audits.models import Audit
from audits.rounds.covered import OFTEN, people_covered
from casework.models import Role
from tests.factories import make_user, make_worker
from tests.factories.audits import make_audit
from tests.factories.rounds import AT, make_activity, make_open_work, make_participant


def covered(tree, code="larchshire"):
    return people_covered(team=tree[code], on=AT.date())


def names(people):
    return [each.worker.name for each in people]


def look(team, worker, *, at=AT, **fields):
    audit = make_audit(auditor=make_user(), team=team, worker=worker, state="drafted", **fields)
    Audit.objects.filter(pk=audit.pk).update(drafted_at=at)
    return audit


def test_who_was_never_looked_at_and_who_often_stand_by_name(tree, week, work):
    team = tree["mere-assessment"]
    assert names(covered(tree).never) == sorted(names(covered(tree).never))
    assert covered(tree).people == 3
    worker = covered(tree, "mere-assessment").never[0].worker
    look(team, worker, at=AT - timedelta(days=366))
    assert worker in [each.worker for each in covered(tree).never]
    for _ in range(OFTEN):
        look(team, worker)
    (often,) = covered(tree).often
    assert (often.worker, often.team, often.times, often.children) == (worker, team, OFTEN, 6)
    assert worker not in [each.worker for each in covered(tree).never]


def test_an_observation_is_a_look_and_a_talk_with_a_family_is_none(tree, week, work):
    worker = covered(tree, "mere-assessment").never[0].worker
    person = make_participant(week).person
    fields = {"worker": worker, "team": tree["mere-assessment"], "person": person, "state": "done", "done_at": AT}
    children = work["mere-assessment"]
    make_activity(week, child=children[0], kind="family", done_by=person, **fields)
    assert worker in [each.worker for each in covered(tree).never]
    make_activity(week, child=children[1], kind="observation", done_by=person, **fields)
    assert worker not in [each.worker for each in covered(tree).never]
    done = make_activity(week, child=children[2], done_by=person, **fields)
    done.audit = look(tree["mere-assessment"], worker)
    done.save()
    for _ in range(OFTEN - 3):
        look(tree["mere-assessment"], worker)
    assert covered(tree).often == []


def test_only_the_quality_lead_reads_it_and_it_is_linked(tree, lead, work, client):
    for role in Role.values:
        client.force_login(make_user(role, tree["larchshire"]))
        reached = client.get(reverse("rounds:people_covered")).status_code == 200
        assert reached == (role == Role.QUALITY_LEAD)
    client.force_login(lead)
    assert reverse("rounds:people_covered") in client.get(reverse("rounds:coverage")).content.decode()


def test_it_asks_the_same_queries_for_ten_times_as_many(tree, work, django_assert_num_queries):
    with django_assert_num_queries(6):
        covered(tree)
    for number in range(20):
        make_open_work(tree["mere-assessment"], count=2, worker=make_worker(f"More {number}"))
    with django_assert_num_queries(6):
        assert covered(tree).people == 23
