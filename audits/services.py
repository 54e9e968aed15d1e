"""Verbs of one audit: allocate, swap, invite, talk, submit, look a second time, reply, finish, close, withdraw."""

from datetime import date, datetime

import pghistory
from django.db import transaction
from django.utils.timezone import localdate

from audits import independence, states
from audits.known import Status, status_of, work_of
from audits.live.queries import had_a_part
from audits.models import (
    WRITING,
    Audit,
    Conversation,
    ConversationPerson,
    Part,
    Praise,
    Question,
    Reply,
    SecondLook,
    Swap,
    TookPart,
    ToolVersion,
)
from audits.rounds import following
from audits.submission import lacking, verdict_of
from casework.actions.services import said
from casework.models import Child, Team, User, Worker
from casework.notices import tell
from casework.services import NotAllowed
from improvement.lib.months import day_label
from improvement.lib.working_days import add_working_days

# Time for the worker to reply before an audit goes on without: a default, as no authority publishes one (practice 2.7).
DAYS_TO_REPLY = 5
THANKS = "Thank you: this is good work."


@transaction.atomic
def allocate(
    *,
    tool: ToolVersion,
    child: Child,
    auditor: User,
    due_on: date,
    key: str,
    by: User | None,
    at: datetime,
    re_audit_of: Audit | None = None,
    tells: bool = True,
) -> Audit:
    """Return an audit of a child's work, given to somebody independent of it; the same `key` returns the same.

    The team and worker are those of the newest list. Whoever tells the auditor otherwise says not `tells`. Raises
    NotIndependent with the reason; NotAllowed where the tool is not in use, the day has passed, or we hold no team for
    the child.
    """
    again = Audit.objects.filter(key=key).first()
    if again is not None:
        return again
    if tool.state != ToolVersion.State.PUBLISHED:
        raise NotAllowed("This tool is not in use. Choose one that is.")
    work = work_of(child)
    if work is None:
        raise NotAllowed("We hold no team for this child, so nobody's work can be audited. Check the last import.")
    made = {"tool": tool, "child": child, "worker": work.worker, "team": work.team, "re_audit_of": re_audit_of}
    return begin(**made, auditor=auditor, due_on=due_on, key=key, by=by, at=at, tells=tells)


def begin(
    *,
    tool: ToolVersion,
    child: Child | None,
    worker: Worker | None,
    team: Team,
    auditor: User,
    due_on: date,
    key: str,
    by: User | None,
    at: datetime,
    re_audit_of: Audit | None = None,
    tells: bool = True,
) -> Audit:
    """Return a new audit of work that is known to be this worker's and team's. Raises as `allocate` does."""
    on = localdate(at)
    if due_on < on:
        raise NotAllowed("The day it is due has passed. Choose a later day.")
    independence.check(person=auditor, child=child, worker=worker, team=team, on=on)
    with pghistory.context(user=by and by.pk, why="audit allocated"):
        audit = Audit.objects.create(
            tool_version=tool,
            child=child,
            worker=worker,
            team=team,
            auditor=auditor,
            due_on=due_on,
            key=key,
            allocated_by=by,
            allocated_at=at,
            re_audit_of=re_audit_of,
        )
        status = status_of(child, on=on) if child else Status()
        Part.objects.bulk_create(
            [Part(audit=audit, section=each, applies=status.meets(each.applies_to)) for each in tool.sections.all()]
        )
    if tells and (by is None or by.pk != auditor.pk):
        tell(person=auditor, words=f"An audit is yours to do by {day_label(due_on)}.", path=path(audit), at=at)
    return audit


@transaction.atomic
def swap(*, audit: Audit, to: User, because: str, by: User, at: datetime, tells: bool = True) -> Audit:
    """Give an unfinished audit to another auditor; who had it, who has it and why stay to be seen (M3).

    Its activity in a round goes with it. Whoever tells the other otherwise says not `tells`.

    Raises NotIndependent where the other is too near to the work, NotAllowed where it is drafted or has moved on.
    """
    because = said(because, "Say why it is given to somebody else.", longest=300)
    if to.pk == audit.auditor_id:
        raise NotAllowed(f"{to.name} has this audit already.")
    independence.check(person=to, child=audit.child, worker=audit.worker, team=audit.team, on=localdate(at))
    with pghistory.context(user=by.pk, why="audit swapped"):
        rows = Audit.objects.filter(pk=audit.pk, auditor=audit.auditor_id, state__in=WRITING)
        if not rows.update(auditor=to):
            raise NotAllowed("This audit has moved on meanwhile. Look at it again.")
        Swap.objects.create(
            audit=audit, from_auditor=audit.auditor, to_auditor=to, because=because, swapped_by=by, swapped_at=at
        )
        following.swapped(audit=audit, to=to, because=because, by=by, at=at)
    if tells:
        tell(person=to, words=f"An audit is yours to do by {day_label(audit.due_on)}.", path=path(audit), at=at)
    audit.refresh_from_db()
    return audit


