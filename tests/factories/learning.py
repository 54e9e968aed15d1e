"""Factories of what audits teach: a theme, findings of a final audit, a guide, a learning."""

import itertools
from datetime import date

from audits.guidance import services as library
from audits.models import Answer, Audit, Finding, Question, StandardVersion
from audits.register import services as register
from casework.models import Theme
from tests.factories.audits import make_audit, make_standard
from tests.factories.casework import NOW, make_user

_next = itertools.count(1).__next__


def make_theme(code=None, **fields):
    """Return a theme that is offered."""
    code = code or f"theme-{_next()}"
    return Theme.objects.create(code=code, name=fields.pop("name", code.replace("-", " ").capitalize()), **fields)


def make_finding(audit, *, theme, kind="difficulty", words="Her own words are nowhere", standard=None):
    """Return a finding; while an audit is being written only, as the database insists."""
    return Finding.objects.create(
        audit=audit,
        kind=kind,
        theme=theme,
        standard=standard or StandardVersion.objects.first() or make_standard(),
        words=words,
        key=f"finding-{_next()}",
        written_at=NOW,
        written_by=audit.auditor,
    )


def make_found(*, team, theme, kinds=("difficulty",), grade="good", auditor=None, final_at=NOW, tool=None):
    """Return a final audit with a finding of each kind under a theme."""
    audit = make_audit(auditor=auditor or make_user(), team=team, state="in_conversation", tool=tool)
    for kind in kinds:
        make_finding(audit, theme=theme, kind=kind)
    moments = {"invited_at": NOW, "drafted_at": NOW, "replied_at": NOW, "reply_due_on": date(2026, 12, 1)}
    Audit.objects.filter(pk=audit.pk).update(state="final", grade=grade, final_at=final_at, **moments)
    audit.refresh_from_db()
    return audit


def make_graded(audit, grade):
    """Give every graded question of a final audit a grade, as its auditor did before it was sealed; return it."""
    final_at = audit.final_at
    Audit.objects.filter(pk=audit.pk).update(state="in_conversation", final_at=None)
    for question in Question.objects.filter(section__version=audit.tool_version, is_graded=True):
        Answer.objects.create(
            audit=audit,
            question=question,
            voice="auditor",
            grade=grade,
            text="Seen",
            saved_at=final_at,
            saved_by=audit.auditor,
        )
    Audit.objects.filter(pk=audit.pk).update(state="final", final_at=final_at)
    return audit


def make_guide(*, topic=None, by=None, **fields):
    """Return a guide in the library."""
    by = by or make_user()
    given = {
        "title": f"Guide {_next()}",
        "text": "Ask, listen, write it down, act on it.",
        "owner": by,
        "review_on": date(2037, 3, 1),
        "key": f"guide-{_next()}",
        "at": NOW,
        **fields,
    }
    return library.write(topic=topic or make_theme(), **given, by=by)


def make_learning(*, team, by=None, **fields):
    """Return a learning with its action."""
    by = by or make_user()
    given = {
        "learned": "Brothers and sisters were not asked",
        "source": "audits",
        "source_words": "",
        "standard": None,
        "what": "Ask brothers and sisters at every visit",
        "measure": "Their words are in the record",
        "owner": make_user(),
        "due_on": date(2027, 1, 31),
        "look_again_on": date(2027, 6, 1),
        "key": f"learning-{_next()}",
        "at": NOW,
        **fields,
    }
    given.setdefault("theme", None)
    given["theme"] = given["theme"] or make_theme()
    return register.keep(team=team, **given, by=by)
