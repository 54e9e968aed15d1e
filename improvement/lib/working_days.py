"""Working days in England and Wales: Monday to Friday, less bank holidays.

Day 0 is the day something starts, so a 15 working day limit from Thursday 17 April 2025 falls on 13 May 2025. The
calendar is `data/bank_holidays.json` (GOV.UK, Open Government Licence v3.0) and ends where that list ends: a date
beyond it raises `BeyondCalendar` rather than being counted with holidays missing.
"""

import json
from bisect import bisect_left
from datetime import date, timedelta
from pathlib import Path

FIRST_DAY = date(2010, 1, 1)
LAST_DAY = date(2028, 12, 31)

BANK_HOLIDAYS = {
    date.fromisoformat(event["date"]): event["title"]
    for event in json.loads((Path(__file__).parent / "data" / "bank_holidays.json").read_text("utf-8"))["events"]
}


class BeyondCalendar(ValueError):
    """A date lies outside the bank holidays we hold."""


def _ordinals() -> list[int]:
    counts, count, day = [], 0, FIRST_DAY
    while day <= LAST_DAY:
        count += day.weekday() < 5 and day not in BANK_HOLIDAYS
        counts.append(count)
        day += timedelta(days=1)
    return counts


_ORDINALS = _ordinals()


def _index(day: date) -> int:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise BeyondCalendar(
            f"{day.isoformat()} is outside the bank holidays we hold ({FIRST_DAY.isoformat()} to "
            f"{LAST_DAY.isoformat()}). Check the date; if it is right, add the missing years to "
            "improvement/lib/data/bank_holidays.json."
        )
    return day.toordinal() - FIRST_DAY.toordinal()


def ordinal(day: date) -> int:
    """Return how many working days there are from 1 January 2010 up to and including `day`.

    Raises BeyondCalendar when `day` is outside the calendar.
    """
    return _ORDINALS[_index(day)]


def is_working_day(day: date) -> bool:
    """Return whether `day` is a weekday and not a bank holiday. Raises BeyondCalendar."""
    _index(day)
    return day.weekday() < 5 and day not in BANK_HOLIDAYS


def working_days_between(start: date, end: date) -> int:
    """Return the working days from `start` (day 0) to `end`; negative when `end` is earlier. Raises BeyondCalendar."""
    return ordinal(end) - ordinal(start)


def add_working_days(start: date, count: int) -> date:
    """Return the day `count` working days after `start` (day 0), or before it when `count` is negative.

    A start on a weekend or holiday is allowed: day 1 is the next working day. Zero gives `start` back.
    Raises BeyondCalendar when `start` or the answer is outside the calendar.
    """
    if count == 0:
        _index(start)
        return start
    before = ordinal(start) - is_working_day(start)
    target = ordinal(start) + count if count > 0 else before + 1 + count
    if not 1 <= target <= _ORDINALS[-1]:
        raise BeyondCalendar(
            f"{count} working days from {start.isoformat()} is outside the bank holidays we hold "
            f"({FIRST_DAY.isoformat()} to {LAST_DAY.isoformat()})."
        )
    return FIRST_DAY + timedelta(days=bisect_left(_ORDINALS, target))


def calendar_rows() -> list[tuple[date, bool, int]]:
    """Return (day, is a working day, ordinal) for every day of the calendar, for the table that SQL joins.

    The working days from s to e are ordinal(e) - ordinal(s).
    """
    days = (FIRST_DAY + timedelta(days=index) for index in range(len(_ORDINALS)))
    return [(day, is_working_day(day), count) for day, count in zip(days, _ORDINALS, strict=True)]
