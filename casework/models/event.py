"""Who opened what: one row for each child-level page or export."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models


class ReadLog(models.Model):
    """A person opened (`page`) or took away (`export`) data; append-only."""

    class Kind(models.TextChoices):
        PAGE = "page", "Page"
        EXPORT = "export", "Export"

    user = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="reads")
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    what = models.CharField(max_length=120)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, null=True, related_name="+")
    children = ArrayField(models.BigIntegerField(), default=list)
    rows = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["-at"], name="readlog_at")]
        triggers = [pgtrigger.Protect(name="readlog_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.what} by {self.user} at {self.at:%d %B %Y %H:%M}"
