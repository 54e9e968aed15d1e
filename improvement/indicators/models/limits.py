"""Where people had the limits of a chart worked out anew."""

from django.db import models
from django.db.models import Q

from casework.models.history import tracked


@tracked
class NewLimits(models.Model):
    """From this month on the limits of a team's chart are worked out from new points only, for the reason given.

    Never automatic: a person says that the process changed and why (NHS England, Making Data Count).
    """

    indicator = models.CharField(max_length=8)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    reason = models.CharField(max_length=300)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    undone_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "team", "month"], condition=Q(undone_at__isnull=True), name="new_limits_once"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="new_limits_month_is_a_month"),
            models.CheckConstraint(condition=~Q(reason=""), name="new_limits_have_a_reason"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, undone_reason="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_reason="")),
                name="new_limits_undone_says_who_and_why",
            ),
        ]

    def __str__(self):
        return f"{self.indicator} from {self.month:%Y-%m}"
