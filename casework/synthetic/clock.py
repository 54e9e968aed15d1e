"""Days as integers (proleptic ordinals), so that a hundred thousand draws of a date stay cheap."""

from bisect import bisect_right
from datetime import date

from improvement.lib import working_days

EXCEL_DAY_ZERO = date(1899, 12, 30).toordinal()
_FIRST = date(1995, 1, 1).toordinal()
_LAST = date(2060, 1, 1).toordinal()
YEAR = 365.2425
MONTH = YEAR / 12


def _is_working(day: int) -> bool:
    when = date.fromordinal(day)
    if working_days.FIRST_DAY <= when <= working_days.LAST_DAY:
        return working_days.is_working_day(when)
    return when.weekday() < 5


WORKING_DAYS = [day for day in range(_FIRST, _LAST) if _is_working(day)]
_WORKING = frozenset(WORKING_DAYS)


def is_working_day(day: int) -> bool:
    """Return whether `day` is a working day; beyond the bank holidays held, whether it is a weekday."""
    return day in _WORKING


def add_working_days(day: int, count: int) -> int:
    """Return the day `count` (1 or more) working days after `day`, which is day 0; for 0, `day` or the next one."""
    if count == 0:
        return on_working_day(day)
    return WORKING_DAYS[bisect_right(WORKING_DAYS, day) + count - 1]


def on_working_day(day: int) -> int:
    """Return `day`, or the first working day after it."""
    return day if day in _WORKING else WORKING_DAYS[bisect_right(WORKING_DAYS, day)]


def is_christmas(day: int) -> bool:
    """Return whether `day` falls in the week offices stand nearly empty: 24 December to 1 January."""
    when = date.fromordinal(day)
    return (when.month == 12 and when.day >= 24) or (when.month == 1 and when.day == 1)


def after_christmas(day: int) -> int:
    """Return the last day of the Christmas week that `day` falls in (1 January)."""
    when = date.fromordinal(day)
    return date(when.year + (when.month == 12), 1, 1).toordinal()


def birthday(born: int, age: int) -> int:
    """Return the day somebody born on `born` turns `age` (29 February counts as 1 March)."""
    when = date.fromordinal(born)
    if (when.month, when.day) == (2, 29):
        return date(when.year + age, 3, 1).toordinal()
    return when.replace(year=when.year + age).toordinal()


def age_on(born: int, day: int) -> int:
    """Return age in whole years on `day`."""
    was, now = date.fromordinal(born), date.fromordinal(day)
    return now.year - was.year - ((now.month, now.day) < (was.month, was.day))


def month_index(day: int) -> int:
    """Return months since year 0, so that months can be subtracted."""
    when = date.fromordinal(day)
    return when.year * 12 + when.month - 1


def first_of(index: int) -> int:
    """Return the first day of the month `index`."""
    return date(index // 12, index % 12 + 1, 1).toordinal()


def last_of(index: int) -> int:
    """Return the last day of the month `index`."""
    return first_of(index + 1) - 1
