"""The one register of what was agreed, whoever agreed it and wherever (design, shape f)."""

from django.db import models
from django.db.models import F, Q

from casework.models.constraints import both_or_neither
from casework.models.history import tracked


@tracked
class Action(models.Model):
    """Something agreed, owned and dated, which must show what changed before somebody else closes it (S12, S50).

    Where it came from is kept as words and an id that only the room above knows how to open.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done, to be checked"
        CLOSED = "closed", "Closed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    what = models.CharField(max_length=300)
    measure = models.CharField(max_length=300, help_text="How we shall know that it worked")
    owner = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="actions")
    checker = models.ForeignKey(
        "casework.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="actions_to_check",
        help_text="Who is asked to look when it is done, such as the auditor; without, whoever's role reaches it",
    )
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    theme = models.ForeignKey("casework.Theme", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    first_due_on = models.DateField(help_text="The day first agreed; it never moves")
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    version = models.PositiveIntegerField(default=1)
    origin = models.SlugField(max_length=20, blank=True, help_text="The kind of thing it came from, such as audit")
    origin_id = models.BigIntegerField(null=True)
    origin_words = models.CharField(max_length=120, blank=True)
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that raised it")
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    evidence = models.TextField(max_length=2000, blank=True)
    changed = models.TextField(max_length=2000, blank=True, help_text="What changed for the child or children")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    sent_back_because = models.TextField(max_length=2000, blank=True)
    look_again_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_because = models.TextField(max_length=2000, blank=True)
    lasted = models.BooleanField(null=True, help_text="On looking again: what changed has lasted")
    found_later = models.TextField(max_length=2000, blank=True)
    looked_again_at = models.DateTimeField(null=True)
    looked_again_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(what="") & ~Q(measure=""), name="action_says_what_and_how_we_know"),
            models.CheckConstraint(
                condition=Q(checker__isnull=True) | ~Q(checker=F("owner")), name="action_checked_by_another"
            ),
            both_or_neither("done_at", "done_by", name="action_done_by_somebody"),
            both_or_neither("ended_at", "ended_by", name="action_ended_by_somebody"),
            both_or_neither("looked_again_at", "looked_again_by", name="action_looked_at_again_by_somebody"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "withdrawn"])
                | (Q(done_at__isnull=False) & ~Q(evidence="") & ~Q(changed="")),
                name="action_done_with_evidence_and_change",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "done"], ended_at__isnull=True)
                | Q(state__in=["closed", "withdrawn"], ended_at__isnull=False),
                name="action_ended_when_over",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | (Q(look_again_on__isnull=False) & ~Q(ended_by=F("owner")) & ~Q(ended_by=F("done_by"))),
                name="action_closed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_because=""), name="action_withdrawn_says_why"
            ),
            models.CheckConstraint(
                condition=Q(origin="", origin_id__isnull=True) | (~Q(origin="") & Q(origin_id__isnull=False)),
                name="action_origin_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(looked_again_at__isnull=True, lasted__isnull=True)
                | Q(state="closed", looked_again_at__isnull=False, lasted__isnull=False),
                name="action_looked_at_again_when_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "state", "due_on"], name="action_of_owner"),
            models.Index(fields=["team", "state", "due_on"], name="action_of_team"),
            models.Index(fields=["origin", "origin_id"], name="action_origin"),
        ]

    def __str__(self):
        return self.what


class ActionSlip(models.Model):
    """The day an action is due was moved: from when to when, who moved it, and why."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="slips")
    from_on = models.DateField()
    to_on = models.DateField()
    reason = models.CharField(max_length=300)
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["moved_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_on=F("to_on")), name="action_slip_moves"),
            models.CheckConstraint(condition=~Q(reason=""), name="action_slip_says_why"),
        ]

    def __str__(self):
        return f"{self.action}: {self.from_on} to {self.to_on}"
