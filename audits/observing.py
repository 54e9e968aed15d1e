"""Verbs of an observation of practice (S05): begin one, with or without a child, and record what the family said."""

from datetime import date, datetime

import pghistory
from django.db import transaction
from django.utils.timezone import localdate

from audits import services
from audits.known import work_of, work_with
from audits.models import WRITING, Audit, Consent, Tool, ToolVersion
from casework import access
from casework.models import Child, User, Worker
from casework.services import NotAllowed

OBSERVE = "audits:observe"
UNKNOWN = "No work you may observe is known by that. Check the spelling, and the reference, against the case system."
REFUSED = "The family would rather not be observed."


def found(*, worker: str, reference: str) -> tuple[Worker, Child | None]:
    """Return the worker of this name and, where a reference is given, the child. Raises NotAllowed for neither's."""
    by_name = Worker.objects.filter(name__iexact=worker.strip()).select_related("user").first()
    child = Child.objects.filter(reference=reference.strip()).first() if reference.strip() else None
    if by_name is None or (reference.strip() and child is None):
        raise NotAllowed(UNKNOWN)
    return by_name, child


@transaction.atomic
def observe(
    *, worker: Worker, observer: User, due_on: date, key: str, by: User, at: datetime, child: Child | None = None
) -> Audit:
    """Return an observation of somebody's practice, which need not be with a child we hold; the same `key` the same.

    The team is that of the worker's newest work. Raises NotIndependent with the reason; NotAllowed where no observation
    tool is in use, the day has passed, or nothing of that worker is within reach of `by`.
    """
    again = Audit.objects.filter(key=key).first()
    if again is not None:
        return again
    tool = ToolVersion.objects.filter(state="published", tool__kind=Tool.Kind.OBSERVATION).order_by("tool__name")
    if not tool:
        raise NotAllowed("No tool to observe with is in use. Ask the quality lead to publish one.")
    reach = access.team_ids_for(by, OBSERVE, codes="W")
    work = work_with(worker)
    of_child = work_of(child) if child else None
    if work is None or work.team.pk not in reach or (child and (of_child is None or of_child.team.pk not in reach)):
        raise NotAllowed(UNKNOWN)
    made = {"tool": tool[0], "child": child, "worker": worker, "team": work.team}
    return services.begin(**made, auditor=observer, due_on=due_on, key=key, by=by, at=at)


@transaction.atomic
def record_consent(*, audit: Audit, answer: str, asked_on: date, by: User, at: datetime) -> Consent:
    """Keep what the family said when they were asked; a no withdraws the observation, and nobody asks why.

    A family may change its mind until the observation is sent. Raises NotAllowed for anybody but the observer, an audit
    that is no observation, a day to come, and once it is sent.
    """
    if audit.auditor_id != by.pk:
        raise NotAllowed(f"Only {audit.auditor.name}, who observes, does this.")
    if audit.tool_version.tool.kind != Tool.Kind.OBSERVATION or audit.state not in WRITING:
        raise NotAllowed("This is no observation that is under way.")
    if asked_on > localdate(at):
        raise NotAllowed("That day is to come. Record it once they are asked.")
    if answer not in Consent.Answer.values:
        raise NotAllowed("Say what the family said.")
    with pghistory.context(user=by.pk, why="family asked whether they may be observed"):
        fields = {"answer": answer, "asked_on": asked_on, "written_at": at, "written_by": by}
        kept, _ = Consent.objects.update_or_create(audit=audit, defaults=fields)
    if answer == Consent.Answer.REFUSED:
        services.withdraw(audit=audit, because=REFUSED, by=by, at=at)
    return kept
