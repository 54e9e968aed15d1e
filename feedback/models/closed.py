"""Interviews after a case has closed: a fair draw of what closed in a month, and one interview a family (S28)."""

from django.db import models
from django.db.models import Q

from casework.models.constraints import both_or_neither
from casework.models.history import tracked
from feedback.models.responses import Response


@tracked
class ClosureDraw(models.Model):
    """Who was drawn of the children whose work ended in a month, with the seed, so it can be repeated."""

    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    seed = models.CharField(max_length=32)
    algorithm = models.CharField(max_length=20)
    list_hash = models.CharField(max_length=64)
    list_size = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["team", "month"], name="closure_draw_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="closure_draw_of_a_month"),
        ]

    def __str__(self):
        return f"{self.team}, {self.month:%B %Y}"


@tracked
class Interview(models.Model):
    """A family asked after their case closed, by a manager outside the line; what they say is a response like any."""

    class State(models.TextChoices):
        DRAWN = "drawn", "Nobody asked yet"
        GIVEN = "given", "Given to an interviewer"
        HELD = "held", "Held"
        DECLINED = "declined", "The family did not want to"

    draw = models.ForeignKey(ClosureDraw, on_delete=models.PROTECT, related_name="interviews")
    child = models.ForeignKey("casework.Child", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField()
    workers = models.PositiveSmallIntegerField(help_text="How many different workers our facts name for the child")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAWN)
    interviewer = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    response = models.OneToOneField(Response, on_delete=models.PROTECT, null=True, related_name="interview")
    declined_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "child"], name="interview_once"),
            both_or_neither("given_at", "given_by", name="interview_given_by_somebody"),
            models.CheckConstraint(
                condition=Q(state="drawn", interviewer=None, response=None, declined_at=None)
                | Q(state="given", interviewer__isnull=False, response=None, declined_at=None)
                | Q(state="held", interviewer__isnull=False, response__isnull=False, declined_at=None)
                | Q(state="declined", interviewer__isnull=False, response=None, declined_at__isnull=False),
                name="interview_state_is_whole",
            ),
        ]

    def __str__(self):
        return f"Interview {self.pk}"
