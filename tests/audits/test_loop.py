"""Closing the loop: actions in the one register, what inadequate sets by itself, another audit that shows change."""

from datetime import date, timedelta

import pytest

from audits import services
from audits.loop import services as loop
from audits.loop.queries import changes
from audits.models import Audit
from casework.actions import services as register
from casework.models import Action, Notice
from casework.services import NotAllowed
from tests.audits.conftest import AT, DUE


def final(scene, *, grades=("good", "good"), overall="good", **fields):
    audit = scene.talking(**fields)
    scene.write(audit, grades=grades, overall=overall)
    services.submit(audit=audit, by=audit.auditor, at=AT)
    services.reply(audit=audit, stance="agrees", text="", by=scene.people["worker"], at=AT)
    return services.finish(audit=audit, by=audit.auditor, at=AT)


def agree(scene, audit, **fields):
    given = {
        "what": "Ask her what she wants to happen",
        "measure": "Her words are in the next plan",
        "owner": scene.people["manager"],
        "due_on": DUE,
        "key": "action",
        "by": audit.auditor,
        "at": AT,
        **fields,
    }
    return loop.raise_action(audit=audit, **given)


def test_what_was_found_becomes_an_action_that_the_auditor_looks_at(scene):
    audit = final(scene)
    action = agree(scene, audit)
    assert (action.checker, action.origin, action.origin_id) == (audit.auditor, "audit", audit.pk)
    assert audit.state == "action_open"
    # Sent twice, it is agreed once, and its owner is told once.
    assert agree(scene, audit) == action
    assert Notice.objects.filter(person=scene.people["manager"], path=f"/actions/{action.pk}/").count() == 1


def test_no_action_before_it_is_final(scene):
    with pytest.raises(NotAllowed, match="once an audit is final"):
        agree(scene, scene.drafted())


def test_it_closes_once_every_action_is_closed_by_somebody_else(scene):
    audit = final(scene)
    action = agree(scene, audit)
    with pytest.raises(NotAllowed, match="1 action of this audit must be closed first"):
        loop.close(audit=audit, by=audit.auditor, at=AT)
    owner = scene.people["manager"]
    register.say_done(action=action, evidence="The plan", changed="She chose who comes", by=owner, at=AT)
    with pytest.raises(NotAllowed, match="must be closed first"):
        loop.close(audit=audit, by=audit.auditor, at=AT)
    register.close(action=action, look_again_on=date(2027, 2, 1), by=audit.auditor, at=AT)
    with pytest.raises(NotAllowed, match="your own work"):
        loop.close(audit=audit, by=scene.people["worker"], at=AT)
    assert loop.close(audit=audit, by=audit.auditor, at=AT).state == "closed"


def test_inadequate_sets_a_plan_and_another_audit_by_itself(scene):
    audit = final(scene, grades=("inadequate", "inadequate"), overall="inadequate")
    again = loop.follow_inadequate(audit=audit, by=audit.auditor, at=AT)
    assert loop.follow_inadequate(audit=audit, by=audit.auditor, at=AT) == again
    plan = Action.objects.get()
    assert (plan.owner, plan.due_on) == (scene.people["manager"], date(2026, 11, 17))
    assert (again.re_audit_of, again.auditor, again.due_on) == (audit, audit.auditor, date(2027, 1, 31))
    assert Audit.objects.count() == 2


def test_who_has_come_too_near_does_not_audit_again(scene):
    from tests.factories import grant

    audit = final(scene, grades=("inadequate", "inadequate"), overall="inadequate")
    grant(audit.auditor, "team_manager", scene.tree["mere-safeguarding"])
    again = loop.follow_inadequate(audit=audit, by=scene.people["quality"], at=AT)
    assert again.auditor == scene.people["second"]


def test_another_grade_sets_nothing(scene):
    assert loop.follow_inadequate(audit=final(scene), by=scene.people["quality"], at=AT) is None
    assert not Action.objects.exists()


def test_the_audit_after_shows_what_changed(scene):
    audit = final(scene, grades=("inadequate", "inadequate"), overall="inadequate")
    again = loop.follow_inadequate(audit=audit, by=audit.auditor, at=AT)
    later = AT + timedelta(days=1)
    services.invite(audit=again, meet_on=later.date(), by=again.auditor, at=later)
    services.say_not_held(audit=again, because="The worker has left", by=again.auditor, at=later)
    scene.write(again, grades=("good", "inadequate"), overall="inadequate", at=later)
    services.submit(audit=again, by=again.auditor, at=later)
    services.reply(audit=again, stance="agrees", text="", by=scene.people["worker"], at=later)
    services.finish(audit=again, by=again.auditor, at=later)
    audit.refresh_from_db()
    assert audit.state == "re_audited"
    assert [(each.title, each.words) for each in changes(again)] == [
        ("Voice", "two grades better"),
        ("Risk and safety", "the same"),
        ("Overall", "the same"),
    ]


def test_pages_after_it_is_final(client, scene):
    audit = scene.talking()
    scene.write(audit, grades=("inadequate", "inadequate"), overall="inadequate")
    services.submit(audit=audit, by=audit.auditor, at=AT)
    services.reply(audit=audit, stance="agrees", text="", by=scene.people["worker"], at=AT)
    client.force_login(scene.people["auditor"])
    client.post(f"/audits/{audit.pk}/finish/")
    page = client.get(f"/audits/{audit.pk}/").content.decode()
    assert loop.PLAN in page
    assert "It is looked at again by" in page
    form = {
        "what": "Read the past again",
        "measure": "A new chronology",
        "owner": scene.people["manager"].pk,
        "due_on_day": "1",
        "due_on_month": "12",
        "due_on_year": "2036",
        "key": "form",
    }
    assert (
        "Say how we shall know" in client.post(f"/audits/{audit.pk}/action/", {**form, "measure": ""}).content.decode()
    )
    client.post(f"/audits/{audit.pk}/action/", form)
    assert "Read the past again" in client.get(f"/audits/{audit.pk}/").content.decode()
    assert "must be closed first" in client.post(f"/audits/{audit.pk}/close/", follow=True).content.decode()
    action = Action.objects.get(what="Read the past again")
    client.force_login(scene.people["manager"])
    assert f"/audits/{audit.pk}/" in client.get(f"/actions/{action.pk}/").content.decode()
