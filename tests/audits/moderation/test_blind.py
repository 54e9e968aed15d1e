"""A blind moderator attacks: every address, every export, every role they might hold as well. Nothing tells them."""

import io
import zipfile

import pytest
from django.urls import reverse

from audits.models import Audit
from audits.moderation import services
from casework.models import Role
from tests.factories import grant, make_user
from tests.factories.casework import NOW
from tests.factories.moderation import make_judged, make_moderation
from tests.factories.rounds import make_activity
from tests.test_every_url import NAMES
from tests.url_samples import NOT_WALKED, SAMPLES, make_world

MARK = "zx-first-analysis-zx"


def text_of(answer) -> str:
    """Everything an answer holds, workbooks unpacked."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as found:
            body = b"".join(found.read(name) for name in found.namelist())
    return body.decode("utf-8", "replace")


@pytest.fixture
def attacked(tree, team):
    """The one audit graded outstanding, to be graded again, blind, by somebody who is nothing else yet."""
    audit = make_judged(team=team, grade="outstanding", text=MARK)
    return make_moderation(audit, moderator=make_user(name="M. Second"))


@pytest.mark.parametrize("role", Role.values)
def test_no_address_and_no_export_tells_a_blind_moderator_anything(role, tree, attacked, client):
    world = make_world(tree)
    # What the samples point at is the very audit under attack, and its round has it too.
    audit, user = attacked.audit, attacked.moderator
    make_activity(
        world.round, child=audit.child, worker=audit.worker, team=audit.team, person=audit.auditor, audit=audit
    )
    grant(user, role, tree["larchshire"])
    world.moderation, world.child = attacked, audit.child
    world.bind(user)
    world.audit = world.own_audit = world.drafted = audit
    client.force_login(user)
    told = []
    for name in sorted(set(NAMES) - set(NOT_WALKED)):
        answer = client.get(reverse(name, kwargs=SAMPLES.get(name, lambda world: {})(world)))
        if answer.status_code == 200 and MARK in text_of(answer):
            told.append(name)
    assert told == []
    assert audit not in Audit.objects.visible_to(user)
    shown = client.get(reverse("moderation:agreement", args=[world.round.pk]))
    if shown.status_code == 200:
        assert [domain.agreement.n for domain in shown.context["domains"]] == [0]


def test_an_open_moderator_sees_the_audit_and_a_blind_one_once_they_have_graded(tree, team, client):
    reader = make_user("quality_lead", tree["larchshire"])
    audit = make_judged(team=team, grade="outstanding", text=MARK)
    moderation = make_moderation(audit, moderator=reader)
    client.force_login(reader)
    address = reverse("moderation:moderation", args=[moderation.pk])
    before = client.get(address)
    assert MARK not in before.content.decode()
    assert before.context["sides"] == []
    wanted = {question.pk: "good" for question in services.questions_of(moderation)}
    services.grade(moderation=moderation, grades=wanted, overall="good", text="Mine", by=reader, at=NOW)
    after = client.get(address).content.decode()
    assert MARK in after
    assert "Mine" in after


def test_a_forged_grade_is_refused_and_what_was_typed_is_kept(client, team, tree):
    moderator = make_user("auditor", tree["larchshire"])
    moderation = make_moderation(make_judged(team=team, text=MARK), moderator=moderator)
    client.force_login(moderator)
    questions = [question.pk for question in services.questions_of(moderation)]
    fields = {f"question_{pk}": "excellent" for pk in questions} | {"overall": "good", "text": "My own words"}
    answer = client.post(reverse("moderation:grade", args=[moderation.pk]), fields).content.decode()
    assert "Choose one of the four grades." in answer
    assert "My own words" in answer
    assert MARK not in answer
    moderation.refresh_from_db()
    assert moderation.state == "asked"


def test_the_auditor_of_an_audit_does_not_open_its_moderation(client, team):
    audit = make_judged(team=team)
    moderation = make_moderation(audit)
    client.force_login(audit.auditor)
    assert client.get(reverse("moderation:moderation", args=[moderation.pk])).status_code == 404