@transaction.atomic
def invite(*, audit: Audit, meet_on: date, by: User, at: datetime) -> Audit:
    """Invite the worker to look at their work together, proposing a day. Raises NotAllowed for a day gone by."""
    _auditors_own(audit, by)
    if meet_on < localdate(at):
        raise NotAllowed("That day has passed. Propose a later one.")
    with pghistory.context(user=by.pk, why="worker invited"):
        _move(audit, states.ALLOCATED, states.INVITED, meet_on=meet_on, invited_at=at)
    _tell_worker(audit, f"{by.name} asks you to look at your work together on {day_label(meet_on)}.", at=at)
    return audit


@transaction.atomic
def record_conversation(
    *, audit: Audit, held_on: date, how: str, parts: list[str], by: User, at: datetime
) -> Conversation:
    """Keep that the auditor and the worker talked: when, how, and who took part (S44).

    Raises NotAllowed for a day to come, or where one of the two was not there.
    """
    _auditors_own(audit, by)
    if held_on > localdate(at):
        raise NotAllowed("That day is to come. Keep the conversation once you have had it.")
    if not {TookPart.AUDITOR, TookPart.WORKER} <= set(parts):
        raise NotAllowed("The auditor and the worker have to be there. If you did not talk, say why not instead.")
    with pghistory.context(user=by.pk, why="conversation kept"):
        _move(audit, states.INVITED, states.IN_CONVERSATION)
        kept = Conversation.objects.create(audit=audit, held_on=held_on, how=how, written_by=by, written_at=at)
        ConversationPerson.objects.bulk_create([ConversationPerson(conversation=kept, part=part) for part in parts])
    return kept


@transaction.atomic
def say_not_held(*, audit: Audit, because: str, by: User, at: datetime) -> Conversation:
    """Keep why the worker could not be talked with; the audit says so for ever."""
    _auditors_own(audit, by)
    because = said(because, "Say why you did not talk.", longest=300)
    with pghistory.context(user=by.pk, why="no conversation held"):
        _move(audit, states.INVITED, states.IN_CONVERSATION)
        return Conversation.objects.create(audit=audit, not_held_because=because, written_by=by, written_at=at)


@transaction.atomic
def ask_second(*, audit: Audit, of: User, by: User, at: datetime) -> SecondLook:
    """Ask another auditor whether an overall grade that is much better than its parts can stand.

    Raises NotAllowed where the rule asks for none or one is asked already; NotIndependent for who is too near.
    """
    _auditors_own(audit, by)
    if of.pk == by.pk:
        raise NotAllowed("Somebody else has to look. Choose another auditor.")
    if not verdict_of(audit).needs_second:
        raise NotAllowed("The overall grade needs no second auditor as it stands.")
    if audit.second_looks.filter(answered_at__isnull=True).exists():
        raise NotAllowed("A second auditor is asked already.")
    if of.pk in had_a_part(audit):
        raise NotAllowed(f"{of.name} was in the room when it was judged. Ask somebody who was not.")
    independence.check(person=of, child=audit.child, worker=audit.worker, team=audit.team, on=localdate(at))
    asked = SecondLook.objects.create(audit=audit, asked_of=of, grade=audit.overall.grade, asked_by=by, asked_at=at)
    tell(person=of, words=f"{by.name} asks you for a second look at an audit's grade.", path=path(audit), at=at)
    return asked


@transaction.atomic
def answer_second(*, look: SecondLook, agrees: bool, because: str, by: User, at: datetime) -> SecondLook:
    """Say whether the overall grade can stand, and why. Raises NotAllowed for anybody else, or a second time."""
    if look.asked_of_id != by.pk:
        raise NotAllowed(f"{look.asked_of.name} is asked, so only they can answer.")
    because = said(because, "Say why.", longest=4000)
    rows = SecondLook.objects.filter(pk=look.pk, answered_at__isnull=True)
    if not rows.update(agrees=agrees, because=because, answered_at=at):
        raise NotAllowed("You have answered already.")
    words = "agrees with" if agrees else "does not agree with"
    tell(person=look.asked_by, words=f"{by.name} {words} the overall grade.", path=path(look.audit), at=at)
    look.refresh_from_db()
    return look


@transaction.atomic
def submit(*, audit: Audit, by: User, at: datetime) -> Audit:
    """Send the whole judgement to the worker, who has five working days to reply; from now on it is sealed.

    Raises NotAllowed where something lacks (M6), saying what first, or where it was submitted already.
    """
    _auditors_own(audit, by)
    Audit.objects.select_for_update().get(pk=audit.pk)
    missing = lacking(audit)
    if missing:
        raise NotAllowed(missing[0].words)
    until = add_working_days(localdate(at), DAYS_TO_REPLY)
    with pghistory.context(user=by.pk, why="audit submitted"):
        grade = audit.overall.grade
        _move(audit, states.IN_CONVERSATION, states.DRAFTED, grade=grade, drafted_at=at, reply_due_on=until)
        following.submitted(audit=audit, by=by, at=at)
    _tell_worker(audit, f"{by.name} has finished. Please reply by {day_label(until)}.", at=at)
    return audit


