"""Figures as they were first reported."""

import pgtrigger
from django.db import models
from django.db.models import Q

KEPT = pgtrigger.Update | pgtrigger.Delete


class ReportedMonth(models.Model):
    """A month whose figures were reported: it was whole, and nothing of it waited to be counted."""

    month = models.DateField(unique=True)
    reported_at = models.DateTimeField()
    delivery = models.ForeignKey("casework.Import", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(month__day=1), name="reported_month_is_a_month")]
        triggers = [pgtrigger.Protect(name="reported_month_append_only", operation=KEPT)]

    def __str__(self):
        return f"{self.month:%Y-%m}"


class Reported(models.Model):
    """A figure as it was first reported; never changed, whatever becomes known later."""

    of = models.ForeignKey(ReportedMonth, on_delete=models.PROTECT, related_name="figures")
    indicator = models.CharField(max_length=8)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    numerator = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    symbol = models.CharField(max_length=1, blank=True)
    definition_version = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "indicator", "of"], name="reported_once")]
        triggers = [pgtrigger.Protect(name="reported_append_only", operation=KEPT)]

    def __str__(self):
        return f"{self.indicator} {self.of}"
