"""What needs a person: every free text, who read it and what they made of it."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from casework.models.constraints import DateRange, both_or_neither, ends_after
from casework.models.history import tracked
from feedback.models.leaders import LeaderQuestion
from feedback.models.questions import Question
from feedback.models.responses import Response
from feedback.models.surveys import Survey

SOURCES = ("response", "leader_question", "survey")


class Passage(models.Model):
    """Words somebody wrote freely, as they first wrote them; a person reads them the same working day.

    They stand in a response of a child or family, are what a member of staff asks a leader, or what one wrote in a
    survey: then they came all at once as it closed (`written_at`), and belong to the whole place it asked.

    It never changes: other words written later are another passage. `is_urgent` is said of words written after "I feel
    unsafe"; `flags` of words that hold one of the flagged words. Both only raise it in the queue.
    """

    response = models.ForeignKey(Response, on_delete=models.PROTECT, null=True, related_name="passages")
    leader_question = models.OneToOneField(LeaderQuestion, on_delete=models.PROTECT, null=True, related_name="passage")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, null=True, related_name="comments")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=2000, blank=True)
    digest = models.CharField(max_length=64, help_text="Of the words, so that the same ones sent twice are one")
    is_urgent = models.BooleanField(default=False)
    flags = models.PositiveSmallIntegerField(default=0)
    written_at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at"]
        constraints = [
            # Two people may well write the same in a survey.
            models.UniqueConstraint(
                fields=["response", "leader_question", "question", "is_urgent", "digest"],
                condition=Q(survey=None),
                nulls_distinct=False,
                name="passage_once_where_it_stands",
            ),
            models.CheckConstraint(
                condition=Q(response__isnull=False, leader_question=None, survey=None)
                | Q(response=None, leader_question__isnull=False, survey=None, question=None)
                | Q(response=None, leader_question=None, survey__isnull=False, question=None, is_urgent=False),
                name="passage_stands_in_one_thing",
            ),
            models.CheckConstraint(condition=Q(is_urgent=True) | ~Q(text=""), name="passage_says_something"),
        ]
        indexes = [models.Index(fields=["team", "due_at"], name="passage_due")]
        triggers = [pgtrigger.Protect(name="passage_kept", operation=pgtrigger.Update)]

    def __str__(self):
        return f"Passage {self.pk}"

    @property
    def source(self) -> str:
        """What it stands in: one of SOURCES."""
        return next(name for name in SOURCES if getattr(self, f"{name}_id") is not None)


@tracked
class Duty(models.Model):
    """Who is on duty during [start_on, end_on) for a place and all below it: reads, is told of concerns, or decides.

    A reader reads what was written; a manager is told of a safeguarding concern at once; the officer is the designated
    officer, to whom an allegation about a member of staff goes and not to the line.
    """

    class Kind(models.TextChoices):
        READER = "reader", "Duty reader"
        MANAGER = "manager", "Duty manager"
        OFFICER = "officer", "Designated officer"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    start_on = models.DateField()
    end_on = models.DateField(null=True)
    named_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            ends_after("start_on", "end_on", name="duty_ends_after_start"),
            models.CheckConstraint(condition=Q(kind__in=["reader", "manager", "officer"]), name="duty_kind_known"),
            ExclusionConstraint(
                name="duty_one_at_a_time",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("team", RangeOperators.EQUAL),
                    (DateRange("start_on", "end_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.team}"


class Opening(models.Model):
    """Somebody opened a passage; append-only, so that it shows for ever who read it and when."""

    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="openings")
    by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        triggers = [pgtrigger.Protect(name="opening_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.by}, {self.at:%d %B %Y %H:%M}"


class Verdict(models.Model):
    """What the duty reader made of a passage: a person, once, at a time. Nothing else takes it out of the queue."""

    class Outcome(models.TextChoices):
        READ = "read", "Read; those it is meant for may see it"
        HELD = "held", "Read; only those who read feedback see it"
        SAFEGUARDING = "safeguarding", "A safeguarding concern"
        STAFF = "staff", "About a member of staff: to the designated officer"

    passage = models.OneToOneField(Passage, on_delete=models.PROTECT, related_name="verdict")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["read", "held", "safeguarding", "staff"]), name="verdict_outcome_known"
            ),
        ]
        triggers = [pgtrigger.Protect(name="verdict_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return self.get_outcome_display()


@tracked
class Concern(models.Model):
    """Somebody may be hurt, or a member of staff may have done wrong: with whom it is, until it is in hand.

    `holder` is whom it waits for now. Not acknowledged by `due_at`, it moves up. It ends with where the case system
    holds it; what was written stays in the passage and goes into no message.
    """

    class Kind(models.TextChoices):
        SAFEGUARDING = "safeguarding", "Safeguarding concern"
        STAFF = "staff", "Allegation about a member of staff"

    class State(models.TextChoices):
        RAISED = "raised", "Waiting to be acknowledged"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        ENDED = "ended", "In hand"

    passage = models.OneToOneField(Passage, on_delete=models.PROTECT, related_name="concern")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.RAISED)
    holder = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    step = models.PositiveSmallIntegerField(default=0, help_text="How often it moved up")
    due_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(max_length=2000, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["safeguarding", "staff"]), name="concern_kind_known"),
            both_or_neither("acknowledged_at", "acknowledged_by", name="concern_acknowledged_by_somebody"),
            both_or_neither("ended_at", "ended_by", name="concern_ended_by_somebody"),
            models.CheckConstraint(
                condition=Q(state="raised", acknowledged_at=None, ended_at=None)
                | Q(state="acknowledged", acknowledged_at__isnull=False, ended_at=None)
                | (Q(state="ended", acknowledged_at__isnull=False, ended_at__isnull=False) & ~Q(outcome="")),
                name="concern_state_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="concern_waiting")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk}"


class Telling(models.Model):
    """Somebody is told that something waits for them; never what was written. `told_at` is when the e-mail left."""

    to = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, null=True, related_name="tellings")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, null=True, related_name="tellings")
    why = models.CharField(max_length=80)
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "to"], name="telling_of_a_concern_once"),
            models.UniqueConstraint(fields=["passage", "to", "why"], name="telling_of_a_passage_once"),
            models.CheckConstraint(
                condition=Q(passage__isnull=True, concern__isnull=False)
                | Q(passage__isnull=False, concern__isnull=True),
                name="telling_of_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["told_at"], condition=Q(told_at__isnull=True), name="telling_untold")]

    def __str__(self):
        return f"{self.why} to {self.to}"
