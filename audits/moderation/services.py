"""Verbs of moderation: draw by rule, grade, settle; and calibration: begin, give, lay open."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256

import pghistory
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.timezone import localdate

from audits import states as audit_states
from audits.allocation import allocate
from audits.independence import cases_of
from audits.live.queries import had_a_part
from audits.models import (
    Audit,
    Calibration,
    CalibrationGrade,
    DriftShown,
    Grade,
    Moderation,
    Question,
    Round,
    SecondGrade,
    ToolVersion,
)
from audits.moderation import states
from audits.rounds.people import auditors_of
from casework.actions.services import said
from casework.models import Child, Team, User
from casework.services import NotAllowed

# Somebody who has finished fewer audits than this is new.
NEW_BELOW = 5
DRAWN_FROM = ("drafted", "replied")


def why_moderated(*, grade: str, round: Round, audit_id: int, finished: int) -> str:
    """Return why a round's rule asks for a second grade of an audit, or "" where it does not.

    Args:
        grade: the auditor's overall grade.
        finished: how many audits the auditor had finished before.

    Every inadequate (West Sussex; practice 2.5), every audit of a new auditor, and a share by chance: the SHA-256 of
    the round's key and the audit's number, so that nobody can know beforehand or choose.
    """
    if round.moderates_inadequate and grade == Grade.INADEQUATE:
        return Moderation.Why.INADEQUATE
    if round.moderates_new and finished < NEW_BELOW:
        return Moderation.Why.NEW
    chance = int.from_bytes(sha256(f"{round.key}:{audit_id}".encode()).digest()[:4]) % 100
    return Moderation.Why.SHARE if chance < round.moderated_share else ""


@transaction.atomic
def draw(*, round: Round, by: User | None, at: datetime) -> tuple[list[Moderation], list[str]]:
    """Ask for a second grade of every audit of a round that its rule asks for; return them, and refusals in words.

    Only judgements that are given are drawn. The moderator takes part in the round, is not the auditor, and keeps to
    the same rules of independence (I2); who has fewest to moderate gets it.
    """
    rows = Audit.objects.select_for_update(of=("self",)).filter(
        activity__round=round, state__in=DRAWN_FROM, moderation__isnull=True
    )
    audits = list(rows.select_related("child", "team", "worker", "overall").order_by("pk"))
    made, refused = [], []
    with pghistory.context(user=by and by.pk, why="moderation drawn"):
        for audit in audits:
            finished = Audit.objects.filter(auditor=audit.auditor_id, final_at__isnull=False).count()
            why = why_moderated(grade=audit.grade, round=round, audit_id=audit.pk, finished=finished)
            if not why:
                continue
            moderator, words = _moderator(round, audit, at)
            if moderator is None:
                refused.append(words)
                continue
            made.append(
                Moderation.objects.create(
                    audit=audit,
                    moderator_id=moderator,
                    why=why,
                    is_blind=round.moderates_blind,
                    asked_at=at,
                    asked_by=by,
                )
            )
            Audit.objects.filter(pk=audit.pk).update(moderation_drawn_at=at)
    return made, refused


def _moderator(round, audit, at):
    (case,) = cases_of([audit])
    # Who judged it with the auditor has seen the first grade.
    judged = {audit.auditor_id, *had_a_part(audit)}
    loads = dict(
        Moderation.objects.filter(audit__activity__round=round).values_list("moderator").annotate(count=Count("pk"))
    )
    others = [
        replace(each, load=loads.get(each.key, 0), limit=max(each.limit, loads.get(each.key, 0) + 1))
        for each in auditors_of(round, on=localdate(at), cases=[case])
        if each.key not in judged
    ]
    plan = allocate([case], others, seed=f"{round.key}:{audit.pk}")
    return plan.pairs.get(case.key), plan.conflict.words if plan.conflict else ""


@transaction.atomic
def grade(*, moderation: Moderation, grades: dict[int, str], overall: str, text: str, by: User, at: datetime) -> None:
    """Give the second grade: of each question that the auditor graded, by its id, and overall, with why.

    Until then a blind moderator sees nothing of the first; from then on neither can be changed. Raises NotAllowed for
    anybody but the moderator, without analysis, and where a grade is missing.
    """
    if moderation.moderator_id != by.pk:
        raise NotAllowed("Only the moderator who was asked can grade this.")
    text = said(text, "Say why it is that grade: a grade without analysis cannot be given.", longest=8000)
    wanted = set(questions_of(moderation).values_list("pk", flat=True))
    if set(grades) != wanted or overall not in Grade.values or not set(grades.values()) <= set(Grade.values):
        raise NotAllowed("Grade every question, and the whole.")
    with pghistory.context(user=by.pk, why="second grade given"):
        SecondGrade.objects.bulk_create(
            SecondGrade(moderation=moderation, question_id=pk, grade=each) for pk, each in grades.items()
        )
        rows = Moderation.objects.filter(pk=moderation.pk)
        if not states.move(rows, states.ASKED, states.GRADED, grade=overall, text=text, graded_at=at):
            raise NotAllowed("You have graded this already. A second grade, once given, stands.")
    moderation.refresh_from_db()


def questions_of(moderation: Moderation):
    """Return the graded questions of the sections that apply to the audit, in the tool's order."""
    parts = moderation.audit.parts.filter(applies=True).values("section_id")
    rows = Question.objects.filter(section__in=parts, is_graded=True).select_related("section", "standard")
    return rows.order_by("section__number", "number").prefetch_related("descriptors")


