"""Factories of moderation: a judged audit, and a second judgement of it."""

from datetime import date

from audits.models import Answer, Audit, Moderation, Overall, SecondGrade
from audits.moderation import services
from tests.factories import make_user
from tests.factories.audits import make_audit
from tests.factories.casework import NOW


def make_judged(*, team, auditor=None, grade="good", grades=None, text="The auditor's own analysis", **fields):
    """Return an audit that its worker has replied to, with the auditor's grade of each question and of the whole."""
    auditor = auditor or make_user("auditor", team)
    audit = make_audit(auditor=auditor, team=team, **fields)
    saved = {"saved_at": NOW, "saved_by": auditor}
    for question in services.questions_of(Moderation(audit=audit)):
        mine = (grades or {}).get(question.section.title, grade)
        Answer.objects.create(audit=audit, question=question, voice="auditor", grade=mine, text=text, **saved)
    Overall.objects.create(audit=audit, grade=grade, text=text, **saved)
    moments = {"invited_at": NOW, "drafted_at": NOW, "replied_at": NOW, "reply_due_on": date(2026, 12, 1)}
    Audit.objects.filter(pk=audit.pk).update(state="replied", grade=grade, **moments)
    audit.refresh_from_db()
    return audit


def make_moderation(audit, *, moderator=None, grade="", is_blind=True, **fields):
    """Return a moderation of an audit; with `grade`, that is the second grade of every question and of the whole."""
    moderation = Moderation.objects.create(
        audit=audit,
        moderator=moderator or make_user(),
        why=fields.pop("why", "share"),
        is_blind=is_blind,
        asked_at=NOW,
        **fields,
    )
    if grade:
        wanted = {question.pk: grade for question in services.questions_of(moderation)}
        services.grade(
            moderation=moderation, grades=wanted, overall=grade, text="Seen anew", by=moderation.moderator, at=NOW
        )
    return moderation


def second_grades(moderation) -> dict[str, str]:
    """Return section title -> second grade."""
    rows = SecondGrade.objects.filter(moderation=moderation)
    return dict(rows.values_list("question__section__title", "grade"))
