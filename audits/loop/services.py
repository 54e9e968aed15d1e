"""Verbs after an audit is final: agree an action, set what inadequate asks for, close."""

from datetime import date, datetime

import pghistory
from django.db import transaction
from django.utils.timezone import localdate

from audits import independence, states
from audits.models import Audit, Grade, ToolVersion
from audits.services import allocate, path
from casework import access
from casework.actions import services as register
from casework.models import Action, Role, RoleGrant, Theme, User
from casework.notices import tell
from casework.services import NotAllowed
from improvement.lib.months import add_months, first_of, month_end
from improvement.lib.working_days import add_working_days

ORIGIN = "audit"
# Defaults (practice 2.7): a plan within ten working days, another audit within three months.
DAYS_TO_PLAN = 10
MONTHS_TO_RE_AUDIT = 3
PLAN = "Agree with the worker and the family what must change first, and make the plan"
PLAN_MEASURE = "The plan is in the case system, the family knows it, and its first step is done"


@transaction.atomic
def raise_action(
    *,
    audit: Audit,
    what: str,
    measure: str,
    owner: User,
    due_on: date,
    key: str,
    by: User,
    at: datetime,
    theme: Theme | None = None,
) -> Action:
    """Return an action about what an audit found, in the one register; the auditor looks when it is done.

    Raises NotAllowed before the audit is final, once it is closed, and as the register does.
    """
    audit.refresh_from_db()
    if audit.state not in (states.FINAL, states.ACTION_OPEN):
        raise NotAllowed("Actions are agreed once an audit is final, and until it is closed.")
    action = register.raise_action(
        what=what,
        measure=measure,
        owner=owner,
        team=audit.team,
        due_on=due_on,
        theme=theme,
        checker=audit.auditor if audit.auditor_id != owner.pk else None,
        origin=(ORIGIN, audit.pk, str(audit)),
        told="An action from an audit is yours.",
        key=key,
        by=by,
        at=at,
    )
    if audit.state == states.FINAL:
        with pghistory.context(user=by.pk, why="action agreed"):
            states.move(Audit.objects.filter(pk=audit.pk), states.FINAL, states.ACTION_OPEN)
        audit.refresh_from_db()
    return action


@transaction.atomic
def follow_inadequate(*, audit: Audit, by: User, at: datetime) -> Audit | None:
    """Set what a final, inadequate audit asks for: a plan by its manager, and another audit; return that audit.

    Done once, however often it is asked; None for any other grade or state.
    """
    if audit.grade != Grade.INADEQUATE or audit.state not in (states.FINAL, states.ACTION_OPEN):
        return None
    on = localdate(at)
    raise_action(
        audit=audit,
        what=PLAN,
        measure=PLAN_MEASURE,
        owner=_manager(audit, on) or by,
        due_on=add_working_days(on, DAYS_TO_PLAN),
        key=f"plan after audit {audit.pk}",
        by=by,
        at=at,
    )
    again = audit.re_audits.first()
    auditor = _auditor(audit, on)
    if again is not None or auditor is None or audit.child is None:
        return again
    in_use = ToolVersion.objects.filter(tool=audit.tool_version.tool_id, state="published").first()
    return allocate(
        tool=in_use or audit.tool_version,
        child=audit.child,
        auditor=auditor,
        due_on=month_end(add_months(first_of(on), MONTHS_TO_RE_AUDIT - 1)),
        key=f"again after audit {audit.pk}",
        by=by,
        at=at,
        re_audit_of=audit,
    )


@transaction.atomic
def close(*, audit: Audit, by: User, at: datetime) -> Audit:
    """Close a final audit once nothing of it is left to do.

    Raises NotAllowed for the worker whose work it is, and while an action waits to be done or looked at, or its grade
    is disputed.
    """
    if audit.worker is not None and audit.worker.user_id == by.pk:
        raise NotAllowed("This is your own work, so somebody else closes it.")
    left = actions_of(audit).filter(state__in=["open", "done"]).count()
    if left:
        raise NotAllowed(f"{left} action{'' if left == 1 else 's'} of this audit must be closed first.")
    if audit.disputes.filter(state="open").exists():
        raise NotAllowed("Its grade is disputed. Close it once that is decided.")
    if audit.state not in (states.FINAL, states.ACTION_OPEN):
        raise NotAllowed("Only a final audit can be closed.")
    with pghistory.context(user=by.pk, why="audit closed"):
        moved = states.move(Audit.objects.filter(pk=audit.pk), audit.state, states.CLOSED, ended_by=by, ended_at=at)
    audit.refresh_from_db()
    if not moved:
        raise NotAllowed("This audit has moved on meanwhile. Look at it again.")
    tell(person=audit.auditor, words="An audit of yours is closed.", path=path(audit), at=at)
    return audit


def actions_of(audit: Audit):
    """Return the actions that came from an audit, those due first at the top."""
    rows = Action.objects.filter(origin=ORIGIN, origin_id=audit.pk).select_related("owner")
    return rows.order_by("due_on", "pk")


def _manager(audit: Audit, on: date) -> User | None:
    """Return the manager of the audit's team, else of whatever stands above it; never the auditor."""
    above = access.above(audit.team_id, on=on)
    grants = RoleGrant.objects.filter(team_id__in=above, start_on__lte=on, user__is_active=True)
    held = grants.filter(role__in=[Role.TEAM_MANAGER, Role.HEAD_OF_SERVICE]).exclude(end_on__lte=on)
    found = held.exclude(user=audit.auditor).select_related("user").order_by("pk")
    return min(found, key=lambda grant: above.index(grant.team_id)).user if found else None


def _auditor(audit: Audit, on: date) -> User | None:
    """Return who audits again: the same auditor while they are independent, else somebody who is."""
    work = {"child": audit.child, "worker": audit.worker, "team": audit.team, "on": on}
    if audit.auditor.is_active and not independence.why_not(person=audit.auditor, **work):
        return audit.auditor
    return next(iter(independence.could_audit(**work, at_most=1)), None)
