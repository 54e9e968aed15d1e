"""Alerts as they are read: by who raised them, who was told, and whoever stands above the team."""

from django.db.models import Q

from audits.models import RiskAlert
from audits.risk import states
from casework import access
from casework.models import User

ALERT = "audits:alert"


def visible(user: User):
    """Return the alerts this person may open: raised by them, told to them, or of a team their roles answer for."""
    reach = access.team_ids_for(user, ALERT, codes="W")
    mine = Q(raised_by=user) | Q(steps__told=user) | Q(audit__team_id__in=reach)
    return RiskAlert.objects.filter(mine).distinct()


def alert_or_none(*, pk: int, user: User) -> RiskAlert | None:
    """Return an alert this person may open, or None."""
    people = ("raised_by", "told", "acknowledged_by", "closed_by")
    return visible(user).select_related("audit__team", "audit__child", *people).filter(pk=pk).first()


def answers_for(alert: RiskAlert, user: User) -> bool:
    """Return whether this person may take an alert up and close it: told or above the team, and not who raised it."""
    if user.pk == alert.raised_by_id:
        return False
    told = alert.steps.filter(told=user).exists()
    return told or alert.audit.team_id in access.team_ids_for(user, ALERT, codes="W")


def open_alerts(user: User) -> list[RiskAlert]:
    """Return the alerts that are not closed and that this person may open, longest waiting first; two queries."""
    rows = visible(user).exclude(state=states.CLOSED).select_related("audit__team", "told", "raised_by")
    return list(rows.order_by("raised_at"))
