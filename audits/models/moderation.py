"""A second, independent judgement of an audit; and many judgements of one case, to learn to judge alike."""

from django.db import models
from django.db.models import F, Q

from audits.models.frozen import frozen
from audits.models.grade import Grade, grade_field, known_grade
from casework.models.constraints import both_or_neither
from casework.models.history import tracked


@tracked
class Moderation(models.Model):
    """An audit graded a second time, blind or open: both grades stay, and a change of grade has its reason (2.5)."""

    class Why(models.TextChoices):
        SHARE = "share", "Drawn by chance"
        INADEQUATE = "inadequate", "Graded inadequate"
        NEW = "new", "By a new auditor"

    class State(models.TextChoices):
        ASKED = "asked", "Waiting for the second grade"
        GRADED = "graded", "Graded a second time, to be settled"
        SETTLED = "settled", "Settled"

    audit = models.OneToOneField("audits.Audit", on_delete=models.PROTECT, related_name="moderation")
    moderator = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="moderations")
    why = models.CharField(max_length=12, choices=Why.choices)
    is_blind = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    grade = grade_field()
    text = models.TextField(max_length=8000, blank=True, help_text="Why it is that grade")
    graded_at = models.DateTimeField(null=True)
    # The auditor's grade as it stood when the two were laid side by side.
    first_grade = grade_field()
    outcome = grade_field(help_text="The grade that stands")
    changed_because = models.TextField(max_length=2000, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            known_grade("grade", name="moderation_grade_known"),
            known_grade("first_grade", name="moderation_first_grade_known"),
            known_grade("outcome", name="moderation_outcome_known"),
            models.CheckConstraint(
                condition=Q(state="asked", grade="", graded_at__isnull=True)
                | (Q(state__in=["graded", "settled"], graded_at__isnull=False) & ~Q(grade="") & ~Q(text="")),
                name="moderation_graded_with_analysis",
            ),
            models.CheckConstraint(
                condition=~Q(state="settled")
                | (
                    Q(settled_at__isnull=False)
                    & ~Q(first_grade="")
                    & (Q(outcome=F("first_grade")) | (Q(outcome=F("grade")) & ~Q(changed_because="")))
                ),
                name="moderation_change_has_a_reason",
            ),
            both_or_neither("settled_at", "settled_by", name="moderation_settled_by_somebody"),
        ]
        indexes = [models.Index(fields=["moderator", "state"], name="moderation_of_moderator")]
        triggers = [
            frozen(
                "moderation_grade_stands",
                when="TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.state <> 'asked' AND "
                "(NEW.grade, NEW.text, NEW.graded_at, NEW.moderator_id) "
                "IS DISTINCT FROM (OLD.grade, OLD.text, OLD.graded_at, OLD.moderator_id))",
                because="A second grade, once given, stands",
            )
        ]

    def __str__(self):
        return f"{self.audit}: moderation"


class SecondGrade(models.Model):
    """The moderator's own grade of one question; given with the overall grade, and never changed."""

    moderation = models.ForeignKey(Moderation, on_delete=models.PROTECT, related_name="grades")
    question = models.ForeignKey("audits.Question", on_delete=models.PROTECT, related_name="+")
    grade = models.CharField(max_length=20, choices=Grade.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["moderation", "question"], name="second_grade_once"),
            models.CheckConstraint(condition=Q(grade__in=Grade.values), name="second_grade_known"),
        ]

    def __str__(self):
        return f"{self.moderation}: {self.question}"


@tracked
class DriftShown(models.Model):
    """An auditor lets whoever leads see which way their grades lean; theirs to give, and to take back."""

    person = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="drift_shown")
    shown_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "drift shown"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(taken_back_at__isnull=True), name="drift_shown_once_at_a_time"
            )
        ]

    def __str__(self):
        return f"{self.person}: drift"


@tracked
class Calibration(models.Model):
    """Many grade one case by themselves, then look at the grades together: to learn to judge alike."""

    title = models.CharField(max_length=80)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey("casework.Child", on_delete=models.PROTECT, related_name="+")
    tool_version = models.ForeignKey("audits.ToolVersion", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that began it")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, help_text="When the grades were laid open")
    ended_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="calibration_has_a_title"),
            both_or_neither("ended_at", "ended_by", name="calibration_ended_by_somebody"),
        ]

    def __str__(self):
        return self.title


class CalibrationGrade(models.Model):
    """What one person made of the case; nobody sees another's before all are laid open."""

    calibration = models.ForeignKey(Calibration, on_delete=models.CASCADE, related_name="grades")
    person = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    grade = models.CharField(max_length=20, choices=Grade.choices)
    text = models.TextField(max_length=4000)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calibration", "person"], name="calibration_grade_once"),
            models.CheckConstraint(condition=Q(grade__in=Grade.values), name="calibration_grade_known"),
            models.CheckConstraint(condition=~Q(text=""), name="calibration_grade_says_why"),
        ]

    def __str__(self):
        return f"{self.calibration}: {self.person}"
