"""The four grades, best first, in Ofsted's words (practice 2.3)."""

from django.db import models
from django.db.models import Q


class Grade(models.TextChoices):
    OUTSTANDING = "outstanding", "Outstanding"
    GOOD = "good", "Good"
    REQUIRES_IMPROVEMENT = "requires_improvement", "Requires improvement"
    INADEQUATE = "inadequate", "Inadequate"

    @property
    def rank(self) -> int:
        """Return 1 for the best to 4 for the worst: differences between grades are counted in these."""
        return list(Grade).index(self) + 1


def grade_field(**options) -> models.CharField:
    """Return a field that holds a grade, or nothing yet."""
    return models.CharField(max_length=20, choices=Grade.choices, blank=True, **options)


def known_grade(field: str, *, name: str) -> models.CheckConstraint:
    """Return a constraint: the field holds one of the four grades, or nothing."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": ["", *Grade.values]}), name=name)
