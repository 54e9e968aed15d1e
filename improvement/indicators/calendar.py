"""Working days as rows, so that the roll-up's SQL can count them."""

from django.db import transaction

from casework.models import CalendarDay
from improvement.lib.working_days import calendar_rows


class CalendarMissing(RuntimeError):
    """A day we must count working days to is not in the calendar table; the message says what to run."""

    def __init__(self, day):
        super().__init__(
            f"{day:%d %B %Y} is not in the calendar of working days. Run `manage.py load_calendar`; if it is still "
            "missing, improvement/lib/data/bank_holidays.json ends before it and needs the newest bank holidays."
        )


@transaction.atomic
def load_calendar(model=CalendarDay) -> int:
    """Make the calendar table what `improvement/lib/data/bank_holidays.json` says; return how many days changed.

    Days that are right already are not touched, so that no figure is marked stale for nothing.
    """
    held = {day.day: (day.is_working, day.ordinal) for day in model.objects.all()}
    wrong = [
        model(day=day, is_working=is_working, ordinal=ordinal)
        for day, is_working, ordinal in calendar_rows()
        if held.get(day) != (is_working, ordinal)
    ]
    model.objects.bulk_create(
        wrong, update_conflicts=True, unique_fields=["day"], update_fields=["is_working", "ordinal"]
    )
    return len(wrong)
