"""When a round's steps fall due, across Easter and Christmas; and when a district's next inspection is."""

from datetime import date

import pytest

from audits.rounds.dates import dates_of, inspection_due_on, length


@pytest.mark.parametrize(
    ("start", "last", "report", "plan"),
    [
        # An ordinary week: fourteen days and fourteen days.
        (date(2026, 11, 23), date(2026, 11, 27), date(2026, 12, 11), date(2026, 12, 24)),
        # The plan's fourteenth day after 11 December is Christmas Day: Christmas Eve is the last day within.
        (date(2025, 12, 8), date(2025, 12, 12), date(2025, 12, 24), date(2026, 1, 7)),
        # The report's fourteenth day is Boxing Day: within two weeks is Christmas Eve.
        (date(2025, 12, 15), date(2025, 12, 19), date(2026, 1, 2), date(2026, 1, 16)),
        # Good Friday is 3 April 2026: the report after a week ending 20 March is due the day before it.
        (date(2026, 3, 16), date(2026, 3, 20), date(2026, 4, 2), date(2026, 4, 16)),
        # Easter Monday is 6 April 2026: fourteen days after Monday 23 March; the Friday before is Good Friday.
        (date(2026, 3, 19), date(2026, 3, 23), date(2026, 4, 2), date(2026, 4, 16)),
        # It ends on a Saturday: the report is due on the Friday a fortnight on.
        (date(2026, 6, 8), date(2026, 6, 13), date(2026, 6, 26), date(2026, 7, 10)),
    ],
)
def test_the_report_and_the_plan_are_each_due_within_two_weeks(start, last, report, plan):
    dates = dates_of(start, last)
    assert dates.feedback_on == last
    assert (dates.report_due_on, dates.plan_due_on) == (report, plan)


def test_preparation_counts_back_from_the_first_day():
    dates = dates_of(date(2026, 11, 23), date(2026, 11, 27))
    assert (dates.sample_on, dates.match_on, dates.tell_on) == (
        date(2026, 10, 12),
        date(2026, 10, 19),
        date(2026, 10, 26),
    )


@pytest.mark.parametrize(
    ("start", "last", "days"),
    [
        (date(2026, 11, 23), date(2026, 11, 27), 5),
        (date(2026, 11, 23), date(2026, 11, 25), 3),
        # Over Easter: Wednesday, Thursday, then Tuesday.
        (date(2026, 4, 1), date(2026, 4, 7), 3),
        (date(2026, 11, 26), date(2026, 11, 30), 3),
    ],
)
def test_length_counts_working_days(start, last, days):
    assert length(start, last) == days


@pytest.mark.parametrize(
    ("inspected", "due"),
    [
        ([], date(2025, 7, 1)),
        ([date(2025, 3, 1)], date(2027, 1, 1)),
        ([date(2025, 3, 1), date(2026, 6, 1)], date(2028, 3, 1)),
        # The last but one counts, in whatever order they come.
        ([date(2026, 6, 1), date(2024, 2, 29), date(2025, 3, 1)], date(2028, 3, 1)),
        ([date(2024, 2, 29), date(2024, 9, 1)], date(2027, 2, 28)),
    ],
)
def test_each_district_is_inspected_twice_in_three_years(inspected, due):
    assert inspection_due_on(inspected, since=date(2024, 1, 1)) == due
