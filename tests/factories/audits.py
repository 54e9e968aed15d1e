"""Factories of the audits' room."""

import itertools
from datetime import date

from audits.models import (
    Audit,
    Dispute,
    Part,
    Question,
    RiskAlert,
    RiskStep,
    SecondLook,
    Section,
    Standard,
    StandardVersion,
    Tool,
    ToolVersion,
)
from audits.writing.services import save_answer, save_overall
from casework.models import Worker
from tests.factories.casework import NOW, make_child, make_user

_next = itertools.count(1).__next__


def make_standard(code=None, *, title="Seen and heard", text="We know what life is like for this child."):
    """Return a standard's first version."""
    number = _next()
    standard = Standard.objects.create(code=code or f"9.{number}", place=9000 + number)
    return StandardVersion.objects.create(
        standard=standard, number=1, title=title, text=text, from_on=date(2026, 1, 1), written_at=NOW
    )


def make_tool(*, kind="case", sections=("Voice", "Risk and safety"), safety=("Risk and safety",), state="published"):
    """Return a tool's version with one graded question in each section, then the worker's reflection."""
    number = _next()
    tool = Tool.objects.create(code=f"tool-{number}", name=f"Tool {number}", kind=kind, purpose="To look with")
    version = ToolVersion.objects.create(tool=tool, number=1, begun_at=NOW)
    standard = make_standard()
    for place, title in enumerate(sections, start=1):
        section = Section.objects.create(version=version, number=place, title=title)
        Question.objects.create(
            section=section, number=1, text=f"How good is {title}?", standard=standard, is_safety=title in safety
        )
    reflection = Section.objects.create(version=version, number=len(sections) + 1, title="Worker's reflection")
    Question.objects.create(
        section=reflection,
        number=1,
        text="What are you proud of?",
        asked_of="worker",
        is_graded=False,
        asks_difference=False,
    )
    if state != "draft":
        ToolVersion.objects.filter(pk=version.pk).update(state=state, published_at=NOW)
        version.refresh_from_db()
    return version


def make_audit(*, auditor, team, tool=None, child=None, worker=None, state="allocated", **fields):
    """Return an audit with a part for each section, in any state with what that state needs."""
    tool = tool or make_tool()
    worker = worker or Worker.objects.create(name=f"Audited worker {_next()}")
    order = list(Audit.State.values)
    past = order.index(state) if state != "withdrawn" else 0
    moments = {
        "invited_at": past >= order.index("invited"),
        "drafted_at": past >= order.index("drafted"),
        "replied_at": past >= order.index("replied"),
        "final_at": past >= order.index("final"),
    }
    for name, reached in moments.items():
        if reached:
            fields.setdefault(name, NOW)
    if moments["drafted_at"]:
        fields.setdefault("grade", "good")
        fields.setdefault("reply_due_on", date(2026, 12, 1))
    audit = Audit.objects.create(
        tool_version=tool,
        child=child or make_child(),
        worker=worker,
        team=team,
        auditor=auditor,
        state=state,
        due_on=fields.pop("due_on", date(2026, 12, 1)),
        key=fields.pop("key", f"audit-{_next()}"),
        allocated_at=NOW,
        **fields,
    )
    Part.objects.bulk_create([Part(audit=audit, section=section, applies=True) for section in tool.sections.all()])
    return audit


def make_looked_at(audit, *, of):
    """Return the audit, with a second look asked of somebody."""
    asker = make_user()
    SecondLook.objects.create(audit=audit, asked_of=of, grade="good", asked_at=NOW, asked_by=asker)
    return audit


def make_alert(audit, *, told, raised_by=None):
    """Return an alert that waits for somebody."""
    alert = RiskAlert.objects.create(
        audit=audit, raised_by=raised_by or make_user(), raised_at=NOW, told=told, answer_by_at=NOW
    )
    RiskStep.objects.create(alert=alert, told=told, role="team_manager", told_at=NOW)
    return alert


def make_dispute(audit, *, raised_by, wanted="outstanding", **fields):
    """Return an open dispute of an audit's grade."""
    return Dispute.objects.create(
        audit=audit,
        first_grade=audit.grade,
        wanted=wanted,
        because=fields.pop("because", "She was seen on every visit"),
        key=f"dispute-{_next()}",
        raised_by=raised_by,
        raised_at=NOW,
        **fields,
    )


def make_whole(audit, *, at, grades=None, grade="good"):
    """Write every answer of the auditor and the overall grade, so that it can be submitted; return the audit.

    `grades` maps section titles to what is not `grade`.
    """
    parts = audit.parts.filter(applies=True).values("section_id")
    for question in Question.objects.filter(section_id__in=parts, asked_of="auditor").select_related("section"):
        save_answer(
            audit=audit,
            question=question,
            voice="auditor",
            version=0,
            grade=(grades or {}).get(question.section.title, grade) if question.is_graded else "",
            text="Her words are on five of seven visits",
            difference="She sees her brother on Saturdays" if question.asks_difference else "",
            by=audit.auditor,
            at=at,
        )
    words = {"text": "Steady work", "better_because": "The plan has changed since"}
    save_overall(audit=audit, version=0, grade=grade, **words, by=audit.auditor, at=at)
    return audit
