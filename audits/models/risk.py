"""A child who may be at risk now, seen half-way through an audit: who was told, when, and who took it up."""

from django.db import models
from django.db.models import F, Q

from casework.models.constraints import both_or_neither
from casework.models.history import tracked


@tracked
class RiskAlert(models.Model):
    """ "A child may be at risk now": pressed on an unfinished audit, taken up by a manager, closed by another (M5).

    It holds no narrative: what was seen is said to the manager, and written in the case system.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for a manager"
        ACKNOWLEDGED = "acknowledged", "Taken up"
        CLOSED = "closed", "Closed"

    class Outcome(models.TextChoices):
        REFERRED = "referred", "Recorded in the case system and acted on there"
        KNOWN = "known", "Already known and acted on; the case system says so"
        SAFE = "safe", "Looked into: the child is safe"

    audit = models.ForeignKey("audits.Audit", on_delete=models.PROTECT, related_name="alerts")
    state = models.CharField(max_length=15, choices=State.choices, default=State.WAITING)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    # Whom it waits on now; nobody where no manager holds a role above the team, which the page says in words.
    told = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="risk_alerts")
    answer_by_at = models.DateTimeField(help_text="When it moves up the line, if nobody has taken it up")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            both_or_neither("acknowledged_at", "acknowledged_by", name="risk_acknowledged_by_somebody"),
            both_or_neither("closed_at", "closed_by", name="risk_closed_by_somebody"),
            models.CheckConstraint(
                condition=Q(state="waiting", acknowledged_at__isnull=True)
                | Q(state__in=["acknowledged", "closed"], acknowledged_at__isnull=False),
                name="risk_taken_up_before_closed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "acknowledged"], closed_at__isnull=True)
                | (Q(state="closed", closed_at__isnull=False) & ~Q(outcome="")),
                name="risk_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("raised_by")), name="risk_closed_by_another"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_by__isnull=True) | ~Q(acknowledged_by=F("raised_by")),
                name="risk_taken_up_by_another",
            ),
            models.UniqueConstraint(fields=["audit"], condition=~Q(state="closed"), name="risk_one_open_for_an_audit"),
        ]
        indexes = [models.Index(fields=["state", "answer_by_at"], name="risk_waiting")]

    def __str__(self):
        return f"{self.audit}: child at risk"


class RiskStep(models.Model):
    """Somebody was told of an alert: the first manager, then whoever stands above."""

    alert = models.ForeignKey(RiskAlert, on_delete=models.CASCADE, related_name="steps")
    told = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["told_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["alert", "told"], name="risk_told_once")]

    def __str__(self):
        return f"{self.alert}: {self.told}"
