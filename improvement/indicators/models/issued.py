"""What was printed for the public."""

import pgtrigger
from django.db import models
from django.db.models import Q


class Issued(models.Model):
    """A figure as a public pack printed it, hidden numbers left out; never changed, and once however often printed."""

    indicator = models.CharField(max_length=8)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    numerator = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    symbol = models.CharField(max_length=1, blank=True)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "team", "month", "numerator", "denominator", "symbol"],
                nulls_distinct=False,
                name="issued_once",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="issued_month_is_a_month"),
        ]
        triggers = [pgtrigger.Protect(name="issued_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.indicator} {self.month:%Y-%m}"
