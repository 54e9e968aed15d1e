"""Marking figures stale by hand or by the clock; writes mark them by themselves (`marks.py`)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from improvement.indicators.models import StaleKey
from improvement.indicators.rollups import all_months
from improvement.indicators.sources import SOURCES
from improvement.lib.months import add_months, first_of


def mark(*, months: Iterable[date], sources: Iterable[str] = SOURCES, at: datetime) -> int:
    """Mark the sources' figures for these months stale; return how many marks there are now for them."""
    months, sources = list(months), list(sources)
    StaleKey.objects.bulk_create(
        [StaleKey(source=source, month=month, marked_at=at) for source in sources for month in months],
        ignore_conflicts=True,
    )
    return len(months) * len(sources)


def mark_current_month(*, at: datetime) -> int:
    """Mark this month and the one before: snapshots move with the calendar even when nothing is written."""
    month = first_of(timezone.localdate(at))
    return mark(months=[add_months(month, -1), month], at=at)


def mark_everything(*, at: datetime) -> int:
    """Mark every month that can be counted, so that no missed mark lives long."""
    today = timezone.localdate(at)
    return sum(mark(months=all_months(at=today, source=source), sources=[source], at=at) for source in SOURCES)
