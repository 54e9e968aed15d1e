"""Months as dates: a month is the date of its first day, and a period is [start, end)."""

from datetime import date, timedelta


def first_of(day: date) -> date:
    """Return the month that `day` is in (a datetime is read as its own calendar date)."""
    return date(day.year, day.month, 1)


def add_months(month: date, count: int) -> date:
    """Return the month `count` months after `month` (before, when negative)."""
    years, index = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(years, index + 1, 1)


def next_month(month: date) -> date:
    """Return the month after `month`, which is also where the period of `month` ends."""
    return add_months(month, 1)


def month_end(month: date) -> date:
    """Return the last day of `month`."""
    return next_month(month) - timedelta(days=1)


def months_between(start: date, end: date) -> list[date]:
    """Return the months in [start, end): `end` itself is left out; empty when `end` is not after `start`."""
    count = (end.year - start.year) * 12 + end.month - start.month
    return [add_months(start, step) for step in range(count)]


def months_to(month: date, count: int) -> list[date]:
    """Return the `count` months that end with `month`, oldest first."""
    return [add_months(month, step) for step in range(1 - count, 1)]


_NAMES = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]  # strftime follows the machine's locale; documents must not


def month_name(month: date) -> str:
    """Return "October"."""
    return _NAMES[month.month - 1]


def long_label(month: date) -> str:
    """Return "October 2026"."""
    return f"{month_name(month)} {month.year}"


def short_label(month: date) -> str:
    """Return "Oct 26"."""
    return f"{month_name(month)[:3]} {month.year % 100:02d}"


def day_label(day: date) -> str:
    """Return "3 November 2026"."""
    return f"{day.day} {long_label(day)}"
