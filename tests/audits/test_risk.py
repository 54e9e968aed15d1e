"""A child at risk, half-way: told at once, waiting or taken up, moved up the line, closed by another, no narrative."""

from datetime import timedelta

import pytest
from django.db import models

from audits.models import RiskAlert
from audits.risk import queries, services
from casework.models import Notice
from casework.services import NotAllowed
from tests.audits.conftest import AT
from tests.factories import make_user


def told(alert):
    return [step.told.name for step in alert.steps.select_related("told")]


def raised(scene, audit=None):
    audit = audit or scene.allocate()
    return services.raise_alert(audit=audit, by=audit.auditor, at=AT)


def test_the_team_s_manager_is_told_at_once(scene):
    alert = raised(scene)
    assert (alert.state, alert.told.name) == ("waiting", "M. Manager")
    notice = Notice.objects.get(person=scene.people["manager"])
    assert notice.is_urgent
    assert notice.path == f"/audits/at-risk/{alert.pk}/"
    assert "LS000777" not in notice.words


def test_pressed_twice_it_is_one(scene):
    audit = scene.allocate()
    assert raised(scene, audit) == raised(scene, audit)
    assert RiskAlert.objects.count() == 1


def test_it_moves_up_the_line_until_somebody_answers(scene):
    alert = raised(scene)
    assert services.move_up(at=AT + timedelta(minutes=59)) == 0
    assert services.move_up(at=AT + timedelta(minutes=60)) == 1
    assert services.move_up(at=AT + timedelta(minutes=60)) == 0
    services.move_up(at=AT + timedelta(hours=2))
    assert told(alert) == ["M. Manager", "H. Head", "D. Director"]
    assert services.move_up(at=AT + timedelta(hours=3)) == 0
    alert.refresh_from_db()
    services.acknowledge(alert=alert, by=scene.people["head"], at=AT + timedelta(hours=3))
    assert services.move_up(at=AT + timedelta(hours=9)) == 0
    assert Notice.objects.filter(person=scene.people["auditor"], words__contains="H. Head has taken").count() == 1


def test_without_a_manager_it_goes_to_whoever_stands_above(scene):
    scene.people["manager"].is_active = False
    scene.people["manager"].save()
    assert told(raised(scene)) == ["H. Head"]


def test_it_is_not_closed_by_its_author_nor_before_it_is_taken_up(scene):
    alert = raised(scene)
    with pytest.raises(NotAllowed, match="You raised this"):
        services.acknowledge(alert=alert, by=scene.people["auditor"], at=AT)
    with pytest.raises(NotAllowed, match="quicker"):
        services.close(alert=alert, outcome="safe", by=scene.people["manager"], at=AT)
    services.acknowledge(alert=alert, by=scene.people["manager"], at=AT)
    with pytest.raises(NotAllowed, match="quicker"):
        services.acknowledge(alert=alert, by=scene.people["head"], at=AT)
    with pytest.raises(NotAllowed, match="You raised this"):
        services.close(alert=alert, outcome="safe", by=scene.people["auditor"], at=AT)
    with pytest.raises(NotAllowed, match="what became of it"):
        services.close(alert=alert, outcome="she said ...", by=scene.people["manager"], at=AT)
    assert services.close(alert=alert, outcome="referred", by=scene.people["manager"], at=AT).state == "closed"


def test_it_has_no_room_for_a_narrative():
    assert [f.name for f in RiskAlert._meta.fields if isinstance(f, models.TextField)] == []


def test_only_who_writes_the_unfinished_audit_raises_it(scene):
    audit = scene.allocate()
    with pytest.raises(NotAllowed, match="Only who writes"):
        services.raise_alert(audit=audit, by=scene.people["director"], at=AT)
    with pytest.raises(NotAllowed, match="is drafted"):
        raised(scene, scene.drafted(key="other"))


def test_pages_from_the_button_to_closed(client, scene):
    audit = scene.invited()
    client.force_login(scene.people["auditor"])
    for page in ("", "section/1/", "section/2/", "overall/", "talked/", "not-talked/", "invite/"):
        assert "A child may be at risk now" in client.get(f"/audits/{audit.pk}/{page}").content.decode(), page
    assert "does not replace a referral" in client.get(f"/audits/{audit.pk}/at-risk/").content.decode()
    address = client.post(f"/audits/{audit.pk}/at-risk/")["Location"]
    assert "Waiting for M. Manager" in client.get(address).content.decode()
    client.force_login(scene.people["manager"])
    assert "A child may be at risk" in client.get("/audits/").content.decode()
    assert "I take this up" in client.get(address).content.decode()
    client.post(address, {"act": "take_up"})
    client.post(address, {"act": "close", "outcome": "referred"})
    assert "Closed" in client.get(address).content.decode()
    client.force_login(scene.people["neighbour"])
    assert client.get(address).status_code == 404


def test_whoever_stands_above_sees_it_waiting(scene):
    alert = raised(scene)
    assert queries.open_alerts(scene.people["head"]) == [alert]
    assert queries.open_alerts(scene.people["neighbour"]) == []
    assert queries.open_alerts(make_user("analyst", scene.tree["larchshire"])) == []
