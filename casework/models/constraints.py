"""Constraints that several models share."""

from django.contrib.postgres.fields import DateRangeField
from django.db.models import CheckConstraint, F, Func, Q


class DateRange(Func):
    """The half-open period [start, end) of two date columns."""

    function = "DATERANGE"
    output_field = DateRangeField()


def ends_after(start: str, end: str, *, name: str, strictly: bool = False) -> CheckConstraint:
    """Return a constraint: the end, where there is one, is after the start (or on it, unless `strictly`)."""
    after = Q(**{f"{end}__{'gt' if strictly else 'gte'}": F(start)})
    return CheckConstraint(condition=Q(**{f"{end}__isnull": True}) | after, name=name)


def both_or_neither(at: str, by: str, *, name: str) -> CheckConstraint:
    """Return a constraint: a moment has its person, and a person their moment."""
    neither = Q(**{f"{at}__isnull": True, f"{by}__isnull": True})
    return CheckConstraint(condition=neither | Q(**{f"{at}__isnull": False, f"{by}__isnull": False}), name=name)
