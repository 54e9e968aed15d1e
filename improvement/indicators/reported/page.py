"""What moved since it was first reported, as a figure's page shows it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from improvement.indicators.explain.page import said
from improvement.indicators.readings import Reading
from improvement.indicators.reported.queries import First, moved
from improvement.lib.months import day_label, long_label


@dataclass(frozen=True)
class MovedRow:
    """A month whose figure is not what was first reported."""

    month: date
    at: datetime
    then: str
    now: str


def rows(reading: Reading, first: dict[date, First]) -> list[MovedRow]:
    """Return the months of a reading that moved, newest first."""
    return [
        MovedRow(now.month, then.reported_at, said(reading, then.point), said(reading, now))
        for then, now in moved(reading.points, first)
    ]


def words(found: list[MovedRow]) -> str:
    """Return the newest move as a sentence, and how many more there are; "" where nothing moved."""
    if not found:
        return ""
    row, more = found[0], len(found) - 1
    when = day_label(localdate(row.at))
    text = f"{long_label(row.month)} was first reported as {row.then} on {when}; it is now {row.now}."
    return f"{text} {more} other month{'' if more == 1 else 's'} moved too." if more else text
