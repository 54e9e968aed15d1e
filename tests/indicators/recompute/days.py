"""Days so many months apart; shares no code with the roll-up."""

import calendar
from datetime import date


def back(day, months):
    """The same day of the month, `months` earlier, or the month's last day."""
    return on(day, -months)


def on(day, months):
    """The same day of the month, `months` later, or the month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
