"""Figures over time, and the marks that say which must be counted again."""

from django.db import models
from django.db.models import F, Q


class Figure(models.Model):
    """The value of an indicator for a team and month: numerator and denominator, divided last.

    `month` is its first day. A figure that cannot be given has a `symbol` (DfE: c z k : x) and no numbers.
    """

    indicator = models.CharField(max_length=8)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    numerator = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    symbol = models.CharField(max_length=1, blank=True)
    is_share = models.BooleanField(default=False)
    definition_version = models.PositiveSmallIntegerField()
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "team", "month"], name="figure_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="figure_month_is_a_month"),
            models.CheckConstraint(
                condition=Q(is_share=False) | Q(numerator__isnull=True) | Q(numerator__lte=F("denominator")),
                name="figure_share_within_whole",
            ),
            models.CheckConstraint(
                condition=Q(symbol="", numerator__isnull=False) | (~Q(symbol="") & Q(numerator__isnull=True)),
                name="figure_number_or_symbol",
            ),
        ]
        indexes = [models.Index(fields=["team", "month"], name="figure_team_month")]

    def __str__(self):
        return f"{self.indicator} {self.month:%Y-%m}"


class StaleKey(models.Model):
    """A (source, month) that a write touched: its figures must be counted again.

    Each transaction leaves its own (`transaction` is its number), so that writers never wait for each other, nor for a
    roll-up that is forgetting the marks it has read.
    """

    source = models.CharField(max_length=40)
    month = models.DateField()
    transaction = models.BigIntegerField(default=0)
    marked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "month", "transaction"], name="stale_key_once")]

    def __str__(self):
        return f"{self.source} {self.month:%Y-%m}"


class Population(models.Model):
    """Children aged 0 to 17 living in the place a team serves, at the middle of a year."""

    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    children = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "year"], name="population_once")]

    def __str__(self):
        return f"{self.children} in {self.year}"
