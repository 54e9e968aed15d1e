"""A round: a dated programme of looking, with its sample, who takes part, and what each is to do."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value

from casework.models.constraints import DateRange, both_or_neither, ends_after
from casework.models.history import tracked


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the rounds this person may open."""
        from audits.access import visible_rounds

        return visible_rounds(user, within=self)


@tracked
class Round(models.Model):
    """A practice week, a month's audits, a themed look or a peer inspection, of a team and all below it."""

    class Kind(models.TextChoices):
        PRACTICE_WEEK = "practice_week", "Practice week"
        MONTHLY = "monthly", "Monthly audits"
        THEMED = "themed", "Themed audits"
        INSPECTION = "inspection", "Peer inspection"

    class State(models.TextChoices):
        PLANNED = "planned", "Being planned"
        RUNNING = "running", "Running"
        CLOSED = "closed", "Closed"

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="rounds")
    lead = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="rounds_led")
    tool = models.ForeignKey(
        "audits.Tool", on_delete=models.PROTECT, null=True, related_name="+", help_text="What its audits are made with"
    )
    focus = models.CharField(max_length=200, blank=True, help_text="What it looks at in particular")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    start_on = models.DateField(help_text="Its first day")
    last_on = models.DateField(help_text="Its last day")
    sample_on = models.DateField(help_text="By when the sample is drawn")
    match_on = models.DateField(help_text="By when people and cases are matched")
    tell_on = models.DateField(help_text="By when workers and families are told")
    report_due_on = models.DateField()
    plan_due_on = models.DateField()
    target_audits = models.PositiveSmallIntegerField(default=80)
    target_observations = models.PositiveSmallIntegerField(default=20)
    target_families = models.PositiveSmallIntegerField(default=25)
    moderated_share = models.PositiveSmallIntegerField(
        default=20, help_text="Per cent of its audits that are graded a second time"
    )
    moderates_inadequate = models.BooleanField(default=True)
    moderates_new = models.BooleanField(default=True, help_text="Every audit of somebody who has done few")
    moderates_blind = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that made it")
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True, help_text="When the people of the round were told, and it began")
    told_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after("start_on", "last_on", name="round_ends_after_start"),
            models.CheckConstraint(
                condition=Q(report_due_on__gte=F("last_on"), plan_due_on__gte=F("report_due_on")),
                name="round_report_then_plan",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="round_has_a_name"),
            models.CheckConstraint(condition=Q(moderated_share__lte=100), name="round_share_is_a_share"),
            both_or_neither("told_at", "told_by", name="round_told_by_somebody"),
            both_or_neither("ended_at", "ended_by", name="round_ended_by_somebody"),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(ended_at__isnull=False), name="round_closed_has_moment"
            ),
            ExclusionConstraint(
                name="round_one_of_a_kind_at_a_time",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("team", RangeOperators.EQUAL),
                    (DateRange("start_on", "last_on", Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self):
        return self.name


@tracked
class Participant(models.Model):
    """Somebody who looks, in a round: how much they take on, and since when they are away."""

    class Part(models.TextChoices):
        LEADER = "leader", "Leader"
        AUDITOR = "auditor", "Auditor"
        AMBASSADOR = "ambassador", "Care ambassador"

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="participations")
    part = models.CharField(max_length=12, choices=Part.choices, default=Part.AUDITOR)
    limit = models.PositiveSmallIntegerField(default=6, help_text="The most they take on")
    theme = models.CharField(max_length=120, blank=True, help_text="What they lead on, in a peer inspection")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    away_at = models.DateTimeField(null=True)
    away_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="participant_once"),
            both_or_neither("away_at", "away_by", name="participant_away_by_somebody"),
        ]

    def __str__(self):
        return f"{self.person} in {self.round}"


@tracked
class Relation(models.Model):
    """Somebody says that they know a child's family, or a worker, too well to judge; nobody asks why."""

    person = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="relations")
    child = models.ForeignKey("casework.Child", on_delete=models.PROTECT, null=True, related_name="+")
    worker = models.ForeignKey("casework.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(child__isnull=True, worker__isnull=False) | Q(child__isnull=False, worker__isnull=True),
                name="relation_to_one_of_two",
            ),
            both_or_neither("ended_at", "ended_by", name="relation_ended_by_somebody"),
            models.UniqueConstraint(
                fields=["person", "child", "worker"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="relation_declared_once",
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.child or self.worker}"


class Sample(models.Model):
    """One draw for a round, with all that is needed to repeat it; a round's earlier draws stay to be seen."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="samples")
    seed = models.CharField(max_length=64)
    algorithm = models.CharField(max_length=40)
    list_hash = models.CharField(max_length=64, help_text="SHA-256 of the list it was drawn from")
    listed = models.BinaryField(help_text="The list itself, compressed")
    list_size = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField(help_text="Left out: audited in the last twelve months")
    by = ArrayField(models.CharField(max_length=10), default=list)
    wanted = models.PositiveSmallIntegerField()
    as_on = models.DateField(help_text="The day the list was as it is here")
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that drew it")
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    set_aside_at = models.DateTimeField(null=True)
    set_aside_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    set_aside_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(set_aside_at__isnull=True), name="sample_one_that_counts"
            ),
            both_or_neither("set_aside_at", "set_aside_by", name="sample_set_aside_by_somebody"),
            models.CheckConstraint(
                condition=Q(set_aside_at__isnull=True) | ~Q(set_aside_because=""), name="sample_set_aside_says_why"
            ),
        ]

    def __str__(self):
        return f"Sample {self.pk} of {self.round}"


class Stratum(models.Model):
    """A part of the list a sample was drawn from: how many stand in it, and how many it gave."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="strata")
    name = ArrayField(models.CharField(max_length=80), default=list)
    size = models.PositiveIntegerField()
    wanted = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "strata"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "name"], name="stratum_once"),
            models.CheckConstraint(condition=Q(wanted__lte=F("size")), name="stratum_gives_what_it_has"),
        ]

    def __str__(self):
        return ", ".join(self.name) or "All"


class Drawn(models.Model):
    """A child drawn, or brought in by a swap; the one swapped out keeps its row, with the reason."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="drawn")
    stratum = models.ForeignKey(Stratum, on_delete=models.CASCADE, related_name="drawn")
    child = models.ForeignKey("casework.Child", on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(help_text="Where in the order of the draw")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    swapped_at = models.DateTimeField(null=True, help_text="When it was swapped out")
    swapped_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    swapped_because = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "drawn"
        constraints = [
            models.UniqueConstraint(fields=["sample", "child"], name="drawn_once"),
            both_or_neither("swapped_at", "swapped_by", name="drawn_swapped_by_somebody"),
            models.CheckConstraint(
                condition=Q(swapped_at__isnull=True) | ~Q(swapped_because=""), name="drawn_swapped_says_why"
            ),
        ]

    def __str__(self):
        return str(self.child)
