"""What audits teach: findings as rows, guidance that answers them, and what was learned and done about it."""

from django.db import models
from django.db.models import Q

from audits.models.audit import SEALED, SEALED_BECAUSE
from audits.models.frozen import frozen
from casework.models.constraints import both_or_neither
from casework.models.history import tracked


@tracked
class Finding(models.Model):
    """One strength or difficulty that an auditor saw, under a standard and a shared theme, in words without names."""

    class Kind(models.TextChoices):
        STRENGTH = "strength", "Strength"
        DIFFICULTY = "difficulty", "Difficulty"

    audit = models.ForeignKey("audits.Audit", on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    standard = models.ForeignKey("audits.StandardVersion", on_delete=models.PROTECT, related_name="findings")
    theme = models.ForeignKey("casework.Theme", on_delete=models.PROTECT, related_name="findings")
    words = models.CharField(max_length=600)
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that kept it")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-kind", "standard__standard__place", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="finding_says_something"),
            models.CheckConstraint(condition=Q(kind__in=["strength", "difficulty"]), name="finding_kind_known"),
        ]
        indexes = [models.Index(fields=["theme", "kind"], name="finding_of_theme")]
        triggers = [frozen("finding_sealed", when=SEALED, because=SEALED_BECAUSE)]

    def __str__(self):
        return f"{self.audit}: {self.get_kind_display().lower()}"


@tracked
class Guidance(models.Model):
    """A short guide to one topic: one page, with an owner and a day to review it (S18, S19)."""

    title = models.CharField(max_length=80, unique=True)
    topic = models.ForeignKey("casework.Theme", on_delete=models.PROTECT, related_name="guidance")
    standard = models.ForeignKey(
        "audits.Standard", on_delete=models.PROTECT, null=True, blank=True, related_name="guidance"
    )
    text = models.TextField(max_length=3500, help_text="As much as one printed page holds")
    owner = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="guidance_owned")
    review_on = models.DateField()
    version = models.PositiveIntegerField(default=1)
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that wrote it")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True)
    retired_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name_plural = "guidance"
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="guidance_says_something"),
            both_or_neither("retired_at", "retired_by", name="guidance_retired_by_somebody"),
        ]

    def __str__(self):
        return self.title


class GuidanceRead(models.Model):
    """Somebody said that they have read a guide as it was worded. Shown as a number, never as names (S19)."""

    guidance = models.ForeignKey(Guidance, on_delete=models.CASCADE, related_name="reads")
    person = models.ForeignKey("casework.User", on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guidance", "person", "version"], name="guidance_read_once")]

    def __str__(self):
        return f"{self.guidance}, version {self.version}"


@tracked
class Learning(models.Model):
    """Something learned, from where, what is done about it (an action of the register), and a day to look again."""

    class Source(models.TextChoices):
        AUDITS = "audits", "Audits"
        ROUND = "round", "A practice week or inspection"
        OUTSIDE = "outside", "A review from outside"
        REVIEW = "review", "A learning review of a serious case"
        FAMILIES = "families", "What families said"
        COMPLAINT = "complaint", "A complaint"
        STAFF = "staff", "What staff said"
        RESEARCH = "research", "Research or law"
        ELSEWHERE = "elsewhere", "Another authority"

    class State(models.TextChoices):
        OPEN = "open", "To be looked at again"
        LOOKED_AT = "looked_at", "Looked at again"

    learned = models.CharField(max_length=600)
    source = models.CharField(max_length=10, choices=Source.choices)
    source_words = models.CharField(max_length=200, blank=True, help_text="Which one")
    theme = models.ForeignKey("casework.Theme", on_delete=models.PROTECT, related_name="learning")
    standard = models.ForeignKey(
        "audits.Standard", on_delete=models.PROTECT, null=True, blank=True, related_name="learning"
    )
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="learning")
    action = models.OneToOneField("casework.Action", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    look_again_on = models.DateField()
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that kept it")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    found = models.CharField(max_length=1000, blank=True, help_text="What was seen on looking again")
    looked_again_at = models.DateTimeField(null=True)
    looked_again_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["look_again_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(learned=""), name="learning_says_something"),
            both_or_neither("looked_again_at", "looked_again_by", name="learning_looked_at_by_somebody"),
            models.CheckConstraint(
                condition=Q(state="open", looked_again_at__isnull=True)
                | (Q(state="looked_at", looked_again_at__isnull=False) & ~Q(found="")),
                name="learning_looked_at_says_what",
            ),
        ]
        indexes = [models.Index(fields=["state", "look_again_on"], name="learning_to_look_at")]

    def __str__(self):
        return f"Learning {self.pk}"
