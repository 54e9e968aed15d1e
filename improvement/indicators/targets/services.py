"""Verbs of a target: propose, sign, withdraw."""

from datetime import date, datetime
from decimal import Decimal

import pghistory
from django.db import IntegrityError, transaction

from casework.models import Level, User
from casework.services import NotAllowed
from improvement.indicators.definitions import by_code
from improvement.indicators.models import TargetSetting
from improvement.lib.months import long_label
from improvement.lib.rates import unit_of


@transaction.atomic
def propose_target(
    *, indicator: str, level: str, month: date, value: Decimal, source: str, key: str, by: User, at: datetime
) -> TargetSetting:
    """Return a target proposed for an indicator (in its unit), for all teams of a level, from a month on.

    The same `key` returns the same. Raises NotAllowed for an indicator that does not exist, a share over 100, and
    where a target for that level begins in that month already.
    """
    again = TargetSetting.objects.filter(key=key).first()
    if again is not None:
        return again
    found = by_code().get(indicator)
    if found is None:
        raise NotAllowed(f"There is no indicator {indicator}. Choose from the list.")
    if unit_of(found.unit).share and value > 100:
        raise NotAllowed("A share cannot be more than 100%. Write a smaller number.")
    try:
        with transaction.atomic(), pghistory.context(user=by.pk, why="target proposed"):
            return TargetSetting.objects.create(
                indicator=indicator,
                level=level,
                month=month,
                value=value,
                source=source,
                key=key,
                proposed_by=by,
                proposed_at=at,
            )
    except IntegrityError:
        raise NotAllowed(
            f"{Level(level).label} targets for {found.title} have one that begins in {long_label(month)} already. "
            "Withdraw that one first, or choose another month."
        ) from None


@transaction.atomic
def sign_target(*, target: TargetSetting, by: User, at: datetime) -> TargetSetting:
    """Put a proposed target in force. Raises NotAllowed for one's own, and for one signed or withdrawn already."""
    if target.proposed_by_id == by.pk:
        raise NotAllowed("You proposed this target, so somebody else has to sign it.")
    with pghistory.context(user=by.pk, why="target signed"):
        moved = TargetSetting.objects.filter(pk=target.pk, signed_at=None, withdrawn_at=None).update(
            signed_by=by, signed_at=at
        )
    if not moved:
        raise NotAllowed("Somebody has signed or withdrawn this target meanwhile. Look at the list again.")
    target.refresh_from_db()
    return target


@transaction.atomic
def withdraw_target(*, target: TargetSetting, by: User, at: datetime) -> TargetSetting:
    """Take a target back, proposed or in force; the one before it is in force again. Raises NotAllowed if it was."""
    with pghistory.context(user=by.pk, why="target withdrawn"):
        moved = TargetSetting.objects.filter(pk=target.pk, withdrawn_at=None).update(withdrawn_by=by, withdrawn_at=at)
    if not moved:
        raise NotAllowed("Somebody has withdrawn this target meanwhile. Look at the list again.")
    target.refresh_from_db()
    return target
