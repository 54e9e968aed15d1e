"""What answers speak of, in the words shared with audits, and what becomes of each."""

from django.db import models
from django.db.models import F, Q

from casework.models.constraints import both_or_neither
from casework.models.history import tracked
from feedback.models.responses import Response


@tracked
class Theming(models.Model):
    """A theme of the shared list that a person put on a response; it counts once another person said that it fits."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="themings")
    theme = models.ForeignKey("casework.Theme", on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField()
    put_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    fits = models.BooleanField(null=True, help_text="What the person who checked it said; empty until then")
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["theme__name"]
        constraints = [
            models.UniqueConstraint(fields=["response", "theme"], name="theming_once"),
            both_or_neither("checked_at", "checked_by", name="theming_checked_by_somebody"),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True, fits__isnull=True)
                | (Q(checked_at__isnull=False, fits__isnull=False) & ~Q(checked_by=F("put_by"))),
                name="theming_checked_by_another",
            ),
        ]
        indexes = [models.Index(fields=["theme", "fits"], name="theming_of_a_theme")]

    def __str__(self):
        return str(self.theme)


@tracked
class FollowUp(models.Model):
    """What was decided about one response: an action in the one register, or why none is needed."""

    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="follow_up")
    action = models.OneToOneField("casework.Action", on_delete=models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=300, blank=True, help_text="Why nothing more is needed")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(action__isnull=True) & ~Q(because="") | Q(action__isnull=False, because=""),
                name="follow_up_is_an_action_or_says_why_not",
            ),
        ]

    def __str__(self):
        return self.because or str(self.action)
