"""The pseudonymous child: a reference, a month of birth, and codes. No name, no address, no NHS number."""

from django.db import models
from django.db.models import Q


class ChildQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the children this person may open."""
        from casework.access import visible_children

        return visible_children(user, within=self)


class Child(models.Model):
    """A child known to the department, by the case system's own reference."""

    reference = models.CharField(max_length=20, db_collation="C")
    birth_month = models.DateField(null=True)
    is_unborn = models.BooleanField(default=False)
    sex = models.CharField(max_length=1, blank=True)
    ethnicity = models.CharField(max_length=8, blank=True)
    disability = models.CharField(max_length=1, blank=True)
    uasc = models.CharField(max_length=1, blank=True)
    # Provenance only, written by imports alone.
    source = models.ForeignKey(
        "casework.Import", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    objects = ChildQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]
        verbose_name_plural = "children"
        constraints = [
            # Not `unique=True`, which would make a second index for LIKE; this one serves both in collation C.
            models.UniqueConstraint(fields=["reference"], name="child_reference_once"),
            models.CheckConstraint(
                condition=Q(birth_month__isnull=True) | Q(birth_month__day=1), name="child_birth_is_a_month"
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="child_has_reference"),
        ]

    def __str__(self):
        return self.reference
