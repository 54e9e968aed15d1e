"""Verbs of new limits: set, undo."""

from datetime import date, datetime

import pghistory
from django.db import IntegrityError, transaction

from casework.models import Team, User
from casework.services import NotAllowed
from improvement.indicators.models import Figure, NewLimits
from improvement.lib.months import long_label


@transaction.atomic
def set_limits(*, indicator: str, team: Team, month: date, reason: str, by: User, at: datetime) -> NewLimits:
    """Have the limits of a team's chart worked out anew from a month on.

    Raises NotAllowed for a month without a figure, the first month there is, and one that begins new limits already.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise NotAllowed("Say what changed in the process and why it will last: it is printed on the chart.")
    months = list(
        Figure.objects.filter(indicator=indicator, team=team, numerator__isnull=False)
        .order_by("month")
        .values_list("month", flat=True)
    )
    if month not in months:
        raise NotAllowed(f"{team.name} has no figure for {long_label(month)}. Choose a month that has one.")
    if month == months[0]:
        raise NotAllowed(f"{long_label(month)} is the first figure there is, so its limits begin there already.")
    try:
        with transaction.atomic(), pghistory.context(user=by.pk, why="limits set anew"):
            return NewLimits.objects.create(
                indicator=indicator, team=team, month=month, reason=reason, set_by=by, set_at=at
            )
    except IntegrityError:
        raise NotAllowed(
            f"The limits begin anew in {long_label(month)} already. Undo that first to give another reason."
        ) from None


@transaction.atomic
def undo_limits(*, limits: NewLimits, reason: str, by: User, at: datetime) -> NewLimits:
    """Take new limits back, with the reason. Raises NotAllowed where they were taken back already."""
    reason = " ".join(reason.split())
    if not reason:
        raise NotAllowed("Say why the limits should be as they were: it is kept.")
    with pghistory.context(user=by.pk, why="new limits undone"):
        moved = NewLimits.objects.filter(pk=limits.pk, undone_at=None).update(
            undone_by=by, undone_at=at, undone_reason=reason
        )
    if not moved:
        raise NotAllowed("Somebody has undone these limits meanwhile. Look at the chart again.")
    limits.refresh_from_db()
    return limits
