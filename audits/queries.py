"""Audits as they are read: one's own lists, one audit with both its voices, a team's audits."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache

from django.db.models import F, Prefetch, Q

from audits import states
from audits.models import WRITING, Answer, Audit, Part, Praise, Question, SecondLook, Section, Voice
from casework import access
from casework.models import User

AUDIT, MANAGE, ACT = "audits:audit", "audits:withdraw", "audits:action"
WITH = ("tool_version__tool", "child", "worker", "team", "auditor", "live")


@dataclass(frozen=True)
class AuditLine:
    """An audit as it is listed."""

    pk: int
    reference: str
    tool: str
    team: str
    worker: str
    auditor: str
    state: str
    state_words: str
    grade: str
    due_on: date
    reply_due_on: date | None
    meet_on: date | None
    late: bool


@dataclass(frozen=True)
class PraiseLine:
    """Praise as the worker reads it."""

    audit_pk: int
    words: str
    about: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Desk:
    """What an audit is to a person: who they are in it, and what they may do."""

    audit: Audit
    is_auditor: bool
    is_worker: bool
    may_manage: bool
    answers_for: bool
    user: User

    @cached_property
    def look(self) -> SecondLook | None:
        """Return the second look that waits for this person, if one does; one query."""
        return SecondLook.objects.filter(audit=self.audit, asked_of=self.user, answered_at__isnull=True).first()

    @property
    def voice(self) -> str:
        """Return the voice this person writes with while the audit is unfinished, or ""."""
        if self.audit.state not in WRITING:
            return ""
        if self.is_auditor:
            return Voice.AUDITOR
        return Voice.WORKER if self.is_worker and self.audit.invited_at else ""


@dataclass(frozen=True)
class Asked:
    """A question with what both voices wrote to it."""

    question: Question
    auditor: Answer | None
    worker: Answer | None


@dataclass(frozen=True)
class SectionRead:
    """A section of the tool in one audit, with what was written."""

    number: int
    title: str
    introduction: str
    applies: bool
    asked: tuple[Asked, ...]

    @property
    def grade_words(self) -> str:
        """Return the grade as the steps beside a page show it; for several, how many are given."""
        graded = [each for each in self.asked if each.question.is_graded]
        given = [each.auditor for each in graded if each.auditor and each.auditor.grade]
        if len(graded) == 1:
            return given[0].get_grade_display() if given else ""
        return f"{len(given)} of {len(graded)} graded" if given else ""


def desk(*, pk: int, user: User) -> Desk | None:
    """Return an audit with who this person is in it, or None where they may not open it; two queries."""
    audit = Audit.objects.visible_to(user).select_related(*WITH).filter(pk=pk).first()
    if audit is None:
        return None
    return Desk(
        audit=audit,
        is_auditor=audit.auditor_id == user.pk,
        is_worker=audit.worker is not None and audit.worker.user_id == user.pk,
        answers_for=audit.team_id in access.team_ids_for(user, ACT, codes="W"),
        may_manage=audit.team_id in access.team_ids_for(user, MANAGE, codes="W"),
        user=user,
    )


def sections_of(audit: Audit) -> list[SectionRead]:
    """Return the sections of an audit in order, with what both voices wrote; five queries, two once they are known."""
    applies = dict(Part.objects.filter(audit=audit).order_by().values_list("section_id", "applies"))
    written = {(answer.question_id, answer.voice): answer for answer in audit.answers.all()}

    def asked(question):
        return Asked(question, written.get((question.pk, Voice.AUDITOR)), written.get((question.pk, Voice.WORKER)))

    return [
        SectionRead(
            number=section.number,
            title=section.title,
            introduction=section.introduction,
            applies=applies[section.pk],
            asked=tuple(asked(question) for question in section.in_order),
        )
        for section in _sections(audit.tool_version_id, audit.tool_version.state)
        if section.pk in applies
    ]


# The database refuses every change of a version that audits are made with, and of standards once they are worded. By
# state too, so that nothing of a draft is kept.
@lru_cache(maxsize=64)
def _sections(version_id: int, state: str) -> tuple[Section, ...]:
    questions = Question.objects.select_related("standard__standard").prefetch_related("descriptors").order_by("number")
    rows = Section.objects.filter(version=version_id).order_by("number")
    return tuple(rows.prefetch_related(Prefetch("questions", queryset=questions, to_attr="in_order")))


def to_audit(user: User, *, on: date) -> list[AuditLine]:
    """Return the audits this person is to go on with, what is due first at the top; one query."""
    rows = Audit.objects.filter(auditor=user, state__in=[*WRITING, states.REPLIED, states.MODERATED])
    return lines(rows.order_by("due_on", "pk"), on=on)


def asked_of_worker(user: User, *, on: date) -> list[AuditLine]:
    """Return the audits of this person's own work that ask a part or a reply of them; one query."""
    rows = Audit.objects.filter(worker__user=user, state__in=[states.INVITED, states.IN_CONVERSATION, states.DRAFTED])
    return lines(rows.order_by(F("reply_due_on").asc(nulls_last=True), "due_on", "pk"), on=on)


def looks_asked(user: User, *, on: date) -> list[AuditLine]:
    """Return the audits whose grade waits for this person's second look; one query."""
    asked = SecondLook.objects.filter(asked_of=user, answered_at__isnull=True)
    return lines(Audit.objects.filter(pk__in=asked.values("audit_id")).order_by("pk"), on=on)


def praise_for(user: User, *, at_most: int = 3) -> list[PraiseLine]:
    """Return the newest praise this person was sent; one query."""
    rows = Praise.objects.filter(audit__worker__user=user).select_related("sent_by", "question__section")
    return [
        PraiseLine(
            row.audit_id, row.words, row.question.section.title if row.question else "", row.sent_by.name, row.sent_at
        )
        for row in rows.order_by("-sent_at", "-pk")[:at_most]
    ]


SHOWN = {
    "open": Q(state__in=[*WRITING, states.DRAFTED, states.REPLIED, states.MODERATED]),
    "final": Q(state__in=[states.FINAL, states.ACTION_OPEN, states.CLOSED, states.RE_AUDITED]),
    "withdrawn": Q(state=states.WITHDRAWN),
}


def audits_at(user: User, *, team_ids: set[int], show: str):
    """Return the audits of a place that this person's roles reach, to be paged: open, final or withdrawn."""
    reach = access.team_ids_for(user, AUDIT, codes="RWX") & team_ids
    order = ("-final_at", "-pk") if show == "final" else ("due_on", "pk")
    return Audit.objects.filter(SHOWN[show], team_id__in=reach).order_by(*order)


def lines(rows, *, on: date) -> list[AuditLine]:
    """Return audits as they are listed; one query."""
    return [
        AuditLine(
            pk=row.pk,
            reference=row.child.reference if row.child else "",
            tool=row.tool_version.tool.name,
            team=row.team.name,
            worker=row.worker.name if row.worker else "",
            auditor=row.auditor.name,
            state=row.state,
            state_words=row.get_state_display(),
            grade=row.get_grade_display(),
            due_on=row.due_on,
            reply_due_on=row.reply_due_on,
            meet_on=row.meet_on,
            late=row.state in WRITING and row.due_on < on,
        )
        for row in rows.select_related("tool_version__tool", "child", "team", "worker", "auditor")
    ]


def children_in(lists) -> list[int]:
    """Return the ids of the children whose audits are listed, for the read log; one query."""
    pks = [line.pk for each in lists for line in each]
    return list(Audit.objects.filter(pk__in=pks, child__isnull=False).values_list("child_id", flat=True))
