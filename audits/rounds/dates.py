"""When each step of a round falls due.

Preparation counts back in whole weeks from the first day (practice reference, 3): sample 6, matching 5, telling
workers and families 4. Of what follows, seed 003 paragraph 84 says: feedback on the last day, the report within two
weeks, the plan within two weeks of the report. "Within" is kept even where the fourteenth day is a Sunday or Christmas
Day: it is then due on the last working day before.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from improvement.lib.months import add_months, month_end
from improvement.lib.working_days import is_working_day, working_days_between

# Peer inspections last three to five working days, and each district has two in three years (K10, K11).
SHORTEST, LONGEST = 3, 5
YEARS, TIMES = 3, 2


@dataclass(frozen=True)
class Dates:
    """When the steps of a round are due."""

    sample_on: date
    match_on: date
    tell_on: date
    feedback_on: date
    report_due_on: date
    plan_due_on: date


def within(start: date, days: int) -> date:
    """Return the last working day that is no more than so many days after a day."""
    day = start + timedelta(days=days)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def dates_of(start_on: date, last_on: date) -> Dates:
    """Return when each step of a round on these days is due. Raises BeyondCalendar."""
    report = within(last_on, 14)
    return Dates(
        sample_on=within(start_on, -42),
        match_on=within(start_on, -35),
        tell_on=within(start_on, -28),
        feedback_on=last_on,
        report_due_on=report,
        plan_due_on=within(report, 14),
    )


def length(start_on: date, last_on: date) -> int:
    """Return how many working days a round lasts, its first and last counted."""
    return working_days_between(start_on, last_on) + is_working_day(start_on)


def inspection_due_on(inspected: list[date], *, since: date) -> date:
    """Return the day by which a district's next peer inspection must be over, to have two in any three years.

    `inspected` are the days on which earlier ones ended, in any order; `since` is when the count began, for a district
    with fewer than two. Each is due no later than three years after the last but one: then any three years hold two.
    """
    ends = sorted(inspected)
    if len(ends) >= TIMES:
        return _years_after(ends[-TIMES], YEARS)
    if ends:
        return _years_after(since, YEARS)
    # The first of two is due half-way, so that the second is not left to the end.
    return _months_after(since, YEARS * 12 // TIMES)


def _years_after(day: date, years: int) -> date:
    return _months_after(day, years * 12)


def _months_after(day: date, months: int) -> date:
    month = add_months(day, months)
    return month.replace(day=min(day.day, month_end(month).day))
