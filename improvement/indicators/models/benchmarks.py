"""What others published, to stand beside our own figures."""

from django.db import models
from django.db.models import Q


class Benchmark(models.Model):
    """A published value of a measure for an area and year: a value, or the symbol in its place."""

    class Kind(models.TextChoices):
        ENGLAND = "england", "England"
        REGION = "region", "Region"
        AUTHORITY = "authority", "Authority"

    measure = models.CharField(max_length=60)
    year = models.CharField(max_length=10)
    area = models.PositiveSmallIntegerField(help_text="DfE's number; 970 is England")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=80)
    value = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    symbol = models.CharField(max_length=3, blank=True)
    release = models.CharField(max_length=120, default="", help_text="What it was published in, and when")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "area", "year"], name="benchmark_once"),
            models.CheckConstraint(
                condition=Q(value__isnull=False, symbol="") | (Q(value__isnull=True) & ~Q(symbol="")),
                name="benchmark_value_or_symbol",
            ),
            models.CheckConstraint(condition=Q(kind__in=["england", "region", "authority"]), name="benchmark_kind"),
        ]

    def __str__(self):
        return f"{self.measure} {self.name} {self.year}"


class Neighbour(models.Model):
    """An authority that is statistically near another (DfE's model of ten neighbours)."""

    area = models.PositiveSmallIntegerField()
    region = models.CharField(max_length=40)
    neighbour = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "neighbour"], name="neighbour_once")]

    def __str__(self):
        return f"{self.area} and {self.neighbour}"
