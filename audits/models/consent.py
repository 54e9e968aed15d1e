"""Whether a family agreed that somebody watches (S05)."""

from django.db import models

from casework.models.history import tracked


@tracked
class Consent(models.Model):
    """What the family said when they were asked whether somebody may watch; no without a reason is enough."""

    class Answer(models.TextChoices):
        AGREED = "agreed", "They agreed"
        REFUSED = "refused", "They would rather not"
        NO_FAMILY = "no_family", "No family was there to ask"

    audit = models.OneToOneField("audits.Audit", on_delete=models.CASCADE, related_name="consent")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    asked_on = models.DateField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer__in=["agreed", "refused", "no_family"]), name="consent_answer_known"
            )
        ]

    def __str__(self):
        return f"{self.audit}: {self.get_answer_display()}"
