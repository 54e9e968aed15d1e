"""The clock of what must be read the same day, across an evening, a weekend and a bank holiday."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from feedback.flags import flags
from feedback.hours import reading_begins, reading_due, somebody_reads

LONDON = ZoneInfo("Europe/London")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("written", "begins", "due", "urgent_due"),
    [
        ("2026-11-03 10:00", "2026-11-03 10:00", "2026-11-03 17:00", "2026-11-03 11:00"),
        ("2026-11-03 16:40", "2026-11-03 16:40", "2026-11-03 17:00", "2026-11-03 17:00"),
        ("2026-11-03 07:15", "2026-11-03 09:00", "2026-11-03 17:00", "2026-11-03 10:00"),
        ("2026-11-03 17:00", "2026-11-04 09:00", "2026-11-04 17:00", "2026-11-04 10:00"),
        # Friday evening to Monday.
        ("2026-11-06 21:30", "2026-11-09 09:00", "2026-11-09 17:00", "2026-11-09 10:00"),
        # Good Friday to the Tuesday after Easter Monday, over the change to summer time's side of the year.
        ("2027-03-26 11:00", "2027-03-30 09:00", "2027-03-30 17:00", "2027-03-30 10:00"),
        # Christmas Eve in the evening: Christmas Day, a weekend, and Boxing Day's substitute on the Monday.
        ("2026-12-24 18:00", "2026-12-29 09:00", "2026-12-29 17:00", "2026-12-29 10:00"),
    ],
)
def test_when_reading_begins_and_is_due(written, begins, due, urgent_due):
    assert reading_begins(at(written)) == at(begins)
    assert reading_due(at(written), urgent=False) == at(due)
    assert reading_due(at(written), urgent=True) == at(urgent_due)
    assert somebody_reads(at(written)) == (written == begins)


@pytest.mark.parametrize(
    "text", ["he hurts me", "HE HÚRTS ME", "Boję się go", "mă lovește", "وہ مارتا ہے", "rwy'n ofni", "I'm not  safe"]
)
def test_flagged_words_are_found_whatever_the_language_and_spelling(text):
    assert flags(text) > 0


@pytest.mark.parametrize("text", ["", "The worker was kind", "😀😀😀", "architecture", "=1+1"])
def test_other_words_are_not_flagged(text):
    assert flags(text) == 0
