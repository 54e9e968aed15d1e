"""Shared labels: what audits, families, staff and complaints speak of in the same words."""

from django.db import models
from django.db.models import Q

from casework.models.history import tracked


@tracked
class Theme(models.Model):
    """A label that findings from anywhere can carry, so that they can be read together."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80, unique=True)
    means = models.CharField(max_length=300, blank=True, help_text="What belongs under it, in one sentence")
    # One no longer offered keeps what it was put on.
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="theme_has_a_name")]

    def __str__(self):
        return self.name
