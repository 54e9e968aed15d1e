"""Which audits this person may open, and as whom."""

from django.db.models import Q
from django.utils import timezone

from audits import states
from audits.models import Audit, OutsideReview, SharedAudit
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
    return within.filter(Q(team_id__in=teams) | Q(auditor=user) | own_work | second).exclude(pk__in=_blind_to(user))


def _blind_to(user):
    return user.moderations.filter(is_blind=True, state="asked").values("audit_id")


def visible_outside_reviews(user, *, within):
    """Return the reviews from outside of `within` this person may open: of their teams, and those they are to do."""
    teams = access.team_ids_for(user, "outside:review", codes="RWX")
    return within.filter(Q(team_id__in=teams) | _reviewing(user))


def _reviewing(user):
    """Return which reviews a reviewer from outside reads today: while their role lasts, on its days, not called off."""
    teams, on = access.team_ids_for(user, "outside:audit", codes="r"), timezone.localdate()
    return Q(reviewer=user, team_id__in=teams, start_on__lte=on, last_on__gte=on, state__in=["shared", "submitted"])


def audits_shared_with(user):
    """Return the audits a reviewer from outside may read today: those named to them, final, and nothing else.

    What the blind rule hides stays hidden: whoever is to grade one a second time does not read it here either.
    """
    reviews = OutsideReview.objects.filter(_reviewing(user))
    named = SharedAudit.objects.filter(review__in=reviews, taken_back_at__isnull=True)
    return Audit.objects.filter(pk__in=named.values("audit_id"), final_at__isnull=False).exclude(pk__in=_blind_to(user))


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
