"""The guidance library as it is read: the list, one guide, and how many have read it, never who."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from audits.models import Guidance
from casework.models import User


@dataclass(frozen=True)
class GuideLine:
    """A guide as it is listed: how many have read it as it is worded now, and whether its review is due."""

    guide: Guidance
    read_by: int
    due: bool


def library(*, on: date, theme: str = "", standard: str = "") -> list[GuideLine]:
    """Return the guides in use, by title, of a theme or a standard where asked; one query."""
    rows = Guidance.objects.filter(retired_at__isnull=True).select_related("topic", "standard", "owner")
    rows = rows.filter(topic__code=theme) if theme else rows
    rows = rows.filter(standard__code=standard) if standard else rows
    # Said again: a model's own order is dropped where rows are grouped.
    rows = rows.annotate(read_by=_readers()).order_by("title")
    return [GuideLine(each, each.read_by, each.review_on <= on) for each in rows]


def guide_or_none(pk: int) -> Guidance | None:
    """Return a guide that is in use, with `read_by`, or None; one query."""
    rows = Guidance.objects.filter(pk=pk, retired_at__isnull=True).select_related("topic", "standard", "owner")
    return rows.annotate(read_by=_readers()).first()


def has_read(guide: Guidance, user) -> bool:
    """Return whether this person has said that they read it as it is worded now; one query."""
    return guide.reads.filter(person=user, version=guide.version).exists()


def standards_guided() -> set[str]:
    """Return the numbers of the standards that a guide in use is about; one query."""
    rows = Guidance.objects.filter(retired_at__isnull=True, standard__isnull=False)
    return set(rows.values_list("standard__code", flat=True))


def people() -> int:
    """Return how many people sign in: out of whom a guide was read; one query."""
    return User.objects.filter(is_active=True).count()


def owners():
    """Return who may own a guide: everybody who signs in, by name."""
    return User.objects.filter(is_active=True).order_by("name", "pk")


def _readers():
    return Count("reads", filter=Q(reads__version=F("version")), distinct=True)
