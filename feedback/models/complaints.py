"""Complaints as something to learn from (practice.md 6.5): a log beside the complaints system, never a second one."""

from django.db import models
from django.db.models import F, Q

from casework.models.constraints import ends_after
from casework.models.history import tracked


@tracked
class Complaint(models.Model):
    """A complaint, by the complaints system's own reference: where it is about, and nothing of who made it."""

    reference = models.CharField(max_length=20, unique=True)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField()
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reference=""), name="complaint_has_reference")]
        indexes = [models.Index(fields=["team", "received_on"], name="complaint_of_team")]

    def __str__(self):
        return f"Complaint {self.reference}"


@tracked
class ComplaintTheme(models.Model):
    """A theme of the shared list that a complaint is about."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="themes")
    theme = models.ForeignKey("casework.Theme", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["theme__name"]
        constraints = [models.UniqueConstraint(fields=["complaint", "theme"], name="complaint_theme_once")]
        indexes = [models.Index(fields=["theme"], name="complaint_of_theme")]

    def __str__(self):
        return str(self.theme)


@tracked
class ComplaintStage(models.Model):
    """One stage of a complaint: when it began, by when it is to be answered, and how it ended."""

    class Number(models.IntegerChoices):
        LOCAL = 1, "Stage 1: local resolution"
        INDEPENDENT = 2, "Stage 2: independent investigation"
        PANEL = 3, "Stage 3: review panel"

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "Upheld"
        PARTLY = "partly", "Partly upheld"
        NOT_UPHELD = "not_upheld", "Not upheld"
        WITHDRAWN = "withdrawn", "Withdrawn"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="stages")
    number = models.PositiveSmallIntegerField(choices=Number.choices)
    began_on = models.DateField()
    first_due_on = models.DateField(help_text="The day before any extension")
    due_on = models.DateField()
    extended_because = models.CharField(max_length=300, blank=True)
    ended_on = models.DateField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "number"], name="complaint_stage_once"),
            models.CheckConstraint(condition=Q(number__in=[1, 2, 3]), name="complaint_stage_known"),
            ends_after("began_on", "ended_on", name="complaint_stage_ends_after_start"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, outcome="") | (Q(ended_on__isnull=False) & ~Q(outcome="")),
                name="complaint_stage_ends_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(due_on=F("first_due_on"), extended_because="")
                | (Q(due_on__gt=F("first_due_on")) & ~Q(extended_because="")),
                name="complaint_stage_extended_says_why",
            ),
        ]

    def __str__(self):
        return self.get_number_display()


@tracked
class Lesson(models.Model):
    """What a complaint recommends, or what was learned from it; a recommendation is carried out by an action."""

    class Kind(models.TextChoices):
        RECOMMENDATION = "recommendation", "Recommendation"
        LEARNING = "learning", "Learning"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="lessons")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    words = models.CharField(max_length=300)
    action = models.OneToOneField("casework.Action", on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that wrote it")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="lesson_says_something")]

    def __str__(self):
        return self.words
