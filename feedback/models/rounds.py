"""A quarter of asking: the round, who was asked in it, and the links by which they answer."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from casework.models.constraints import DateRange, ends_after
from casework.models.history import tracked
from feedback.models.questions import QuestionSet


@tracked
class Round(models.Model):
    """A quarter, [start_on, end_on), in which every child and family is asked (seed 003, paragraph 99)."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    start_on = models.DateField(unique=True)
    end_on = models.DateField()
    question_set = models.ForeignKey(QuestionSet, on_delete=models.PROTECT, related_name="rounds")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-start_on"]
        constraints = [
            ends_after("start_on", "end_on", name="quarter_ends_after_start", strictly=True),
            models.CheckConstraint(condition=Q(start_on__day=1, end_on__day=1), name="quarter_is_whole_months"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | Q(state="closed", closed_at__isnull=False),
                name="quarter_closed_when_over",
            ),
            ExclusionConstraint(
                name="quarter_one_at_a_time",
                expressions=[(DateRange("start_on", "end_on"), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self):
        return f"{self.start_on:%B %Y} to {self.end_on:%B %Y}"


class Respondent(models.TextChoices):
    CHILD = "child", "Child or young person"
    FAMILY = "family", "Parent, carer or family"


@tracked
class Asking(models.Model):
    """A child, or the family of a child, was asked for their views: by link, in person or by telephone."""

    class Reason(models.TextChoices):
        QUARTER = "quarter", "Three months have passed"
        PLAN_START = "plan_start", "A plan began"
        REVIEW = "review", "A review or conference"
        PLAN_END = "plan_end", "A plan ended"
        MOVE = "move", "A move of placement"
        CLOSURE = "closure", "Work with the family ended"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="askings")
    child = models.ForeignKey("casework.Child", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    respondent = models.CharField(max_length=10, choices=Respondent.choices)
    reason = models.CharField(max_length=12, choices=Reason.choices, default=Reason.QUARTER)
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that asked")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(respondent__in=Respondent.values), name="asking_respondent_known"),
        ]
        indexes = [
            models.Index(fields=["child", "respondent"], name="asking_of_a_child"),
            models.Index(fields=["round", "team"], name="asking_of_a_round"),
        ]

    def __str__(self):
        return f"{self.get_respondent_display()}, {self.asked_at:%d %B %Y}"


class Invitation(models.Model):
    """A link or code that is used once; only its SHA-256 is kept, because it is 160 bits of chance.

    With an `asking` it was made for one child or family. Without, it is a plain code, which nobody is written against:
    that, and nothing else, makes an answer anonymous.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="invitations")
    asking = models.OneToOneField(Asking, on_delete=models.PROTECT, null=True, related_name="invitation")
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    expires_on = models.DateField(help_text="The first day it no longer works")
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["round", "team"], name="invitation_of_a_round")]

    def __str__(self):
        return f"Link made {self.made_at:%d %B %Y}"
