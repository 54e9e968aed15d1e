"""Which audits this person may open, and as whom."""

from django.db.models import Q

from audits import states
from casework import access

AUDIT = "audits:audit"


def visible_audits(user, *, within):
    """Return the audits of `within` this person may open.

    Roles with `R` or `W` for the audit page reach those of their teams; everybody reaches the ones they do
    themselves, give a second look to, and, once invited, those of their own work. Whoever is to grade one a second
    time, blind, does not see it at all before they have: nothing of it, whatever roles they hold.
    """
    teams = access.team_ids_for(user, AUDIT, codes="RWX")
    own_work = Q(worker__user=user) & ~Q(state__in=[states.ALLOCATED]) & ~Q(invited_at__isnull=True)
    second = Q(pk__in=user.second_looks.values("audit_id"))
    blind = user.moderations.filter(is_blind=True, state="asked").values("audit_id")
    return within.filter(Q(team_id__in=teams) | Q(auditor=user) | own_work | second).exclude(pk__in=blind)


def visible_practice_visits(user, *, within):
    """Return the visits of `within` this person may open: to teams their roles reach, and those they are part of."""
    teams = access.team_ids_for(user, "visits:visit", codes="RWX")
    return within.filter(Q(team_id__in=teams) | Q(visitor=user) | Q(arranged_with=user))


def visible_rounds(user, *, within):
    """Return the rounds of `within` this person may open: those of their teams, and those they take part in."""
    teams = access.team_ids_for(user, "rounds:round", codes="RWX")
    return within.filter(Q(team_id__in=teams) | Q(pk__in=user.participations.values("round_id")))


def runs(user, round) -> bool:
    """Return whether this person may plan, draw, allocate and close this round."""
    return round.team_id in access.team_ids_for(user, "rounds:edit", codes="W")
