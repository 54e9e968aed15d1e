"""What the database refuses, whoever asks: changed tools, grades by the worker, changed replies, sealed answers."""

import pytest
from django.db import DatabaseError, transaction

from audits.models import Answer, Audit, Descriptor, Question, Reply, Section, StandardVersion
from tests.factories import make_tree, make_user
from tests.factories.audits import make_audit, make_standard, make_tool
from tests.factories.casework import NOW


@pytest.fixture
def tree(db):
    return make_tree()


@pytest.fixture
def auditor(tree):
    return make_user("auditor", tree["larchshire"])


def refused(match, act, *arguments, **fields):
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        act(*arguments, **fields)


def test_a_published_tool_never_changes(db):
    version = make_tool()
    section = version.sections.first()
    question = section.questions.first()
    frozen = "A published tool is frozen"
    refused(frozen, Question.objects.filter(pk=question.pk).update, text="Another question")
    refused(frozen, Section.objects.filter(pk=section.pk).update, title="Another")
    refused(frozen, Section.objects.create, version=version, number=9, title="One more")
    refused(frozen, Descriptor.objects.create, question=question, grade="good", text="Seen alone")
    refused(frozen, question.delete)
    refused(frozen, type(version).objects.filter(pk=version.pk).update, introduction="Changed")
    refused(frozen, type(version).objects.filter(pk=version.pk).update, state="draft", published_at=None)
    type(version).objects.filter(pk=version.pk).update(state="retired")
    refused(frozen, type(version).objects.filter(pk=version.pk).update, state="published")


def test_a_question_cannot_be_moved_out_of_a_published_tool(db):
    published, draft = make_tool(), make_tool(state="draft")
    question = Question.objects.filter(section__version=published).first()
    refused("frozen", Question.objects.filter(pk=question.pk).update, section=draft.sections.first(), number=7)
    Question.objects.filter(section__version=draft).update(text="A draft may change")


def test_a_standard_s_words_are_never_changed(db):
    version = make_standard()
    refused("Cannot update or delete", StandardVersion.objects.filter(pk=version.pk).update, text="Other words")


def answer(audit, **fields):
    question = Question.objects.filter(section__version=audit.tool_version).first()
    return Answer.objects.create(audit=audit, question=question, saved_at=NOW, saved_by=audit.auditor, **fields)


def test_the_worker_never_scores(tree, auditor):
    audit = make_audit(auditor=auditor, team=tree["mere-safeguarding"])
    refused("answer_worker_never_scores", answer, audit, voice="worker", grade="good")
    refused("answer_grade_known", answer, audit, voice="auditor", grade="excellent")


def test_answers_are_sealed_once_the_audit_is_drafted(tree, auditor):
    audit = make_audit(auditor=auditor, team=tree["mere-safeguarding"])
    kept = answer(audit, voice="auditor", grade="good", text="Her words are there")
    Audit.objects.filter(pk=audit.pk).update(state="drafted", grade="good", drafted_at=NOW)
    refused("sealed", Answer.objects.filter(pk=kept.pk).update, grade="outstanding")
    refused("sealed", kept.delete)
    refused("sealed", answer, audit, voice="worker", text="Late")


def test_a_reply_stands_for_ever(tree, auditor):
    audit = make_audit(auditor=auditor, team=tree["mere-safeguarding"], state="replied")
    refused(
        "reply_that_differs_says_why",
        Reply.objects.create,
        audit=audit,
        stance="disagrees",
        written_at=NOW,
        written_by=auditor,
    )
    reply = Reply.objects.create(audit=audit, stance="partly", text="Not quite", written_at=NOW, written_by=auditor)
    refused("Cannot update or delete", Reply.objects.filter(pk=reply.pk).update, text="Entirely")
    refused("Cannot update or delete", reply.delete)


def test_no_audit_is_final_before_the_reply(tree, auditor):
    audit = make_audit(auditor=auditor, team=tree["mere-safeguarding"], state="drafted")
    rows = Audit.objects.filter(pk=audit.pk)
    refused("audit_not_final_before_the_reply", rows.update, state="final", final_at=NOW)
