"""Boards, and the packs they read."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from casework import access
from casework.models.history import tracked
from improvement.boards import audience, states


def _teams(user, gate: audience.Gate) -> set[int]:
    return access.team_ids_for(user, gate.page, codes=gate.codes)


class BoardSet(models.QuerySet):
    def visible_to(self, user):
        """Return the boards of teams that this person's roles reach on the boards pages."""
        return self.filter(team_id__in=access.team_ids_for(user, "boards:index"))

    def prepared_by(self, user):
        """Return the boards whose packs this person may prepare."""
        return self.filter(team_id__in=_teams(user, audience.PREPARES))


@tracked
class Board(models.Model):
    """A body that meets about the work of a team and all below it."""

    name = models.CharField(max_length=120, unique=True)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    indicators = ArrayField(models.CharField(max_length=8), default=list, help_text="Codes, in the order of the pack")
    version = models.PositiveIntegerField(default=1, help_text="Rises with each change, so that none is overwritten")

    objects = BoardSet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class PackSet(models.QuerySet):
    def visible_to(self, user):
        """Return the packs this person may see: every one where they prepare packs, elsewhere those ready for them."""
        prepared = _teams(user, audience.PREPARES)
        reached = self.filter(board__in=Board.objects.visible_to(user))
        return reached.filter(_ready_for(user, prepared) | Q(board__team_id__in=prepared))

    def ready_for(self, user):
        """Return the ready packs made for such as this person: whose boards they reach is another question."""
        return self.filter(_ready_for(user, _teams(user, audience.PREPARES)))

    def light(self):
        """Leave the document and its figures in the database until they are asked for."""
        return self.defer("pdf", "figures")


def _ready_for(user, prepared: set[int]) -> Q:
    in_full = _teams(user, audience.SEES_IN_FULL) | prepared
    return Q(state=states.READY) & (Q(audience=audience.PUBLIC) | Q(board__team_id__in=in_full))


class Pack(models.Model):
    """What a board was given to read about a month; frozen once ready."""

    class State(models.TextChoices):
        BUILDING = states.BUILDING, "Being built"
        READY = states.READY, "Ready"
        FAILED = states.FAILED, "Could not be built"

    class Audience(models.TextChoices):
        RESTRICTED = audience.RESTRICTED, "Restricted"
        PUBLIC = audience.PUBLIC, "Public"

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="packs")
    month = models.DateField()
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.RESTRICTED)
    edition = models.PositiveSmallIntegerField(default=1)
    indicators = ArrayField(models.CharField(max_length=8), default=list, help_text="Codes asked for, in order")
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

    objects = PackSet.as_manager()

    class Meta:
        ordering = ["-month", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["board", "month", "audience", "edition"], name="pack_edition_once"),
            models.CheckConstraint(
                condition=Q(audience__in=[audience.RESTRICTED, audience.PUBLIC]), name="pack_audience_known"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="pack_month_is_a_month"),
            models.CheckConstraint(
                condition=~Q(state="ready")
                | (Q(pdf__isnull=False, figures__isnull=False, ready_at__isnull=False) & ~Q(sha256="")),
                name="pack_ready_is_frozen",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(reason=""), name="pack_failed_says_why"),
        ]
        triggers = [
            # Even a mistake in our own code, or in a hand-typed query, cannot change what a board was given.
            pgtrigger.Protect(
                name="pack_frozen_once_ready",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="ready"),
            )
        ]

    def __str__(self):
        return f"{self.board}, {self.month:%B %Y}"
