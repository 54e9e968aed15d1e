"""Verbs of guidance: write, change, say read, retire."""

from datetime import date, datetime

import pghistory
from django.db import IntegrityError, transaction
from django.db.models import F

from audits.models import Guidance, GuidanceRead, Standard
from casework.actions.services import said
from casework.models import Theme, User
from casework.services import NotAllowed

TAKEN = "Another guide has this title. Change that one, or choose another title."


@transaction.atomic
def write(
    *,
    title: str,
    topic: Theme,
    text: str,
    owner: User,
    review_on: date,
    key: str,
    by: User,
    at: datetime,
    standard: Standard | None = None,
) -> Guidance:
    """Return a new guide; the same `key` returns the same. Raises NotAllowed for a part that lacks or a title taken."""
    again = Guidance.objects.filter(key=key).first()
    if again is not None:
        return again
    fields = _fields(title, topic, text, owner, review_on, standard, at)
    with pghistory.context(user=by.pk, why="guidance written"):
        try:
            with transaction.atomic():
                return Guidance.objects.create(**fields, key=key, written_at=at, written_by=by)
        except IntegrityError:
            raise NotAllowed(TAKEN) from None


@transaction.atomic
def change(
    *,
    guidance: Guidance,
    version: int,
    title: str,
    topic: Theme,
    text: str,
    owner: User,
    review_on: date,
    by: User,
    at: datetime,
    standard: Standard | None = None,
) -> Guidance:
    """Word a guide anew: a new version, to be read anew. Raises NotAllowed where it changed since `version`."""
    fields = _fields(title, topic, text, owner, review_on, standard, at)
    with pghistory.context(user=by.pk, why="guidance changed"):
        rows = Guidance.objects.filter(pk=guidance.pk, version=version, retired_at__isnull=True)
        try:
            with transaction.atomic():
                moved = rows.update(**fields, version=F("version") + 1, written_at=at, written_by=by)
        except IntegrityError:
            raise NotAllowed(TAKEN) from None
    if not moved:
        raise NotAllowed("Somebody has changed this guide since you opened it. Look at it again, then change it.")
    guidance.refresh_from_db()
    return guidance


def say_read(*, guidance: Guidance, by: User, at: datetime) -> None:
    """Keep that somebody has read a guide as it is worded now; a second time changes nothing."""
    GuidanceRead.objects.get_or_create(guidance=guidance, person=by, version=guidance.version, defaults={"read_at": at})


@transaction.atomic
def retire(*, guidance: Guidance, by: User, at: datetime) -> None:
    """Take a guide out of the library; what it said stays in its history. Raises NotAllowed where it is out already."""
    with pghistory.context(user=by.pk, why="guidance retired"):
        rows = Guidance.objects.filter(pk=guidance.pk, retired_at__isnull=True)
        if not rows.update(retired_at=at, retired_by=by):
            raise NotAllowed("This guide is out of the library already.")


def _fields(title, topic, text, owner, review_on, standard, at):
    if review_on <= at.date():
        raise NotAllowed("The day to review it has to come yet. Choose a later day.")
    return {
        "title": said(title, "Give it a title.", longest=80),
        "topic": topic,
        "standard": standard,
        "text": said(text, "Write the guide.", longest=3500),
        "owner": owner,
        "review_on": review_on,
    }
