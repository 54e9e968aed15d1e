"""Tell a person something, and see what one was told."""

from collections.abc import Iterable
from datetime import datetime

from casework.models import Notice, User


def tell(*, person: User, words: str, path: str, at: datetime, is_urgent: bool = False) -> Notice:
    """Return a notice for one person: a line and the page it is about, never what somebody wrote about a child."""
    return Notice.objects.create(person=person, words=words, path=path, is_urgent=is_urgent, sent_at=at)


def tell_all(*, people: Iterable[int], words: str, path: str, at: datetime) -> None:
    """Tell many people (ids) the same; one statement."""
    Notice.objects.bulk_create([Notice(person_id=person, words=words, path=path, sent_at=at) for person in people])


def notices_of(person: User, *, at_most: int = 10) -> list[Notice]:
    """Return what a person was told and has not put aside, urgent first, then the newest; one query."""
    waiting = Notice.objects.filter(person=person, seen_at__isnull=True)
    return list(waiting.order_by("-is_urgent", "-sent_at", "-pk")[:at_most])


def put_aside(*, notice_id: int, by: User, at: datetime) -> bool:
    """Put one of one's own notices aside; return whether it was there."""
    return Notice.objects.filter(pk=notice_id, person=by, seen_at__isnull=True).update(seen_at=at) == 1
