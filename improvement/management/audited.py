"""A few audits of the synthetic department, each at another point of its way, through the services people use."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from audits import services
from audits.models import Audit, Question, ToolVersion
from audits.writing.services import save_answer, save_overall
from casework.models import CinStatus, User
from casework.services import NotAllowed

NAMES = ("auditor", "quality-lead", "practitioner", "director")
# How far each goes, and the grades of its parts in turn.
STAGES = ("allocated", "invited", "talking", "drafted", "final")
GRADES = ("good", "requires_improvement", "good", "good")
WORDS = (
    "What the child says is on five of the last seven visits, twice in drawings, and it was read back to them.",
    "The worry in spring was named and weighed, and answered later than it should have been.",
    "Both parents are in it, and the past is used to understand the present.",
    "Few and dated steps, each with its reason; the family can say what must change.",
)
DIFFERENCES = (
    "Contact moved to the day the child asked for.",
    "The child waited some weeks longer than needed to be safe at weekends.",
    "School and home now say the same to the child.",
    "Mornings are calmer, and the child is at school on time.",
)
REFLECTION = "I am proud of the drawings we made together. Next time I would write down at once what they meant."
REPLY = "The judgement is fair. The delay in spring came while two posts in the team were empty."


def audit_some(*, at: datetime) -> int:
    """Make one audit for each stage there can be one for; return how many there are. Said again, nothing is added."""
    people = {name: User.objects.filter(email__startswith=f"{name}@").first() for name in NAMES}
    tool = ToolVersion.objects.filter(tool__code="case-audit", state="published").first()
    if tool is None or not all(people.values()) or Audit.objects.filter(key__startswith="synthetic ").exists():
        return Audit.objects.count()
    rows = CinStatus.objects.filter(worker__user=people["practitioner"]).order_by("-as_on", "child__reference")
    children = list({row.child_id: row.child for row in rows.select_related("child")[:40]}.values())
    for stage, child in zip(STAGES, children, strict=False):
        try:
            _one(stage, child, tool, people, at=at)
        except NotAllowed:
            continue
    return Audit.objects.count()


def _one(stage: str, child, tool: ToolVersion, people: dict[str, User], *, at: datetime) -> None:
    today = localdate(at)
    auditor, worker = people["auditor"], people["practitioner"]
    audit = services.allocate(
        tool=tool,
        child=child,
        auditor=auditor,
        due_on=today + timedelta(days=14),
        key=f"synthetic {stage}",
        by=people["quality-lead"],
        at=at,
    )
    if stage == "allocated":
        return
    services.invite(audit=audit, meet_on=today + timedelta(days=3), by=auditor, at=at)
    if stage == "invited":
        return
    services.record_conversation(
        audit=audit, held_on=today, how="in_person", parts=["auditor", "worker"], by=auditor, at=at
    )
    _write(audit, auditor, worker, whole=stage != "talking", at=at)
    if stage == "talking":
        return
    services.submit(audit=audit, by=auditor, at=at)
    if stage == "final":
        services.reply(audit=audit, stance="partly", text=REPLY, by=worker, at=at)
        services.finish(audit=audit, by=auditor, at=at)
        first = Question.objects.filter(section__version=tool, is_graded=True).order_by("section__number").first()
        services.praise(audit=audit, question=first, by=auditor, at=at)


def _write(audit: Audit, auditor: User, worker: User, *, whole: bool, at: datetime) -> None:
    sections = audit.parts.filter(applies=True).values("section_id")
    asked = Question.objects.filter(section_id__in=sections).order_by("section__number", "number")
    for place, question in enumerate(asked if whole else asked[:3]):
        turn = place % len(WORDS)
        if question.asked_of == "worker":
            save_answer(audit=audit, question=question, voice="worker", version=0, text=REFLECTION, by=worker, at=at)
            continue
        save_answer(
            audit=audit,
            question=question,
            voice="auditor",
            version=0,
            grade=GRADES[turn] if question.is_graded else "",
            text=WORDS[turn],
            difference=DIFFERENCES[turn] if question.asks_difference else "",
            by=auditor,
            at=at,
        )
    if whole:
        save_overall(
            audit=audit,
            version=0,
            grade="good",
            text="Steady, warm work that knows this child. One worry was answered late.",
            better_because="What was late in spring has been in time since, and the child has noticed.",
            by=auditor,
            at=at,
        )
