"""Tests of change: what a team tries, what it expects of a figure, and what it decides once it has looked."""

from django.db import models
from django.db.models import Q

from casework.models.constraints import both_or_neither, ends_after
from casework.models.history import tracked


@tracked
class ChangeTest(models.Model):
    """A team's test of change: what should be different for children, and the figure that should show it (S60).

    It has one cycle or more: "we try it, if it works we try it again".
    """

    indicator = models.CharField(max_length=8)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    aim = models.TextField(max_length=600)
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that began it")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "test of change"
        verbose_name_plural = "tests of change"
        constraints = [models.CheckConstraint(condition=~Q(aim=""), name="change_test_has_an_aim")]
        indexes = [models.Index(fields=["team", "indicator"], name="change_test_of_a_figure")]

    def __str__(self):
        return f"{self.indicator}: {self.aim[:60]}"


@tracked
class Cycle(models.Model):
    """One go at a test of change, numbered: what is tried and expected, then what was seen, learned and decided.

    What is expected is that the figure is at most or at least a value by a month. `seen` is the sentence of its chart
    as it read on the day of the look.
    """

    class Side(models.TextChoices):
        AT_MOST = "at_most", "At most"
        AT_LEAST = "at_least", "At least"

    class State(models.TextChoices):
        RUNNING = "running", "Being tried"
        KEPT = "kept", "Kept, to be spread"
        REPEATED = "repeated", "Tried again"
        STOPPED = "stopped", "Stopped"

    test = models.ForeignKey(ChangeTest, on_delete=models.CASCADE, related_name="cycles")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    plan = models.TextField(max_length=2000)
    side = models.CharField(max_length=10, choices=Side.choices)
    expected = models.DecimalField(max_digits=12, decimal_places=3, help_text="In the indicator's unit")
    expected_on = models.DateField(help_text="First day of the month by which it should show")
    lead = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    start_on = models.DateField()
    look_on = models.DateField()
    seen = models.TextField(blank=True)
    learned = models.TextField(max_length=2000, blank=True)
    reason = models.TextField(max_length=2000, blank=True)
    looked_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["test", "number"], name="cycle_numbered_once"),
            models.UniqueConstraint(fields=["test"], condition=Q(state="running"), name="cycle_one_at_a_time"),
            models.CheckConstraint(condition=Q(number__gte=1), name="cycle_numbered_from_one"),
            models.CheckConstraint(condition=~Q(plan=""), name="cycle_tries_something"),
            models.CheckConstraint(condition=Q(side__in=["at_most", "at_least"]), name="cycle_side_known"),
            models.CheckConstraint(condition=Q(expected__gte=0), name="cycle_expects_no_less_than_nought"),
            models.CheckConstraint(condition=Q(expected_on__day=1), name="cycle_expected_by_a_month"),
            ends_after("start_on", "look_on", name="cycle_looked_at_after_it_began", strictly=True),
            ends_after("expected_on", "look_on", name="cycle_looked_at_when_it_should_show", strictly=True),
            both_or_neither("looked_at", "looked_by", name="cycle_looked_at_by_somebody"),
            models.CheckConstraint(
                condition=Q(state="running", looked_at__isnull=True, seen="", learned="", reason="")
                | (
                    Q(state__in=["kept", "repeated", "stopped"], looked_at__isnull=False)
                    & ~Q(learned="")
                    & ~Q(reason="")
                ),
                name="cycle_decided_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["lead", "look_on"], condition=Q(state="running"), name="cycle_of_its_lead"),
            models.Index(fields=["state", "look_on"], name="cycle_by_its_day"),
        ]

    def __str__(self):
        return f"Cycle {self.number} of {self.test_id}"
