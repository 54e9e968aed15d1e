"""Compliments: what somebody said well of a member of staff, and that it reached them (S35)."""

from django.db import models
from django.db.models import Q

from casework.models.constraints import both_or_neither
from casework.models.history import tracked


@tracked
class Compliment(models.Model):
    """Thanks from somebody outside or inside, in their words, and when it was passed on to whom it is about."""

    class Source(models.TextChoices):
        CHILD = "child", "A child or young person"
        FAMILY = "family", "A parent, carer or family"
        PARTNER = "partner", "A partner"
        COLLEAGUE = "colleague", "A colleague or leader"

    about = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="compliments")
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=Source.choices)
    words = models.CharField(max_length=600)
    received_on = models.DateField()
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that logged it")
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    passed_at = models.DateTimeField(null=True)
    passed_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="compliment_says_something"),
            models.CheckConstraint(
                condition=Q(source__in=["child", "family", "partner", "colleague"]), name="compliment_source_known"
            ),
            both_or_neither("passed_at", "passed_by", name="compliment_passed_by_somebody"),
        ]
        indexes = [
            models.Index(fields=["team", "received_on"], name="compliment_of_team"),
            models.Index(fields=["about", "passed_at"], name="compliment_about"),
        ]

    def __str__(self):
        return f"Compliment {self.pk}"
