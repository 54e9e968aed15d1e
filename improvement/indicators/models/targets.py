"""What the department aims for, by indicator, level and time."""

from django.db import models
from django.db.models import F, Q

from casework.models import Level
from casework.models.history import tracked


@tracked
class TargetSetting(models.Model):
    """A target in an indicator's unit for every team of a level, from a month on, until a later one takes over.

    One person proposes it and another signs it; only then is it in force. Withdrawn, it never was.
    """

    indicator = models.CharField(max_length=8)
    level = models.CharField(max_length=10, choices=Level.choices)
    month = models.DateField(help_text="The first month it is in force")
    value = models.DecimalField(max_digits=12, decimal_places=3)
    source = models.CharField(max_length=200, help_text="Who decided it, or where it comes from")
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that proposed it")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "level", "month"],
                condition=Q(withdrawn_at__isnull=True),
                name="target_once_a_month",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="target_month_is_a_month"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="target_level_known"),
            models.CheckConstraint(condition=Q(value__gte=0), name="target_not_negative"),
            models.CheckConstraint(condition=~Q(source=""), name="target_has_source"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="target_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="target_withdrawn_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("proposed_by")), name="target_signed_by_another"
            ),
        ]

    def __str__(self):
        return f"{self.indicator} {self.level} {self.value:g} from {self.month:%Y-%m}"
