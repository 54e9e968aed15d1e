from datetime import date, datetime

import pytest

from improvement.lib import months


def test_first_of_day_and_datetime():
    assert months.first_of(date(2026, 10, 31)) == date(2026, 10, 1)
    assert months.first_of(datetime(2026, 10, 31, 23, 59)) == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "2026-01-01"), (1, "2026-02-01"), (-1, "2025-12-01"), (12, "2027-01-01")]
)
def test_add_months(count, expected):
    assert months.add_months(date(2026, 1, 1), count) == date.fromisoformat(expected)


def test_next_month_crosses_the_year():
    assert months.next_month(date(2026, 12, 1)) == date(2027, 1, 1)


def test_month_end_of_a_leap_february():
    assert months.month_end(date(2028, 2, 1)) == date(2028, 2, 29)


def test_months_between_leaves_out_the_end():
    assert months.months_between(date(2026, 11, 1), date(2027, 2, 1)) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]
    assert months.months_between(date(2026, 2, 1), date(2026, 1, 1)) == []


def test_months_to_ends_with_the_month():
    assert months.months_to(date(2026, 1, 1), 3) == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]


def test_labels():
    day = date(2026, 9, 3)
    assert months.month_name(day) == "September"
    assert months.long_label(day) == "September 2026"
    assert months.short_label(day) == "Sep 26"
    assert months.day_label(day) == "3 September 2026"
