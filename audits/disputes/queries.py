"""Disputes as they are read: what waits for a decision, and one of them."""

from audits.disputes import states
from audits.models import Audit, Dispute
from casework import access

DECIDE = "audits:decide"


def waiting_for(user) -> list[Dispute]:
    """Return the disputes of teams this person decides for, longest waiting first; one query."""
    reach = access.team_ids_for(user, DECIDE, codes="W")
    rows = Dispute.objects.filter(state=states.OPEN, audit__team_id__in=reach).exclude(raised_by=user)
    return list(rows.select_related("audit__child", "audit__team", "raised_by").order_by("raised_at", "pk"))


def dispute_or_none(*, pk: int, user) -> Dispute | None:
    """Return a dispute of a team this person decides for, or None; three queries at most."""
    reach = access.team_ids_for(user, DECIDE, codes="W")
    rows = Dispute.objects.filter(audit__team_id__in=reach, audit__in=Audit.objects.visible_to(user))
    related = ("audit__child", "audit__team", "audit__worker__user", "audit__auditor", "audit__tool_version__tool")
    return rows.select_related(*related, "raised_by", "decided_by").filter(pk=pk).first()


def disputes_of(audit: Audit) -> list[Dispute]:
    """Return every dispute of an audit's grade, first to last; one query."""
    return list(audit.disputes.select_related("raised_by", "decided_by"))
