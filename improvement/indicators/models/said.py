"""What people say of figures: comments, and queries with their answers."""

from django.db import models
from django.db.models import F, Q

from casework.models.constraints import both_or_neither
from casework.models.history import tracked


@tracked
class Comment(models.Model):
    """What somebody says of a team's figure for a month. It is never changed: a second thought is a second comment."""

    indicator = models.CharField(max_length=8)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    text = models.TextField(max_length=2000)
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that wrote it")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="comment_month_is_a_month"),
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
        ]
        indexes = [models.Index(fields=["team", "indicator", "month"], name="comment_of_a_figure")]

    def __str__(self):
        return f"{self.indicator} {self.month:%Y-%m}"


@tracked
class Query(models.Model):
    """ "That figure is wrong": a question about a team's figure, and its answer (Hampshire's data quality form, S15).

    The answer has an explanation, what is done about it, and the month by which it should show. It is followed up with
    a later month's figure by somebody other than who answered. While it is open past its day it is carried up the tree:
    `held_by` is the place whose meeting asks after it now (S14).
    """

    class State(models.TextChoices):
        OPEN = "open", "Waiting for an answer"
        ANSWERED = "answered", "Answered, to be followed up"
        CLOSED = "closed", "Followed up"
        WITHDRAWN = "withdrawn", "Withdrawn"

    indicator = models.CharField(max_length=8)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    question = models.TextField(max_length=2000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    held_by = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that asked it")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    explanation = models.TextField(max_length=2000, blank=True)
    strategy = models.TextField(max_length=2000, blank=True)
    expected_on = models.DateField(null=True, help_text="First day of the month by which it should show")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(max_length=2000, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name_plural = "queries"
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="query_month_is_a_month"),
            models.CheckConstraint(condition=~Q(question=""), name="query_asks_something"),
            both_or_neither("answered_at", "answered_by", name="query_answered_by_somebody"),
            both_or_neither("ended_at", "ended_by", name="query_ended_by_somebody"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "withdrawn"])
                | (Q(answered_at__isnull=False, expected_on__isnull=False) & ~Q(explanation="") & ~Q(strategy="")),
                name="query_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "answered"], ended_at__isnull=True)
                | Q(state__in=["closed", "withdrawn"], ended_at__isnull=False),
                name="query_ended_when_over",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (~Q(outcome="") & ~Q(ended_by=F("answered_by"))),
                name="query_closed_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "indicator", "month"], name="query_of_a_figure"),
            models.Index(fields=["held_by", "state"], name="query_held"),
        ]

    def __str__(self):
        return f"{self.indicator} {self.month:%Y-%m}"


class QueryStep(models.Model):
    """A query carried from one place up to the next, because its day had passed."""

    query = models.ForeignKey(Query, on_delete=models.CASCADE, related_name="steps")
    from_team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    to_team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    carried_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["query", "to_team"], name="query_carried_once")]

    def __str__(self):
        return f"{self.query} to {self.to_team}"