@transaction.atomic
def reply(*, audit: Audit, stance: str, text: str, by: User, at: datetime) -> Reply:
    """Reply to the judgement of one's own work. It stands beside the grade for ever, and nobody can change it.

    Raises NotAllowed for anybody else, where it does not agree and does not say why, or the time has passed.
    """
    if audit.worker is None or audit.worker.user_id != by.pk:
        raise NotAllowed("Only the worker whose work it is replies.")
    text = text.replace("\x00", "").strip()
    if stance != Reply.Stance.AGREES:
        text = said(text, "Say what you see differently.", longest=8000)
    with pghistory.context(user=by.pk, why="worker replied"):
        _move(audit, states.DRAFTED, states.REPLIED, replied_at=at)
        kept = Reply.objects.create(audit=audit, stance=stance, text=text, written_by=by, written_at=at)
    tell(person=audit.auditor, words=f"{by.name} has replied to your audit.", path=path(audit), at=at)
    return kept


@transaction.atomic
def end_waiting(*, at: datetime) -> int:
    """Let every audit go on whose worker has not replied in time; return how many. A second time nothing moves."""
    rows = Audit.objects.filter(state=states.DRAFTED, reply_due_on__lt=localdate(at)).select_related("auditor")
    ended = 0
    for audit in rows.select_for_update(of=["self"]).order_by("pk"):
        with pghistory.context(why="time to reply passed"):
            _move(audit, states.DRAFTED, states.REPLIED, replied_at=at)
        tell(person=audit.auditor, words="The time to reply to your audit has passed.", path=path(audit), at=at)
        ended += 1
    return ended


@transaction.atomic
def finish(*, audit: Audit, by: User, at: datetime) -> Audit:
    """Make an audit final, once the worker has replied or the time has passed, and where drawn it is moderated.

    Raises NotAllowed before that.
    """
    if audit.state == states.DRAFTED:
        raise NotAllowed("The worker has not replied, and their time has not passed.")
    if audit.state == states.REPLIED and audit.moderation_drawn_at is not None:
        raise NotAllowed("This audit is drawn for moderation, so it is not final before that.")
    start = states.MODERATED if audit.state == states.MODERATED else states.REPLIED
    with pghistory.context(user=by.pk, why="audit final"):
        _move(audit, start, states.FINAL, final_at=at)
        before = audit.re_audit_of
        if before is not None and before.state in (states.FINAL, states.ACTION_OPEN, states.CLOSED):
            _move(before, before.state, states.RE_AUDITED)
    _tell_worker(audit, "The audit of your work is final.", at=at)
    return audit


@transaction.atomic
def withdraw(*, audit: Audit, because: str, by: User, at: datetime) -> Audit:
    """Say that an audit is not done after all, and why; what was written stays. Raises NotAllowed once drafted."""
    because = said(because, "Say why it is withdrawn.", longest=300)
    if audit.state not in WRITING:
        raise NotAllowed("This audit is drafted, so it cannot be withdrawn.")
    with pghistory.context(user=by.pk, why="audit withdrawn"):
        _move(audit, audit.state, states.WITHDRAWN, withdrawn_because=because, ended_by=by, ended_at=at)
        following.withdrawn(audit=audit, because=because, by=by, at=at)
    return audit


@transaction.atomic
def praise(*, audit: Audit, question: Question | None, by: User, at: datetime, words: str = THANKS) -> Praise:
    """Send the worker praise for what was seen, once from each person for each question (S35)."""
    kept, made = Praise.objects.get_or_create(
        audit=audit, question=question, sent_by=by, defaults={"words": words, "sent_at": at}
    )
    if made:
        about = f" about “{question.section.title}”" if question else ""
        _tell_worker(audit, f"{by.name} says{about}: {words}"[:200], at=at)
    return kept


def path(audit: Audit) -> str:
    """Return the address of an audit's page, as a notice keeps it."""
    return f"/audits/{audit.pk}/"


def _auditors_own(audit: Audit, by: User) -> None:
    if audit.auditor_id != by.pk:
        raise NotAllowed(f"Only {audit.auditor.name}, the auditor, does this.")


def _move(audit: Audit, start: str, end: str, **fields) -> None:
    moved = states.move(Audit.objects.filter(pk=audit.pk), start, end, **fields)
    audit.refresh_from_db()
    if not moved:
        raise NotAllowed(f"This audit has moved on meanwhile: it is {audit.get_state_display().lower()}.")


def _tell_worker(audit: Audit, words: str, *, at: datetime) -> None:
    if audit.worker is not None and audit.worker.user is not None:
        tell(person=audit.worker.user, words=words, path=path(audit), at=at)
