"""Observing practice: with or without a child, by consent of the family, and with the worker's reply."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from audits import observing, services
from audits.models import Audit, Consent
from audits.submission import lacking
from casework.services import NotAllowed
from tests.audits.conftest import AT, DUE
from tests.factories import make_worker
from tests.factories.audits import make_tool, make_whole


@pytest.fixture
def tool(db):
    return make_tool(kind="observation", sections=("Being with the family",), safety=())


def observe(scene, **fields):
    given = {"worker": scene.worker, "observer": scene.people["auditor"], "due_on": DUE, "key": "o", "at": AT}
    return observing.observe(**{**given, "by": scene.people["auditor"], **fields})


def test_an_observation_need_not_name_a_child(scene, tool):
    audit = observe(scene)
    assert (audit.child, audit.worker, audit.team) == (None, scene.worker, scene.tree["mere-safeguarding"])
    assert observe(scene) == audit
    assert observe(scene, child=scene.child, key="with").child == scene.child


def test_who_is_too_near_does_not_observe(scene, tool):
    with pytest.raises(services.independence.NotIndependent, match="manages Mere Safeguarding"):
        observe(scene, observer=scene.people["manager"])


def test_work_out_of_reach_and_an_unknown_worker_answer_alike(scene, tool):
    for refused in (
        lambda: observe(scene, by=scene.people["neighbour"]),
        lambda: observe(scene, worker=make_worker("Nobody's")),
        lambda: observing.found(worker="No Such", reference=""),
        lambda: observing.found(worker=scene.worker.name, reference="LS999999"),
    ):
        with pytest.raises(NotAllowed, match="No work you may observe"):
            refused()


def test_without_a_tool_nothing_begins(scene):
    with pytest.raises(NotAllowed, match="No tool to observe with"):
        observe(scene)


def consent(audit, answer="agreed", **fields):
    given = {"asked_on": AT.date(), "by": audit.auditor, "at": AT, **fields}
    return observing.record_consent(audit=audit, answer=answer, **given)


def test_it_is_not_sent_before_the_family_was_asked_and_the_worker_replies(scene, tool):
    audit = observe(scene)
    services.invite(audit=audit, meet_on=date(2026, 11, 10), by=audit.auditor, at=AT)
    services.record_conversation(
        audit=audit, held_on=AT.date(), how="in_person", parts=["auditor", "worker"], by=audit.auditor, at=AT
    )
    make_whole(audit, at=AT)
    assert [each.words for each in lacking(audit)] == [
        "Ask the family whether you may watch, and record what they said."
    ]
    with pytest.raises(NotAllowed, match="Ask the family"):
        services.submit(audit=audit, by=audit.auditor, at=AT)
    consent(audit)
    services.submit(audit=audit, by=audit.auditor, at=AT)
    services.reply(audit=audit, stance="agrees", text="", by=scene.people["worker"], at=AT)
    assert audit.reply.stance == "agrees"
    with pytest.raises(NotAllowed, match="under way"):
        consent(audit)


def test_a_family_that_says_no_ends_it_and_may_change_its_mind_before(scene, tool):
    audit = observe(scene)
    consent(audit)
    consent(audit, "refused")
    audit.refresh_from_db()
    assert (audit.state, audit.withdrawn_because) == ("withdrawn", observing.REFUSED)
    assert Consent.objects.get().answer == "refused"


def test_consent_is_the_observer_s_to_record_and_not_of_a_day_to_come(scene, tool):
    audit = observe(scene)
    with pytest.raises(NotAllowed, match=r"Only A\. Auditor"):
        consent(audit, by=scene.people["second"])
    with pytest.raises(NotAllowed, match="is to come"):
        consent(audit, asked_on=AT.date() + timedelta(days=1))
    with pytest.raises(NotAllowed, match="no observation"):
        consent(scene.allocate())


def test_the_page_keeps_what_was_typed_and_begins_it_once(client, scene, tool):
    client.force_login(scene.people["auditor"])
    fields = {"worker": "W. Wroker", "observer": scene.people["auditor"].pk, "key": "form"}
    fields |= {"due_on_day": "20", "due_on_month": "12", "due_on_year": "2026"}
    text = client.post(reverse("audits:observe"), fields).content.decode()
    assert "Check the spelling" in text
    assert "W. Wroker" in text
    for _ in range(2):
        answer = client.post(reverse("audits:observe"), {**fields, "worker": "w. worker"})
    audit = Audit.objects.get()
    assert answer["Location"] == reverse("audits:audit", args=[audit.pk])
    page = client.get(answer["Location"]).content.decode()
    assert "Record what the family said" in page