@transaction.atomic
def settle(*, moderation: Moderation, outcome: str, because: str, by: User, at: datetime) -> Moderation:
    """Say which of the two grades stands; to change the auditor's needs a reason. Both stay to be seen.

    Raises NotAllowed for the auditor, a third grade, a change without a reason, before both are given, and before the
    worker has replied or their time has passed.
    """
    audit = moderation.audit
    if audit.auditor_id == by.pk:
        raise NotAllowed("This is your own audit: somebody else settles which grade stands.")
    if outcome not in (audit.grade, moderation.grade):
        raise NotAllowed("One of the two grades stands. To give a third, audit again.")
    changed = outcome != audit.grade
    reason = said(because, "The grade changes: say why.", longest=2000) if changed else because.strip()[:2000]
    with pghistory.context(user=by.pk, why="moderation settled"):
        fields = {"first_grade": audit.grade, "outcome": outcome, "changed_because": reason if changed else ""}
        rows = Moderation.objects.filter(pk=moderation.pk)
        if not states.move(rows, states.GRADED, states.SETTLED, **fields, settled_at=at, settled_by=by):
            raise NotAllowed("There is no second grade yet, or it is settled already.")
        audits = Audit.objects.filter(pk=audit.pk)
        if not audit_states.move(audits, audit_states.REPLIED, audit_states.MODERATED, grade=outcome):
            raise NotAllowed("The worker has not replied, and their time has not passed. Settle it then.")
    moderation.refresh_from_db()
    return moderation


@transaction.atomic
def show_drift(*, by: User, at: datetime) -> None:
    """Let whoever leads moderation see which way one's own grades lean; a second time changes nothing."""
    with pghistory.context(user=by.pk, why="drift shown"):
        DriftShown.objects.get_or_create(person=by, taken_back_at__isnull=True, defaults={"shown_at": at})


@transaction.atomic
def take_back_drift(*, by: User, at: datetime) -> None:
    """Take that back: from now on one sees it alone again."""
    with pghistory.context(user=by.pk, why="drift taken back"):
        DriftShown.objects.filter(person=by, taken_back_at__isnull=True).update(taken_back_at=at)


@transaction.atomic
def begin_calibration(
    *, title: str, team: Team, child: Child, tool_version: ToolVersion, key: str, by: User, at: datetime
) -> Calibration:
    """Return an exercise in which many grade one case; the same `key` returns the same."""
    again = Calibration.objects.filter(key=key).first()
    if again is not None:
        return again
    with pghistory.context(user=by.pk, why="calibration begun"):
        return Calibration.objects.create(
            title=said(title, "Give it a title.", longest=80),
            team=team,
            child=child,
            tool_version=tool_version,
            key=key,
            begun_at=at,
            begun_by=by,
        )


@transaction.atomic
def calibrate(*, calibration: Calibration, grade: str, text: str, by: User, at: datetime) -> CalibrationGrade:
    """Give one's own grade of the case, once, before the grades are laid open. Raises NotAllowed otherwise."""
    text = said(text, "Say why it is that grade.", longest=4000)
    if grade not in Grade.values:
        raise NotAllowed("Choose one of the four grades.")
    if not Calibration.objects.select_for_update().filter(pk=calibration.pk, ended_at__isnull=True).exists():
        raise NotAllowed("The grades are laid open already.")
    try:
        with transaction.atomic():
            return CalibrationGrade.objects.create(
                calibration=calibration, person=by, grade=grade, text=text, given_at=at
            )
    except IntegrityError:
        raise NotAllowed("You have given your grade. It stands until all are laid open.") from None


@transaction.atomic
def lay_open(*, calibration: Calibration, by: User, at: datetime) -> None:
    """Lay the grades open to everybody who gave one. Raises NotAllowed with fewer than two, or when it is done."""
    if calibration.grades.count() < 2:
        raise NotAllowed("Fewer than two have given their grade. Wait for the others.")
    with pghistory.context(user=by.pk, why="calibration laid open"):
        if not Calibration.objects.filter(pk=calibration.pk, ended_at__isnull=True).update(ended_at=at, ended_by=by):
            raise NotAllowed("They are laid open already.")
