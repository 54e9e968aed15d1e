"""What the standing checks found."""

from django.db import models
from django.db.models import F, Q


class XrayLook(models.Model):
    """When a rule was last looked at, so that finding nothing can be told from not having looked."""

    rule = models.CharField(max_length=4, unique=True)
    looked_at = models.DateTimeField()

    def __str__(self):
        return self.rule


class Doubt(models.Model):
    """A row of data that a rule doubts: whose, which child's (none for a team's), and the day it is about.

    It stays when it is put right: `cleared_at` is when a look first no longer found it.
    """

    rule = models.CharField(max_length=4)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey("casework.Child", on_delete=models.CASCADE, null=True, related_name="+")
    about_on = models.DateField()
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "team", "child", "about_on"], name="doubt_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(last_seen_at__gte=F("first_seen_at")), name="doubt_seen_in_order"),
            models.CheckConstraint(
                condition=Q(cleared_at__isnull=True) | Q(cleared_at__gte=F("last_seen_at")),
                name="doubt_cleared_after_seen",
            ),
        ]
        indexes = [models.Index(fields=["rule", "team"], name="doubt_open", condition=Q(cleared_at__isnull=True))]

    def __str__(self):
        return f"{self.rule} {self.about_on:%Y-%m-%d}"
