"""Tools written without code: published when whole, then frozen; the five that are shipped."""

from datetime import date

import pytest

from audits.models import Question, StandardVersion, Tool, ToolVersion
from audits.tools import queries, services, shipped
from audits.tools.checks import missing
from casework.services import NotAllowed
from tests.audits.conftest import AT
from tests.factories import make_tree, make_user
from tests.factories.audits import make_standard


@pytest.fixture
def lead(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_user("quality_lead", make_tree()["larchshire"])


@pytest.fixture
def draft(lead):
    return services.begin_tool(name="Supervision look", kind="supervision", purpose="To look", by=lead, at=AT)


def edits(version):
    return ToolVersion.objects.get(pk=version.pk).edits


def add(version, lead, **fields):
    section = services.add_section(
        version=version, edits=edits(version), title="Voice", introduction="", applies_to="everyone", by=lead
    )
    return section, ask(section, lead, **fields)


def ask(section, lead, **fields):
    given = {
        "text": "How well is the child heard?",
        "guidance": "",
        "asked_of": "auditor",
        "is_graded": True,
        "asks_difference": True,
        "is_safety": False,
        "standard": fields.pop("standard", None) or make_standard(),
        "descriptors": {"good": "Seen alone", "inadequate": ""},
        **fields,
    }
    return services.write_question(section=section, edits=edits(section.version), by=lead, **given)


def publish(version, lead):
    return services.publish(version=version, edits=edits(version), by=lead, at=AT)


def test_from_nothing_to_published(draft, lead):
    assert missing(draft) == ["It has no sections yet. Add the first."]
    add(draft, lead)
    assert publish(draft, lead).state == "published"
    with pytest.raises(NotAllowed, match="frozen"):
        add(draft, lead)


def test_an_empty_question_keeps_it_from_being_published(draft, lead):
    _, question = add(draft, lead, text="")
    with pytest.raises(NotAllowed, match="Question 1 of “Voice” is empty"):
        publish(draft, lead)
    assert ToolVersion.objects.get(pk=draft.pk).state == "draft"
    services.remove_question(question=question, edits=edits(draft), by=lead)
    with pytest.raises(NotAllowed, match="“Voice” has no question"):
        publish(draft, lead)


def test_a_tool_that_never_asks_what_difference_it_made_is_refused(draft, lead):
    add(draft, lead, asks_difference=False)
    with pytest.raises(NotAllowed, match="what difference the work has made"):
        publish(draft, lead)


def test_of_two_editors_the_second_is_told(draft, lead):
    before = edits(draft)
    add(draft, lead)
    with pytest.raises(NotAllowed, match="since you opened it"):
        services.set_introduction(version=draft, edits=before, introduction="Mine", by=lead)


def test_the_next_version_begins_with_everything_and_the_first_keeps_its_words(draft, lead):
    add(draft, lead)
    publish(draft, lead)
    second = services.begin_version(tool=draft.tool, by=lead, at=AT)
    assert services.begin_version(tool=draft.tool, by=lead, at=AT) == second
    (question,) = Question.objects.filter(section__version=second)
    assert [each.text for each in question.descriptors.all()] == ["Seen alone"]
    kept = {"guidance": "", "asked_of": "auditor", "is_graded": True, "asks_difference": True, "is_safety": True}
    services.write_question(
        section=question.section,
        question=question,
        edits=edits(second),
        text="How safe is the child?",
        standard=question.standard,
        descriptors={},
        by=lead,
        **kept,
    )
    publish(second, lead)
    assert ToolVersion.objects.get(pk=draft.pk).state == "retired"
    assert Question.objects.get(section__version=draft).text == "How well is the child heard?"


def test_the_worker_is_never_asked_to_score(draft, lead):
    _, question = add(draft, lead, asked_of="worker", is_safety=True)
    assert (question.is_graded, question.asks_difference, question.is_safety) == (False, False, False)


def test_a_standard_s_new_words_leave_the_old_to_what_was_made_with_them(lead):
    first = services.word_standard(
        code="2.10", title="Safety", text="Children are safe", from_on=date(2026, 1, 1), by=lead, at=AT
    )
    services.word_standard(
        code="2.9", title="Before", text="It stands before", from_on=date(2026, 1, 1), by=lead, at=AT
    )
    second = services.word_standard(
        code="2.10", title="Safety", text="Children are safer", from_on=date(2026, 6, 1), by=lead, at=AT
    )
    assert (first.number, second.number) == (1, 2)
    assert [each.text for each in queries.newest_standards()] == ["It stands before", "Children are safer"]
    assert StandardVersion.objects.get(pk=first.pk).text == "Children are safe"
    with pytest.raises(NotAllowed, match="already"):
        services.word_standard(
            code="2.10", title="Safety", text="Children are safer", from_on=date(2026, 6, 1), by=lead, at=AT
        )
    with pytest.raises(NotAllowed, match="Number a standard"):
        services.word_standard(code="two", title="x", text="y", from_on=date(2026, 6, 1), by=lead, at=AT)


def test_five_tools_are_shipped_once(db):
    assert shipped.load_shipped(at=AT) == 5
    assert shipped.load_shipped(at=AT) == 0
    assert set(Tool.objects.values_list("kind", flat=True)) == set(Tool.Kind.values)
    case = ToolVersion.objects.get(tool__code="case-audit")
    graded = Question.objects.filter(section__version=case, is_graded=True)
    assert graded.count() == 12
    assert all(question.descriptors.count() == 4 and question.standard for question in graded)
    assert [section.title for section in case.sections.filter(applies_to="care_or_leaving")] == [
        "Permanence or pathway"
    ]
    assert [section.title for section in case.sections.all()][-2:] == ["Family's view", "Worker's reflection"]


def test_what_a_department_made_of_a_shipped_tool_stays(lead):
    shipped.load_shipped(at=AT)
    services.word_standard(code="1.1", title="Voice", text="Ours", from_on=date(2026, 6, 1), by=lead, at=AT)
    shipped.load_shipped(at=AT)
    assert queries.newest_standards()[0].text == "Ours"


def test_pages_from_a_name_to_a_published_tool(client, lead):
    client.force_login(lead)
    standard = make_standard()
    client.post("/audits/tools/new/", {"name": "Our look", "kind": "case", "purpose": "To look"})
    page = "/audits/tools/our-look/draft/"
    assert "Add the first" in client.get(page).content.decode()
    client.post(page + "section/", {"edits": 0, "title": "Voice", "introduction": "", "applies_to": "care"})
    empty = {"edits": 1, "text": "", "asked_of": "auditor", "is_graded": "on", "asks_difference": "on"}
    client.post(page + "section/1/question/", empty)
    assert "is empty. Write it" in client.get(page + "publish/").content.decode()
    refused = client.post(page + "publish/", {"edits": 2}, follow=True).content.decode()
    assert "is empty. Write it" in refused
    question = Question.objects.get()
    stale = {**empty, "edits": 1, "text": "How well?", "standard": standard.pk}
    kept = client.post(f"{page}question/{question.pk}/", stale).content.decode()
    assert "since you opened it" in kept
    assert "How well?" in kept
    client.post(f"{page}question/{question.pk}/", {**stale, "edits": 2})
    assert client.post(page + "publish/", {"edits": 3})["Location"] == "/audits/tools/our-look/"
    assert "How well?" in client.get("/audits/tools/our-look/").content.decode()
    assert client.get(page).status_code == 404
