"""An allocation that is agreed becomes audits and observations, each for whom it was given to."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from audits import services as auditing
from audits.models import Activity, Answer, Audit, Round, Tool, ToolVersion
from audits.rounds import following, states
from casework.models import User
from casework.services import NotAllowed

BEGUN = ~Q(audit__state="allocated") | Exists(Answer.objects.filter(audit=OuterRef("audit_id")))
NOT_BEGUN = Q(audit__isnull=True) | ~BEGUN


def tools_of(round: Round) -> dict[str, ToolVersion]:
    """Return kind of activity -> what it is judged with, as it is in use today; two queries.

    Families are spoken with in the feedback room, so they have none. Raises NotAllowed where the round says no tool, or
    it is not in use.
    """
    in_use = ToolVersion.objects.filter(state=ToolVersion.State.PUBLISHED).select_related("tool")
    found = {}
    if Activity.objects.filter(round=round, kind=Activity.Kind.AUDIT).exists():
        found[Activity.Kind.AUDIT] = in_use.filter(tool=round.tool_id).first()
        if found[Activity.Kind.AUDIT] is None:
            raise NotAllowed("Choose what its audits are made with first: change the targets and rules of the round.")
    observing = in_use.filter(tool__kind=Tool.Kind.OBSERVATION).order_by("tool__name").first()
    return found | ({Activity.Kind.OBSERVATION: observing} if observing else {})


def begin_each(*, round: Round, activities: Iterable[Activity], because: str, by: User, at: datetime) -> list[Activity]:
    """Make an audit or observation of each activity, or move the one there is to whoever has the activity now.

    Return the activities that could not: they wait for somebody again, and `refused` of each says why. Whose work a
    child is can have changed since the draw, so the rules of independence are asked anew.
    """
    tools, refused = tools_of(round), []
    for activity in activities:
        try:
            _begin(activity, tools.get(activity.kind), because, by, at)
        except NotAllowed as refusal:
            activity.refused = str(refusal)
            _wait_again(activity, by, at)
            refused.append(activity)
    return refused


def _begin(activity, tool, because, by, at):
    audit = activity.audit
    if audit is not None and audit.auditor_id != activity.person_id:
        auditing.swap(audit=audit, to=activity.person, because=because, by=by, at=at, tells=False)
    elif audit is None and tool is not None:
        times = Audit.objects.filter(key__startswith=f"activity {activity.pk}.").count()
        activity.audit = auditing.allocate(
            tool=tool,
            child=activity.child,
            auditor=activity.person,
            due_on=activity.due_on,
            key=f"activity {activity.pk}.{times + 1}",
            by=by,
            at=at,
            tells=False,
        )
        Activity.objects.filter(pk=activity.pk).update(audit=activity.audit)


def _wait_again(activity, by, at):
    if activity.audit is not None:
        auditing.withdraw(audit=activity.audit, because=activity.refused[:300], by=by, at=at)
    else:
        following.taken_back(activity=activity, because=activity.refused[:300], by=by, at=at)
    activity.audit, activity.person, activity.state = None, None, states.OPEN


def drop_audit(*, activity: Activity, because: str, by: User, at: datetime) -> None:
    """Withdraw the unfinished audit of an activity that is not done after all, with the reason."""
    if activity.audit is not None and activity.audit.state != "withdrawn":
        auditing.withdraw(audit=activity.audit, because=because, by=by, at=at)


def has_begun(activity: Activity) -> bool:
    """Return whether somebody has begun the audit of an activity: invited the worker, or written; one query."""
    return Activity.objects.filter(BEGUN, pk=activity.pk, audit__isnull=False).exists()
