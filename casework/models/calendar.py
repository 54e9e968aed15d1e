"""Working days as rows, so that SQL can count them."""

from django.db import models


class CalendarDay(models.Model):
    """A day; `ordinal` counts the working days up to and including it.

    Working days from s (day 0) to e are ordinal(e) - ordinal(s). England's bank holidays.
    """

    day = models.DateField(primary_key=True)
    is_working = models.BooleanField()
    ordinal = models.IntegerField()

    class Meta:
        ordering = ["day"]

    def __str__(self):
        return f"{self.day:%d %B %Y}"
