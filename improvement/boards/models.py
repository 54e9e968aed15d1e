"""Boards, and the packs they read."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from casework.models.history import tracked


@tracked
class Board(models.Model):
    """A body that meets about the work of a team and all below it."""

    name = models.CharField(max_length=120, unique=True)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    indicators = ArrayField(models.CharField(max_length=8), default=list, help_text="Codes, in the order of the pack")

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Pack(models.Model):
    """What a board was given to read about a month; frozen once ready."""

    class State(models.TextChoices):
        BUILDING = "building", "Being built"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be built"

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="packs")
    month = models.DateField()
    edition = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BUILDING)
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that asked for it")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    progress = models.CharField(max_length=200, blank=True)
    done = models.PositiveSmallIntegerField(default=0, help_text="Steps done of `steps`")
    steps = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True, help_text="Why it could not be built, in plain words")
    ready_at = models.DateTimeField(null=True)
    figures = models.JSONField(null=True, help_text="Every number printed, frozen")
    template_version = models.CharField(max_length=20, blank=True)
    pdf = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-month", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["board", "month", "edition"], name="pack_edition_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="pack_month_is_a_month"),
            models.CheckConstraint(
                condition=~Q(state="ready")
                | (Q(pdf__isnull=False, figures__isnull=False, ready_at__isnull=False) & ~Q(sha256="")),
                name="pack_ready_is_frozen",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(reason=""), name="pack_failed_says_why"),
        ]

    def __str__(self):
        return f"{self.board}, {self.month:%B %Y}"
