"""Findings as rows: the auditor's alone, while the audit is written, with standard, theme and words; then sealed."""

import pytest
from django.db import IntegrityError, transaction

from audits import services
from audits.findings import services as findings
from audits.models import Finding
from audits.tools.shipped import load_shipped
from casework.models import Theme
from casework.services import NotAllowed
from casework.themes import load_themes
from tests.audits.conftest import AT, make_scene
from tests.factories.audits import make_standard
from tests.factories.learning import make_finding, make_guide, make_theme


@pytest.fixture
def scene(db):
    return make_scene()


def keep(scene, audit, who="auditor", **fields):
    given = {"kind": "difficulty", "words": "Nobody asked her", "key": "f", "at": AT, **fields}
    given.setdefault("theme", None)
    given["theme"] = given["theme"] or make_theme()
    return findings.keep(audit=audit, standard=make_standard(), **given, by=scene.people[who])


def test_the_auditor_keeps_what_they_found_and_the_same_form_once(scene):
    audit = scene.talking()
    found = keep(scene, audit)
    assert keep(scene, audit, words="Sent again") == found
    assert (found.kind, found.words) == ("difficulty", "Nobody asked her")
    findings.take_out(finding=found, by=audit.auditor)
    assert not Finding.objects.exists()


@pytest.mark.parametrize("who", ["worker", "manager", "quality", "second"])
def test_nobody_else_writes_them(who, scene):
    audit = scene.talking()
    with pytest.raises(NotAllowed, match=r"Only A\. Auditor"):
        keep(scene, audit, who)
    found = keep(scene, audit)
    with pytest.raises(NotAllowed, match=r"Only A\. Auditor"):
        findings.take_out(finding=found, by=scene.people[who])


def test_not_without_words_and_not_once_drafted_whoever_writes(scene):
    audit = scene.talking()
    with pytest.raises(NotAllowed, match="Say what you saw"):
        keep(scene, audit, words=" \x00")
    found = keep(scene, audit)
    scene.write(audit)
    services.submit(audit=audit, by=audit.auditor, at=AT)
    with pytest.raises(NotAllowed, match="sealed"):
        keep(scene, audit, key="late")
    with pytest.raises(NotAllowed, match="sealed"):
        findings.take_out(finding=found, by=audit.auditor)
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        Finding.objects.update(words="Otherwise")
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        Finding.objects.all().delete()


def test_the_page_keeps_what_was_typed_and_links_guidance(scene, client):
    audit = scene.talking()
    theme = make_theme("voice", name="Voice")
    guide = make_guide(topic=theme, title="How to ask")
    client.force_login(audit.auditor)
    address = f"/audits/{audit.pk}/findings/"
    page = client.post(address, {"words": "She was not asked", "key": "p"}).content.decode()
    for words in ("Say whether it is a strength", "Choose the standard", "Choose a theme", "She was not asked"):
        assert words in page
    sent = {"kind": "difficulty", "standard": make_standard().pk, "theme": theme.pk, "words": "Not asked", "key": "p"}
    assert client.post(address, sent).status_code == 302
    page = client.get(address).content.decode()
    assert f"/learning/guidance/{guide.pk}/" in page
    assert "Guide: How to ask" in page
    taken = client.post(f"/audits/findings/{Finding.objects.get().pk}/take-out/")
    assert taken.status_code == 302
    assert not Finding.objects.exists()
    client.force_login(scene.people["worker"])
    assert client.get(address).status_code == 404


def test_another_s_finding_is_not_there_to_take_out(scene, client):
    found = make_finding(scene.talking(), theme=make_theme())
    client.force_login(scene.people["second"])
    assert client.post(f"/audits/findings/{found.pk}/take-out/").status_code == 404


def test_the_shipped_themes_are_put_in_once_and_what_is_there_stays(db):
    mine = make_theme("risk", name="Our own word for risk")
    load_shipped(at=AT)
    assert load_themes() == 0
    mine.refresh_from_db()
    assert mine.name == "Our own word for risk"
    assert Theme.objects.count() == 13
