"""Verbs of an alert: raise, take up, move up the line, close. It never holds what was seen."""

from datetime import date, datetime, timedelta

import pghistory
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from audits.models import WRITING, Audit, RiskAlert, RiskStep
from audits.risk import states
from casework import access
from casework.models import Role, RoleGrant, User
from casework.notices import tell
from casework.services import NotAllowed
from improvement.lib.doorbell import ring

# Who is told in turn (practice 2.7: manager, else head of service, else director), and how long each has.
LINE = (Role.TEAM_MANAGER, Role.HEAD_OF_SERVICE, Role.DIRECTOR)
HOURS_TO_ANSWER = 1
WORDS = "A child may be at risk now. Somebody auditing needs you at once."


@transaction.atomic
def raise_alert(*, audit: Audit, by: User, at: datetime) -> RiskAlert:
    """Tell the team's manager at once; the one there is, where it is raised already.

    Raises NotAllowed where the audit is drafted, or for anybody but who audits or is audited.
    """
    if audit.state not in WRITING:
        raise NotAllowed("This audit is drafted. Speak to the manager now, and record it in the case system.")
    if by.pk != audit.auditor_id and (audit.worker is None or audit.worker.user_id != by.pk):
        raise NotAllowed("Only who writes this audit raises it here. Speak to the manager now.")
    again = audit.alerts.exclude(state=states.CLOSED).first()
    if again is not None:
        return again
    with pghistory.context(user=by.pk, why="child may be at risk"):
        try:
            with transaction.atomic():
                alert = RiskAlert.objects.create(
                    audit=audit, raised_by=by, raised_at=at, answer_by_at=at + timedelta(hours=HOURS_TO_ANSWER)
                )
        except IntegrityError:
            return audit.alerts.exclude(state=states.CLOSED).get()
        _tell_next(alert, at=at)
    ring("audits.move_alerts_up")
    return alert


@transaction.atomic
def acknowledge(*, alert: RiskAlert, by: User, at: datetime) -> RiskAlert:
    """Take an alert up: from now on it is this manager's. Raises NotAllowed for who raised it, or where it is taken."""
    if by.pk == alert.raised_by_id:
        raise NotAllowed("You raised this, so somebody else has to take it up.")
    with pghistory.context(user=by.pk, why="alert taken up"):
        _move(alert, states.WAITING, states.ACKNOWLEDGED, acknowledged_by=by, acknowledged_at=at)
    tell(person=alert.raised_by, words=f"{by.name} has taken it up.", path=path(alert), at=at, is_urgent=True)
    return alert


@transaction.atomic
def close(*, alert: RiskAlert, outcome: str, by: User, at: datetime) -> RiskAlert:
    """Close an alert, saying what became of it. Raises NotAllowed for who raised it, or before it is taken up."""
    if by.pk == alert.raised_by_id:
        raise NotAllowed("You raised this, so somebody else has to close it.")
    if outcome not in RiskAlert.Outcome.values:
        raise NotAllowed("Say what became of it.")
    with pghistory.context(user=by.pk, why="alert closed"):
        _move(alert, states.ACKNOWLEDGED, states.CLOSED, outcome=outcome, closed_by=by, closed_at=at)
    tell(person=alert.raised_by, words=f"{by.name} has closed what you raised.", path=path(alert), at=at)
    return alert


@transaction.atomic
def move_up(*, at: datetime) -> int:
    """Tell the next in line of every alert that nobody has taken up in time; return how many moved.

    Whoever was told stays told. At the top of the line it waits there, and the page says since when.
    """
    moved = 0
    late = RiskAlert.objects.filter(state=states.WAITING, answer_by_at__lte=at)
    for alert in late.select_for_update(skip_locked=True).order_by("pk"):
        with pghistory.context(why="alert moved up the line"):
            moved += _tell_next(alert, at=at)
    return moved


def path(alert: RiskAlert) -> str:
    """Return the address of an alert's page, as a notice keeps it."""
    return f"/audits/at-risk/{alert.pk}/"


def _tell_next(alert: RiskAlert, *, at: datetime) -> bool:
    """Tell the nearest manager in the line who was not told yet; return whether there was one."""
    following = next_in_line(alert, on=localdate(at))
    if following is None:
        return False
    person, role = following
    RiskStep.objects.create(alert=alert, told=person, role=role, told_at=at)
    RiskAlert.objects.filter(pk=alert.pk).update(told=person, answer_by_at=at + timedelta(hours=HOURS_TO_ANSWER))
    tell(person=person, words=WORDS, path=path(alert), at=at, is_urgent=True)
    alert.refresh_from_db()
    return True


def next_in_line(alert: RiskAlert, *, on: date) -> tuple[User, str] | None:
    """Return who is told next and as what: the team's manager, then whoever stands above, never who raised it."""
    told = set(alert.steps.values_list("told_id", flat=True)) | {alert.raised_by_id}
    above = access.above(alert.audit.team_id, on=on)
    grants = RoleGrant.objects.filter(role__in=LINE, team_id__in=above, start_on__lte=on, user__is_active=True)
    waiting = [each for each in grants.exclude(end_on__lte=on).select_related("user") if each.user_id not in told]
    waiting.sort(key=lambda each: (LINE.index(each.role), above.index(each.team_id), each.pk))
    return (waiting[0].user, waiting[0].role) if waiting else None


def _move(alert: RiskAlert, start: str, end: str, **fields) -> None:
    moved = states.move(RiskAlert.objects.filter(pk=alert.pk), start, end, **fields)
    alert.refresh_from_db()
    if not moved:
        raise NotAllowed(f"Somebody has been quicker: it is {alert.get_state_display().lower()}.")
