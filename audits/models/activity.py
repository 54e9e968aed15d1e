"""What is to be done in a round, by whom, and how the work was shared out."""

from django.db import models
from django.db.models import F, Q

from casework.models.constraints import both_or_neither
from casework.models.history import tracked


@tracked
class Activity(models.Model):
    """One thing to do in a round: an audit, an observation, or a conversation with a family (S01, K2)."""

    class Kind(models.TextChoices):
        AUDIT = "audit", "Audit"
        OBSERVATION = "observation", "Observation"
        FAMILY = "family", "Family conversation"

    class State(models.TextChoices):
        OPEN = "open", "Nobody has it"
        GIVEN = "given", "Given"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    round = models.ForeignKey("audits.Round", on_delete=models.PROTECT, related_name="activities")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    drawn = models.ForeignKey("audits.Drawn", on_delete=models.PROTECT, null=True, related_name="activities")
    child = models.ForeignKey("casework.Child", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey("casework.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(
        "casework.User", on_delete=models.PROTECT, null=True, related_name="activities", help_text="Who does it"
    )
    audit = models.OneToOneField("audits.Audit", on_delete=models.PROTECT, null=True, related_name="activity")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    # Comments and written feedback are given at the time (K3): the same day, or it is seen that they were not.
    feedback_at = models.DateTimeField(null=True, help_text="When the worker had written feedback")
    feedback_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name_plural = "activities"
        constraints = [
            both_or_neither("done_at", "done_by", name="activity_done_by_somebody"),
            both_or_neither("feedback_at", "feedback_by", name="activity_fed_back_by_somebody"),
            models.CheckConstraint(
                condition=Q(state="open", person__isnull=True)
                | Q(state__in=["given", "done"], person__isnull=False)
                | Q(state="dropped"),
                name="activity_given_to_somebody",
            ),
            models.CheckConstraint(condition=~Q(state="done") | Q(done_at__isnull=False), name="activity_done_at"),
            models.UniqueConstraint(
                fields=["round", "kind", "child"], condition=~Q(state="dropped"), name="activity_once_a_child"
            ),
        ]
        indexes = [
            models.Index(fields=["round", "state"], name="activity_of_round"),
            models.Index(fields=["person", "state"], name="activity_of_person"),
            models.Index(fields=["worker", "-id"], name="activity_of_worker"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.child}"


class Allocation(models.Model):
    """Once that the work of a round was shared out: the seed, how many found a place, and what was in the way."""

    round = models.ForeignKey("audits.Round", on_delete=models.CASCADE, related_name="allocations")
    seed = models.CharField(max_length=64)
    because = models.CharField(max_length=300, help_text="What made it necessary")
    placed = models.PositiveSmallIntegerField()
    unplaced = models.PositiveSmallIntegerField()
    conflict = models.TextField(blank=True, help_text="What stood in the way of those without a place")
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that asked for it")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(unplaced=0) | ~Q(conflict=""), name="allocation_says_what_is_in_the_way")
        ]

    def __str__(self):
        return f"Allocation {self.pk} of {self.round}"


class Move(models.Model):
    """An activity was given to somebody: in an allocation, or by hand and why."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="moves")
    allocation = models.ForeignKey(Allocation, on_delete=models.CASCADE, null=True, related_name="moves")
    from_person = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    to_person = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=300)
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["moved_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(because=""), name="move_says_why")]

    def __str__(self):
        return f"{self.activity}: {self.to_person or 'nobody'}"


class Concession(models.Model):
    """More time for an activity, or none of it: why, and which senior person agreed (practice 2.8)."""

    class Kind(models.TextChoices):
        EXTENSION = "extension", "Extension"
        EXEMPTION = "exemption", "Exemption"

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="concessions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    because = models.CharField(max_length=300)
    agreed_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(because=""), name="concession_says_why"),
            models.CheckConstraint(
                condition=Q(kind="extension", to_on__gt=F("from_on")) | Q(kind="exemption", to_on__isnull=True),
                name="concession_extends_or_exempts",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.activity}"
