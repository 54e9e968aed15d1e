"""What a person should know today: a line and where to go, never what somebody wrote about a child."""

from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """A line for one person, with the page it is about."""

    person = models.ForeignKey("casework.User", on_delete=models.CASCADE, related_name="notices")
    words = models.CharField(max_length=200)
    path = models.CharField(max_length=200, help_text="The page it is about, from the first slash")
    is_urgent = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(path__startswith="/"), name="notice_has_a_page")]
        indexes = [models.Index(fields=["person", "seen_at"], name="notice_of_person")]

    def __str__(self):
        return self.words
