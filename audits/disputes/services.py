"""Verbs of a dispute: raise, decide. The first grade, both reasons and the decision stay."""

from datetime import datetime

import pghistory
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from audits import independence
from audits import states as audit_states
from audits.disputes import states
from audits.live.queries import had_a_part
from audits.loop.services import follow_inadequate
from audits.models import Audit, Dispute, Grade
from audits.services import path
from casework import access
from casework.actions.services import said
from casework.models import Role, RoleGrant, User
from casework.notices import tell
from casework.services import NotAllowed

RAISE = "audits:dispute"
MAY_BE_DISPUTED = (audit_states.FINAL, audit_states.ACTION_OPEN, audit_states.CLOSED)
LONGEST = 4000


@transaction.atomic
def raise_dispute(*, audit: Audit, wanted: str, because: str, key: str, by: User, at: datetime) -> Dispute:
    """Say that a final grade is wrong, what it should be and why; the same `key` returns the same (practice 2.6).

    Raises NotAllowed for anybody but the worker and their managers, for the auditor, before the audit is final or
    once it is audited again, for the grade it has, and a second time.
    """
    again = Dispute.objects.filter(key=key).first()
    if again is not None:
        return again
    audit = Audit.objects.select_for_update(of=["self"]).select_related("worker", "auditor").get(pk=audit.pk)
    if not may_raise(audit, by):
        raise NotAllowed("Only the worker whose work it is, or who manages their team, disputes a grade.")
    if audit.state not in MAY_BE_DISPUTED:
        raise NotAllowed("A grade is disputed once the audit is final, and until the work is audited again.")
    if wanted not in Grade.values or wanted == audit.grade:
        raise NotAllowed("Choose the grade that you think is right: another than it has.")
    because = said(because, "Say why the grade is wrong.", longest=LONGEST)
    fields = {"first_grade": audit.grade, "wanted": wanted, "because": because, "key": key}
    with pghistory.context(user=by.pk, why="grade disputed"):
        try:
            with transaction.atomic():
                dispute = Dispute.objects.create(audit=audit, **fields, raised_by=by, raised_at=at)
        except IntegrityError:
            raise NotAllowed("You have disputed this grade before, or somebody's dispute is still open.") from None
    tell(person=audit.auditor, words="The grade of an audit of yours is disputed.", path=path(audit), at=at)
    for person in _deciders(audit, at):
        tell(person=person, words="A disputed grade waits for a decision.", path=page(dispute), at=at)
    return dispute


@transaction.atomic
def decide(*, dispute: Dispute, outcome: str, because: str, by: User, at: datetime) -> Dispute:
    """Say which grade stands, and why; where that is inadequate, what follows from it is set by itself.

    Raises NotAllowed for whoever is not independent of the work or had a part in the grade, without a reason, and
    where it is decided already.
    """
    refusal = why_not_decide(dispute, by, on=localdate(at))
    if refusal:
        raise independence.NotIndependent(refusal)
    if outcome not in Grade.values:
        raise NotAllowed("Choose which grade stands.")
    because = said(because, "Say why: a decision without its reason cannot be kept.", longest=LONGEST)
    with pghistory.context(user=by.pk, why="dispute decided"):
        rows = Dispute.objects.filter(pk=dispute.pk)
        fields = {"outcome": outcome, "decided_because": because, "decided_by": by, "decided_at": at}
        if not states.move(rows, states.OPEN, states.DECIDED, **fields):
            raise NotAllowed("Somebody has decided this meanwhile.")
        _let_stand(dispute, outcome)
    dispute.refresh_from_db()
    audit = dispute.audit
    follow_inadequate(audit=audit, by=by, at=at)
    concerned = {dispute.raised_by, audit.auditor, audit.worker.user if audit.worker else None} - {None, by}
    for person in sorted(concerned, key=lambda each: each.pk):
        tell(person=person, words="A disputed grade is decided, with the reason.", path=path(audit), at=at)
    return dispute


def may_raise(audit: Audit, user: User) -> bool:
    """Return whether a grade is this person's to dispute: their own work, or their team's, and not their judgement."""
    if audit.auditor_id == user.pk:
        return False
    own = audit.worker is not None and audit.worker.user_id == user.pk
    return own or audit.team_id in access.team_ids_for(user, RAISE, codes="W")


def why_not_decide(dispute: Dispute, user: User, *, on) -> str:
    """Return why this person cannot decide, or "": who judged or disputed, and whoever is near to the work."""
    audit = dispute.audit
    moderation = getattr(audit, "moderation", None)
    judged = {audit.auditor_id, *audit.second_looks.values_list("asked_of_id", flat=True)}
    judged |= had_a_part(audit)
    judged |= {moderation.moderator_id, moderation.settled_by_id} if moderation else set()
    if user.pk == dispute.raised_by_id:
        return "You disputed this grade, so somebody else decides."
    if user.pk in judged:
        return "You had a part in this grade, so somebody else decides."
    work = {"child": audit.child, "worker": audit.worker, "team": audit.team, "on": on}
    return independence.why_not(person=user, **work)


def page(dispute: Dispute) -> str:
    """Return the address of a dispute's page, as a notice keeps it."""
    return f"/audits/disputes/{dispute.pk}/"


def _let_stand(dispute, outcome):
    """Put the grade that stands on the audit; one that was closed is opened again where its grade changes."""
    audit = dispute.audit
    if outcome == audit.grade:
        return
    rows = Audit.objects.filter(pk=audit.pk)
    if not audit_states.move(
        rows, audit_states.CLOSED, audit_states.FINAL, grade=outcome, ended_at=None, ended_by=None
    ):
        rows.update(grade=outcome)
    audit.refresh_from_db()


def _deciders(audit, at):
    """Return the quality leads of the team and of what stands above it who could decide."""
    on = localdate(at)
    above = access.above(audit.team_id, on=on)
    grants = RoleGrant.objects.filter(role=Role.QUALITY_LEAD, team_id__in=above, start_on__lte=on)
    people = User.objects.filter(is_active=True, pk__in=grants.exclude(end_on__lte=on).values("user_id"))
    return [person for person in people.order_by("pk") if person.pk != audit.auditor_id]
