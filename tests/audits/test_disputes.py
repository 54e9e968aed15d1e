"""A disputed grade: by whom, decided by whom, with its reason, beside the grade for ever, and what follows from it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audits import independence, services
from audits.disputes import services as disputes
from audits.loop import services as loop
from audits.models import Audit, Dispute
from casework.models import Notice, ReadLog
from casework.services import NotAllowed
from tests.audits.conftest import AT
from tests.audits.test_loop import final
from tests.factories import grant


def dispute(scene, audit, who="worker", **fields):
    given = {"wanted": "outstanding", "because": "She was seen alone each time", "key": "d", "at": AT, **fields}
    return disputes.raise_dispute(audit=audit, **given, by=scene.people[who])


def decide(scene, found, who="quality", **fields):
    given = {"outcome": "outstanding", "because": "Seven visits bear it out", "at": AT, **fields}
    return disputes.decide(dispute=found, **given, by=scene.people[who])


@pytest.mark.parametrize("who", ["worker", "manager", "head"])
def test_the_worker_and_their_line_may_dispute_and_the_same_form_once(who, scene):
    audit = final(scene)
    found = dispute(scene, audit, who)
    assert (found.first_grade, found.wanted, found.state) == ("good", "outstanding", "open")
    assert dispute(scene, audit, who) == found
    told = Notice.objects.filter(words__contains="disputed")
    assert {notice.person.name for notice in told} == {"A. Auditor", "Q. Lead"}
    assert "seen alone" not in " ".join(told.values_list("words", flat=True))


@pytest.mark.parametrize("who", ["auditor", "second", "quality", "director", "neighbour", "colleague"])
def test_nobody_else_may(who, scene):
    with pytest.raises(NotAllowed, match="Only the worker"):
        dispute(scene, final(scene), who)


def test_an_auditor_who_also_manages_the_team_does_not_dispute_their_own_judgement(scene):
    audit = final(scene)
    grant(scene.people["auditor"], "head_of_service", scene.tree["west"])
    with pytest.raises(NotAllowed, match="Only the worker"):
        dispute(scene, audit, "auditor")


def test_not_before_it_is_final_nor_for_the_grade_it_has_nor_twice(scene):
    drafted = scene.drafted()
    with pytest.raises(NotAllowed, match="once the audit is final"):
        dispute(scene, drafted)
    services.reply(audit=drafted, stance="agrees", text="", by=scene.people["worker"], at=AT)
    audit = services.finish(audit=drafted, by=drafted.auditor, at=AT)
    with pytest.raises(NotAllowed, match="another than it has"):
        dispute(scene, audit, wanted="good")
    with pytest.raises(NotAllowed, match="Say why"):
        dispute(scene, audit, because=" ")
    decide(scene, dispute(scene, audit))
    with pytest.raises(NotAllowed, match="disputed this grade before"):
        dispute(scene, audit, wanted="inadequate", key="again")
    dispute(scene, audit, "manager", wanted="inadequate", key="manager")
    with pytest.raises(NotAllowed, match="still open"):
        dispute(scene, audit, "head", wanted="inadequate", key="head")


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("auditor", "a part in this grade"),
        ("head", "manages Mere Safeguarding"),
        ("colleague", "works in Mere Safeguarding"),
        ("worker", "You disputed this grade"),
    ],
)
def test_whoever_is_near_to_it_does_not_decide(who, said, scene):
    found = dispute(scene, final(scene))
    with pytest.raises(independence.NotIndependent, match=said):
        decide(scene, found, who)
    found.refresh_from_db()
    assert found.state == "open"


def test_a_decision_has_its_reason_changes_the_grade_and_both_stand_for_ever(scene):
    audit = final(scene)
    found = dispute(scene, audit)
    with pytest.raises(NotAllowed, match="Say why"):
        decide(scene, found, because="")
    with pytest.raises(NotAllowed, match="which grade stands"):
        decide(scene, found, outcome="excellent")
    decide(scene, found)
    audit = Audit.objects.get()
    assert (audit.grade, audit.overall.grade) == ("outstanding", "good")
    assert (found.first_grade, found.outcome, found.decided_by.name) == ("good", "outstanding", "Q. Lead")
    assert Notice.objects.filter(person=scene.people["worker"], words__contains="is decided").count() == 1
    with pytest.raises(NotAllowed, match="decided this meanwhile"):
        decide(scene, found, outcome="good")
    for change in ({"outcome": "good"}, {"decided_because": "x"}, {"because": "x"}):
        with pytest.raises(IntegrityError, match="stand for ever"), transaction.atomic():
            Dispute.objects.update(**change)
    with pytest.raises(IntegrityError, match="stand for ever"), transaction.atomic():
        found.delete()


def test_an_audit_is_not_closed_while_its_grade_is_disputed(scene):
    audit = final(scene)
    found = dispute(scene, audit)
    with pytest.raises(NotAllowed, match="Its grade is disputed"):
        loop.close(audit=audit, by=audit.auditor, at=AT)
    decide(scene, found, outcome="good")
    assert loop.close(audit=audit, by=audit.auditor, at=AT).state == "closed"


def test_a_closed_audit_that_turns_out_inadequate_gets_its_plan_and_is_audited_again(scene):
    audit = final(scene)
    loop.close(audit=audit, by=audit.auditor, at=AT)
    found = dispute(scene, audit, "manager", wanted="inadequate", because="Nobody asked her")
    decide(scene, found, outcome="inadequate")
    audit = Audit.objects.get(pk=audit.pk)
    assert (audit.state, audit.grade, audit.ended_at) == ("action_open", "inadequate", None)
    assert loop.actions_of(audit).get().owner == scene.people["manager"]
    assert audit.re_audits.get().due_on > AT.date() + timedelta(days=60)


def test_from_the_audit_to_the_decision_on_its_pages(scene, client):
    audit = final(scene)
    client.force_login(scene.people["worker"])
    assert f"/audits/{audit.pk}/dispute/" in client.get(f"/audits/{audit.pk}/").content.decode()
    page = client.post(f"/audits/{audit.pk}/dispute/", {"because": "She was asked", "key": "p"}).content.decode()
    assert "Choose the grade that you think is right." in page
    assert "She was asked" in page
    sent = {"wanted": "outstanding", "because": "She was asked", "key": "p"}
    assert client.post(f"/audits/{audit.pk}/dispute/", sent).status_code == 302
    found = Dispute.objects.get()
    address = f"/audits/disputes/{found.pk}/"
    assert client.get(address).status_code == 404
    client.force_login(scene.people["head"])
    page = client.get(address).content.decode()
    assert "H. Head manages Mere Safeguarding" in page
    assert "Decide</button>" not in page
    client.force_login(scene.people["quality"])
    assert address in client.get("/audits/").content.decode()
    assert ReadLog.objects.latest("pk").children == [audit.child_id]
    assert client.post(address, {"outcome": "good", "because": "Two visits are missing"}).status_code == 302
    page = client.get(f"/audits/{audit.pk}/").content.decode()
    assert "Disputed; the grade stands: good" in page
    assert "Two visits are missing" in page
    assert "She was asked" in page
    client.force_login(scene.people["auditor"])
    assert client.get(f"/audits/{audit.pk}/dispute/").status_code == 404
    assert Dispute.objects.get().decided_at <= timezone.now()
