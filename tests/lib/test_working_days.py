import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improvement.lib import working_days as wd

DATA = Path(__file__).parent / "data"
VECTORS = list(csv.DictReader((DATA / "working_day_test_vectors.csv").read_text().splitlines()))
DAYS = st.dates(min_value=date(2010, 1, 4), max_value=date(2028, 6, 30))


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row["why"])
def test_due_date(row):
    start, count = date.fromisoformat(row["start_date"]), int(row["working_days"])
    due = date.fromisoformat(row["due_date_england_bank_holidays"])
    assert wd.add_working_days(start, count) == due
    assert wd.working_days_between(start, due) == count


@pytest.mark.parametrize("day", ["2025-12-25", "2022-06-03", "2011-04-29", "2010-12-28", "2026-11-21"])
def test_holidays_and_weekends_are_not_working_days(day):
    assert not wd.is_working_day(date.fromisoformat(day))


def test_an_ordinary_monday_is_a_working_day():
    assert wd.is_working_day(date(2026, 11, 23))


def test_counting_back():
    assert wd.add_working_days(date(2025, 4, 22), -1) == date(2025, 4, 17)
    assert wd.add_working_days(date(2025, 4, 19), -1) == date(2025, 4, 17)


def test_zero_days_is_the_start_even_on_a_saturday():
    assert wd.add_working_days(date(2025, 1, 4), 0) == date(2025, 1, 4)


@pytest.mark.parametrize(
    "act",
    [
        lambda: wd.is_working_day(date(2009, 12, 31)),
        lambda: wd.ordinal(date(2029, 1, 1)),
        lambda: wd.working_days_between(date(2028, 12, 1), date(2029, 1, 5)),
        lambda: wd.add_working_days(date(2028, 12, 20), 15),
        lambda: wd.add_working_days(date(2010, 1, 5), -9),
    ],
)
def test_beyond_the_calendar_is_refused_by_name(act):
    with pytest.raises(wd.BeyondCalendar, match="outside the bank holidays we hold"):
        act()


def test_calendar_rows_are_what_sql_needs():
    rows = wd.calendar_rows()
    assert rows[0] == (date(2010, 1, 1), False, 0)
    assert rows[-1][0] == date(2028, 12, 31)
    assert len(rows) == (date(2028, 12, 31) - date(2010, 1, 1)).days + 1
    by_day = {day: ordinal for day, _, ordinal in rows}
    assert by_day[date(2025, 5, 13)] - by_day[date(2025, 4, 17)] == 15


@given(DAYS, st.integers(min_value=1, max_value=100))
def test_adding_lands_on_a_working_day_that_many_after(start, count):
    due = wd.add_working_days(start, count)
    assert wd.is_working_day(due)
    assert wd.working_days_between(start, due) == count
    assert sum(wd.is_working_day(start + timedelta(days=n)) for n in range(1, (due - start).days + 1)) == count
