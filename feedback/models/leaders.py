"""Questions to leaders, which get an answer by a day (S42; seed 003, paragraph 23: Staffordshire)."""

from django.db import models
from django.db.models import Q

from casework.models.constraints import both_or_neither
from casework.models.history import tracked


@tracked
class LeaderQuestion(models.Model):
    """A question to a named leader, or to the senior team; its words are the passage that the duty reader reads.

    `asked_by` is kept so that the answer reaches them. No page shows it unless `shows_name`.
    """

    class AskedFor(models.TextChoices):
        ONESELF = "oneself", "Mine"
        YOUNG = "young_person", "A young person's; I write it down for them"

    class Audience(models.TextChoices):
        STAFF = "staff", "All staff, with the question"
        ASKER = "asker", "Only me"

    class State(models.TextChoices):
        ASKED = "asked", "Waiting for an answer"
        ANSWERED = "answered", "Answered"

    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    leader = models.ForeignKey(
        "casework.User", on_delete=models.PROTECT, null=True, related_name="+", help_text="None: the senior team"
    )
    asked_for = models.CharField(max_length=12, choices=AskedFor.choices)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    shows_name = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that asked")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    moved_up_at = models.DateTimeField(null=True, help_text="When the director was told that it is late")
    answer = models.TextField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_for="oneself") | Q(asked_for="young_person", shows_name=False),
                name="leader_question_names_no_young_person",
            ),
            models.CheckConstraint(condition=Q(audience__in=["staff", "asker"]), name="leader_question_audience_known"),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at__isnull=True, answer="")
                | (Q(state="answered", answered_at__isnull=False) & ~Q(answer="")),
                name="leader_question_answered_in_words",
            ),
            both_or_neither("answered_at", "answered_by", name="leader_question_answered_by_somebody"),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="leader_question_waiting")]

    def __str__(self):
        return f"Question to a leader {self.pk}"
