"""A grade that the worker or their manager disputes, and what somebody independent decided (practice 2.6)."""

from django.db import models
from django.db.models import F, Q

from audits.models.frozen import frozen
from audits.models.grade import Grade, grade_field, known_grade
from casework.models.constraints import both_or_neither
from casework.models.history import tracked


@tracked
class Dispute(models.Model):
    """Somebody says that a final grade is wrong; another decides, with a reason. Both stand beside the grade."""

    class State(models.TextChoices):
        OPEN = "open", "To be decided"
        DECIDED = "decided", "Decided"

    audit = models.ForeignKey("audits.Audit", on_delete=models.PROTECT, related_name="disputes")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    first_grade = models.CharField(max_length=20, choices=Grade.choices, help_text="The grade that is disputed")
    wanted = models.CharField(max_length=20, choices=Grade.choices, help_text="What it should be, they say")
    because = models.TextField(max_length=4000)
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that raised it")
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    outcome = grade_field(help_text="The grade that stands")
    decided_because = models.TextField(max_length=4000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["raised_at", "pk"]
        constraints = [
            known_grade("outcome", name="dispute_outcome_known"),
            models.CheckConstraint(
                condition=Q(first_grade__in=Grade.values, wanted__in=Grade.values) & ~Q(wanted=F("first_grade")),
                name="dispute_wants_another_grade",
            ),
            models.CheckConstraint(condition=~Q(because=""), name="dispute_says_why"),
            models.CheckConstraint(
                condition=Q(state="open", outcome="", decided_at__isnull=True)
                | (Q(state="decided", decided_at__isnull=False) & ~Q(outcome="") & ~Q(decided_because="")),
                name="dispute_decided_with_a_reason",
            ),
            both_or_neither("decided_at", "decided_by", name="dispute_decided_by_somebody"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("raised_by")), name="dispute_decided_by_another"
            ),
            models.UniqueConstraint(fields=["audit"], condition=Q(state="open"), name="dispute_one_open"),
            models.UniqueConstraint(fields=["audit", "raised_by"], name="dispute_once_each"),
        ]
        triggers = [
            frozen(
                "dispute_stands",
                when="TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND (OLD.state = 'decided' OR "
                "(NEW.audit_id, NEW.first_grade, NEW.wanted, NEW.because, NEW.raised_by_id, NEW.raised_at) "
                "IS DISTINCT FROM "
                "(OLD.audit_id, OLD.first_grade, OLD.wanted, OLD.because, OLD.raised_by_id, OLD.raised_at)))",
                because="A dispute and its decision stand for ever",
            )
        ]

    def __str__(self):
        return f"{self.audit}: dispute"
