"""Fixtures of the indicators room."""

import pytest

from improvement.indicators.calendar import load_calendar


@pytest.fixture
def calendar(db):
    """Make sure of the working days: a test that truncates tables takes them along."""
    load_calendar()
