"""Compliments as they are read: those about oneself once passed on, and those of the teams one leads."""

from datetime import date

from django.db.models import F, Q, QuerySet

from casework import access
from casework.models import RoleGrant, Team, User
from feedback.models import Compliment

LIST = "feedback:compliments"


def compliments(*, team: Team, user: User, on: date) -> QuerySet[Compliment]:
    """Return the compliments this person may read at a place, and their own; those not passed on yet first."""
    reach = access.at_or_below([team.pk], on=on) & access.team_ids_for(user, LIST, codes="RW")
    rows = Compliment.objects.filter(Q(team_id__in=reach) & ~Q(about=user) | Q(about=user, passed_at__isnull=False))
    rows = rows.select_related("about", "team", "passed_by")
    return rows.order_by(F("passed_at").desc(nulls_first=True), "-received_on", "-pk")


def compliment_or_none(*, pk: int, user: User) -> Compliment | None:
    """Return a compliment this person may pass on, or None."""
    reach = access.team_ids_for(user, "feedback:compliment_pass", codes="W")
    return Compliment.objects.filter(pk=pk, team_id__in=reach).exclude(about=user).select_related("about").first()


def choices(user: User, *, on: date) -> dict:
    """Return the teams this person may log compliments for, and the people who hold a role."""
    reach = access.team_ids_for(user, "feedback:compliment_log", codes="W")
    granted = RoleGrant.objects.filter(start_on__lte=on).exclude(end_on__lte=on)
    people = User.objects.filter(pk__in=granted.values("user_id"), is_active=True).exclude(pk=user.pk)
    return {
        "teams": Team.objects.filter(pk__in=reach, closed_on__isnull=True).order_by("name"),
        "people": people.order_by("name"),
    }
