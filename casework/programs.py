"""Programs that read for a person, by keys the person makes and takes back."""

import hashlib
import secrets
from datetime import date, datetime, timedelta

import pghistory
from django.db import transaction
from django.utils import timezone

from casework.models import ProgramKey, User
from casework.services import NotAllowed

LONGEST_DAYS = 365
MOST_KEYS = 10


@transaction.atomic
def make_key(*, user: User, name: str, expires_on: date, at: datetime) -> tuple[ProgramKey, str]:
    """Return a new key and its text, which is shown once and kept nowhere.

    Raises NotAllowed without a name, for a last day that has passed or is more than a year off, and beyond ten keys.
    """
    today = timezone.localdate(at)
    if not name.strip():
        raise NotAllowed("Say which program it is for.")
    if not today < expires_on <= today + timedelta(days=LONGEST_DAYS):
        raise NotAllowed("Choose a last day from tomorrow to a year from now.")
    User.objects.select_for_update().get(pk=user.pk)
    if user.program_keys.filter(revoked_at=None, expires_on__gt=today).count() >= MOST_KEYS:
        raise NotAllowed(f"You have {MOST_KEYS} keys that work. Take one back first.")
    text = secrets.token_urlsafe(32)
    with pghistory.context(user=user.pk, why="program key made"):
        key = ProgramKey.objects.create(
            user=user, name=name.strip(), digest=digest(text), made_at=at, expires_on=expires_on
        )
    return key, text


@transaction.atomic
def revoke_key(*, key: ProgramKey, by: User, at: datetime) -> None:
    """Take a key back: from this moment it opens nothing. Taken back twice, it stays as it was."""
    with pghistory.context(user=by.pk, why="program key taken back"):
        ProgramKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at)


def keys_of(user: User) -> list[ProgramKey]:
    """Return a person's keys, newest first."""
    return list(user.program_keys.order_by("-made_at", "-pk"))


def digest(text: str) -> str:
    """Return what is kept of a key."""
    return hashlib.sha256(text.encode()).hexdigest()
