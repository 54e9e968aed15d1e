"""The dated tree of teams, and the workers in them."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from casework.models.constraints import DateRange, ends_after
from casework.models.history import tracked


class Level(models.TextChoices):
    COUNTY = "county", "County"
    AREA = "area", "Area"
    DISTRICT = "district", "District"
    TEAM = "team", "Team"


@tracked
class Team(models.Model):
    """A node of the tree county > area > district > team."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80, unique=True)
    level = models.CharField(max_length=10, choices=Level.choices)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            ends_after("opened_on", "closed_on", name="team_closes_after_opening", strictly=True),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="team_level_known"),
        ]

    def __str__(self):
        return self.name


@tracked
class TeamEdge(models.Model):
    """`team` belonged to `parent` during [start_on, end_on)."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="parent_edges")
    parent = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="child_edges")
    start_on = models.DateField()
    end_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(team=F("parent")), name="team_not_own_parent"),
            ends_after("start_on", "end_on", name="team_edge_ends_after_start", strictly=True),
            ExclusionConstraint(
                name="team_one_parent_at_a_time",
                expressions=[
                    ("team", RangeOperators.EQUAL),
                    (DateRange("start_on", "end_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self):
        return f"{self.team} under {self.parent}"


class Worker(models.Model):
    """A person in a post, as the case system spells them."""

    name = models.CharField(max_length=120, unique=True)
    user = models.OneToOneField(
        "casework.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="worker"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name
