"""You said, we did: a theme that people raised, and the dated, plain reply to it (practice.md 6.4)."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from casework.models.constraints import both_or_neither
from casework.models.history import tracked
from feedback.models.reading import Passage
from feedback.models.responses import Permission


@tracked
class YouSaid(models.Model):
    """What people said about one theme, and what we answer: to families and to staff, each in words of their own.

    "We did" rests on an action of the one register; "we cannot" says why. It is written by one person and published
    by another, and then never changes.
    """

    class State(models.TextChoices):
        RAISED = "raised", "Waiting for a reply"
        WRITTEN = "written", "Reply to be checked"
        PUBLISHED = "published", "Published"

    class Kind(models.TextChoices):
        DID = "did", "We did"
        CANNOT = "cannot", "We cannot, because"

    theme = models.ForeignKey("casework.Theme", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RAISED)
    action = models.OneToOneField("casework.Action", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices, blank=True)
    to_families = models.CharField(max_length=600, blank=True)
    to_staff = models.CharField(max_length=600, blank=True)
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that raised it")
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(null=True)
    written_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(said=""), name="you_said_says_something"),
            both_or_neither("written_at", "written_by", name="you_said_written_by_somebody"),
            both_or_neither("published_at", "published_by", name="you_said_published_by_somebody"),
            models.CheckConstraint(
                condition=Q(state="raised", written_at__isnull=True, published_at__isnull=True)
                | Q(state="written", written_at__isnull=False, published_at__isnull=True)
                | Q(state="published", written_at__isnull=False, published_at__isnull=False),
                name="you_said_state_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="raised", kind="", to_families="", to_staff="")
                | (Q(kind="did", action__isnull=False) | Q(kind="cannot")) & ~Q(to_families="") & ~Q(to_staff=""),
                name="you_said_reply_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("written_by")),
                name="you_said_published_by_another",
            ),
        ]
        indexes = [models.Index(fields=["state", "published_at"], name="you_said_published")]

    def __str__(self):
        return self.said


@tracked
class Quote(models.Model):
    """A few of somebody's own words beside a reply, by their leave and after two people looked that they name nobody.

    It hangs on the very leave it was chosen under: once that is taken back it is shown nowhere, and leave that is given
    again later is another one.
    """

    you_said = models.ForeignKey(YouSaid, on_delete=models.PROTECT, related_name="quotes")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="+")
    permission = models.ForeignKey(Permission, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=200)
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    taken_off_at = models.DateTimeField(null=True)
    taken_off_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="quote_says_something"),
            both_or_neither("checked_at", "checked_by", name="quote_checked_by_somebody"),
            both_or_neither("taken_off_at", "taken_off_by", name="quote_taken_off_by_somebody"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("chosen_by")), name="quote_checked_by_another"
            ),
            models.UniqueConstraint(
                fields=["you_said", "passage"], condition=Q(taken_off_at__isnull=True), name="quote_once_of_a_passage"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="quote_by_leave",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT FROM feedback_permission p JOIN feedback_passage s ON s.response_id = p.response_id
                        WHERE p.id = NEW.permission_id AND s.id = NEW.passage_id AND p.kind = 'quote'
                            AND p.withdrawn_at IS NULL
                    ) THEN
                        RAISE EXCEPTION 'nobody gave leave to quote these words' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.words
