"""The library of standards: what effective casework is, in our own numbered words (S04)."""

import pgtrigger
from django.db import models
from django.db.models import Q

from casework.models.history import tracked


@tracked
class Standard(models.Model):
    """A numbered statement of good casework; its words are its versions'."""

    code = models.CharField(max_length=10, unique=True, help_text="Its number, such as 1.2")
    # Sorted by number, not by letters: 2 comes before 10.
    place = models.PositiveIntegerField()

    class Meta:
        ordering = ["place", "code"]
        constraints = [models.CheckConstraint(condition=~Q(code=""), name="standard_has_a_number")]

    def __str__(self):
        return self.code


@tracked
class StandardVersion(models.Model):
    """A standard as it was worded from a day on. Never changed: new words are a new version."""

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    text = models.CharField(max_length=600)
    from_on = models.DateField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["standard__place", "number"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "number"], name="standard_version_once"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="standard_version_says_something"),
        ]
        triggers = [pgtrigger.Protect(name="standard_version_stands", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.standard.code} {self.title}"
