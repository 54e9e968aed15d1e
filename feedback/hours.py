"""When somebody reads: office hours on working days, and by when what is written must be read."""

from datetime import datetime, time, timedelta

from django.utils.timezone import get_default_timezone, localtime

from improvement.lib.working_days import add_working_days, is_working_day

OPENS, CLOSES = time(9), time(17)
# After "I feel unsafe", or a flagged word, within the hour; everything else before the office closes that day
# (practice.md 6.3: a same-day clock).
URGENT = timedelta(hours=1)


def somebody_reads(at: datetime) -> bool:
    """Return whether somebody reads at this moment: from nine to five on working days."""
    here = localtime(at)
    return is_working_day(here.date()) and OPENS <= here.time() < CLOSES


def reading_begins(at: datetime) -> datetime:
    """Return the moment from which somebody reads what is written at `at`: then, or when the office next opens."""
    if somebody_reads(at):
        return at
    here = localtime(at)
    day = here.date()
    if not is_working_day(day) or here.time() >= CLOSES:
        day = add_working_days(day, 1)
    return datetime.combine(day, OPENS, tzinfo=get_default_timezone())


def reading_due(at: datetime, *, urgent: bool) -> datetime:
    """Return by when something written at `at` must be read: the same working day, when urgent within an hour of it."""
    begins = reading_begins(at)
    closing = datetime.combine(localtime(begins).date(), CLOSES, tzinfo=get_default_timezone())
    return min(begins + URGENT, closing) if urgent else closing
