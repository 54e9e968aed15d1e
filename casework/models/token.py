"""Keys by which a program reads for a person."""

from django.db import models
from django.db.models import F, Q

from casework.models.history import tracked


@tracked
class ProgramKey(models.Model):
    """A key with which a program reads what its person may read, until it expires or is taken back.

    Only its SHA-256 is kept: the key itself is 256 bits of chance, so nothing slower is needed against guessing.
    """

    user = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="program_keys")
    name = models.CharField(max_length=80, help_text="What the program is")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_on = models.DateField(help_text="The first day it no longer works")
    used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="program_key_has_a_name"),
            models.CheckConstraint(
                condition=Q(used_on__isnull=True) | Q(used_on__lte=F("expires_on")), name="program_key_used_while_valid"
            ),
        ]

    def __str__(self):
        return self.name


class ProgramCalls(models.Model):
    """How often a key has called in the minute of its last call; no more is kept, and its history says nothing."""

    key = models.OneToOneField(ProgramKey, on_delete=models.CASCADE, primary_key=True, related_name="+")
    minute_at = models.DateTimeField(help_text="The minute it last called in")
    calls = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(calls__gte=1), name="program_calls_are_counted")]

    def __str__(self):
        return f"{self.calls} calls in the minute of {self.minute_at}"
