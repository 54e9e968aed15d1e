"""The pages of one audit: who reaches them, what is kept, what survives, what is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audits import services
from audits.models import Audit
from audits.writing.services import save_answer
from casework.models import Notice, ReadLog
from tests.audits.conftest import AT


def section(scene, audit, number=1):
    return f"/audits/{audit.pk}/section/{number}/"


def sent(question, **fields):
    given = {"grade": "good", "text": "Her words are there", "difference": "Saturdays", "version": 0, **fields}
    return {f"{name}_{question.pk}": value for name, value in given.items()}


@pytest.fixture
def question(scene):
    return scene.questions()[0]


def test_a_manager_finds_their_audit_in_two_clicks_with_what_we_know(client, scene):
    audit = scene.allocate(due_on=timezone.localdate() + timedelta(days=10), at=timezone.now())
    client.force_login(scene.people["auditor"])
    page = client.get("/audits/").content.decode()
    assert "Yours to audit" in page
    assert "LS000777" in page
    page = client.get(f"/audits/{audit.pk}/").content.decode()
    assert "28 October 2026, seen alone" in page
    assert "import of 31 October 2026" in page
    assert ReadLog.objects.filter(what="audits:audit", children=[scene.child.pk]).count() == 1


def test_each_writes_their_own_part_and_sees_the_other_s(client, scene, question):
    audit = scene.invited()
    client.force_login(scene.people["auditor"])
    answer = client.post(section(scene, audit), sent(question))
    assert answer["Location"] == section(scene, audit, 2)
    client.force_login(scene.people["worker"])
    page = client.get(section(scene, audit)).content.decode()
    assert "Her words are there" in page
    assert 'name="grade_' not in page
    client.post(section(scene, audit), sent(question, text="I wrote none of it down", grade="outstanding"))
    client.force_login(scene.people["auditor"])
    assert "I wrote none of it down" in client.get(section(scene, audit)).content.decode()
    assert {(each.voice, each.grade) for each in audit.answers.all()} == {("auditor", "good"), ("worker", "")}


def test_the_second_to_save_sees_both_texts_and_loses_nothing(client, scene, question):
    audit = scene.invited()
    save_answer(
        audit=audit, question=question, voice="auditor", version=0, text="From the other tab", by=audit.auditor, at=AT
    )
    client.force_login(scene.people["auditor"])
    page = client.post(section(scene, audit), sent(question, text="Typed here")).content.decode()
    assert "From the other tab" in page
    assert "Typed here" in page
    assert f'name="version_{question.pk}" value="1"' in page
    client.post(section(scene, audit), sent(question, text="One of both", version=1))
    assert audit.answers.get().text == "One of both"


def test_autosave_keeps_and_tells_the_new_version(client, scene, question):
    audit = scene.invited()
    client.force_login(scene.people["auditor"])
    answer = client.post(section(scene, audit), sent(question), headers={"X-Autosave": "1"}).json()
    assert answer["versions"] == {f"version_{question.pk}": 1}
    assert (answer["conflicts"], answer["problems"]) == ({}, [])
    late = client.post(section(scene, audit), sent(question, text="Other"), headers={"X-Autosave": "1"}).json()
    assert "Both texts are here" in late["conflicts"][str(question.pk)]


def test_what_is_sent_after_the_session_ended_comes_back_to_its_writer_alone(client, scene, question):
    audit = scene.invited()
    client.force_login(scene.people["auditor"])
    page = client.get(section(scene, audit))
    writer = page.context["form"]["writer"].initial
    client.logout()
    answer = client.post(section(scene, audit), sent(question, text="Mid-sentence", writer=writer) | {"writer": writer})
    assert answer["Location"] == f"/account/login/?next={section(scene, audit)}"
    waiting = dict(client.session)
    client.post("/account/login/", {"login": scene.people["auditor"].email, "password": "correct horse battery staple"})
    back = client.get(section(scene, audit)).content.decode()
    assert "Mid-sentence" in back
    assert "What you wrote is back" in back
    assert "Mid-sentence" not in client.get(section(scene, audit)).content.decode()
    client.force_login(scene.people["worker"])
    session = client.session
    session.update({"kept_writing": waiting["kept_writing"]})
    session.save()
    assert "Mid-sentence" not in client.get(section(scene, audit)).content.decode()


def test_a_forged_grade_is_refused_and_the_words_stay(client, scene, question):
    audit = scene.invited()
    client.force_login(scene.people["auditor"])
    page = client.post(section(scene, audit), sent(question, grade="superb")).content.decode()
    assert "Choose one of the four grades." in page
    assert "Her words are there" in page
    assert not audit.answers.exists()


def test_a_reference_in_one_s_own_line_is_refused_with_the_reason_and_a_swap(client, scene):
    client.force_login(scene.people["manager"])
    form = {
        "reference": "LS000777",
        "tool": scene.tool.pk,
        "auditor": scene.people["manager"].pk,
        "due_on_day": "1",
        "due_on_month": "12",
        "due_on_year": "2036",
        "key": "typed",
    }
    page = client.post("/audits/begin/", form).content.decode()
    assert "M. Manager manages Mere Safeguarding, or the line above it." in page
    assert "Swap: who could audit it instead" in page
    assert "B. Second" in page
    client.post("/audits/begin/", {**form, "auditor": scene.people["second"].pk})
    assert Audit.objects.get().auditor == scene.people["second"]
    client.force_login(scene.people["neighbour"])
    unknown = client.post("/audits/begin/", {**form, "key": "other"}).content.decode()
    assert "No child whose work you may have audited has this reference" in unknown


def test_what_is_written_stays_between_the_two_until_drafted(client, scene):
    audit = scene.talking()
    scene.write(audit)
    client.force_login(scene.people["manager"])
    assert "Her words are on five" not in client.get(f"/audits/{audit.pk}/").content.decode()
    assert client.get(section(scene, audit)).status_code == 404
    services.submit(audit=audit, by=audit.auditor, at=AT)
    assert "Her words are on five" in client.get(f"/audits/{audit.pk}/").content.decode()


def test_what_one_was_told_is_put_aside_by_oneself_alone(client, scene):
    scene.allocate()
    notice = Notice.objects.get(person=scene.people["auditor"])
    client.force_login(scene.people["director"])
    assert client.post(f"/notices/{notice.pk}/put-aside/").status_code == 404
    client.force_login(scene.people["auditor"])
    assert notice.words in client.get("/audits/").content.decode()
    answer = client.post(f"/notices/{notice.pk}/put-aside/", {"back": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
    assert notice.words not in client.get("/audits/").content.decode()


def test_an_audit_elsewhere_does_not_exist(client, scene):
    audit = scene.drafted()
    client.force_login(scene.people["neighbour"])
    assert client.get(f"/audits/{audit.pk}/").status_code == 404
    client.force_login(scene.people["colleague"])
    assert client.get(f"/audits/{audit.pk}/").status_code == 404


def test_the_reply_page_and_the_end(client, scene):
    audit = scene.drafted()
    client.force_login(scene.people["worker"])
    page = client.post(f"/audits/{audit.pk}/reply/", {"stance": "disagrees", "text": ""}).content.decode()
    assert "Say what you see differently." in page
    client.post(f"/audits/{audit.pk}/reply/", {"stance": "disagrees", "text": "She was seen alone"})
    client.force_login(scene.people["auditor"])
    client.post(f"/audits/{audit.pk}/finish/")
    page = client.get(f"/audits/{audit.pk}/").content.decode()
    assert "She was seen alone" in page
    assert Audit.objects.get().state == "final"


@pytest.mark.parametrize(("path", "most"), [("/audits/", 22), ("audit", 32), ("section", 26), ("overall", 30)])
def test_pages_ask_the_same_queries_for_ten_times_as_much(
    path, most, client, scene, question, django_assert_max_num_queries
):
    audit = scene.talking()
    pages = {"audit": "", "section": "section/1/", "overall": "overall/"}
    address = path if path.startswith("/") else f"/audits/{audit.pk}/{pages[path]}"
    client.force_login(scene.people["auditor"])

    def asked():
        with django_assert_max_num_queries(most) as counted:
            client.get(address)
        return len(counted)

    scene.allocate(key="first")
    before = asked()
    for number in range(20):
        scene.allocate(key=f"more-{number}")
    scene.write(audit)
    assert asked() <= before + 1
