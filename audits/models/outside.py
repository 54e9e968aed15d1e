"""Somebody from outside looks: a partner's deep dive or a peer challenge, what they were shown and what they found."""

from django.db import models
from django.db.models import F, Q

from audits.models.frozen import frozen
from casework.models.constraints import both_or_neither, ends_after
from casework.models.history import tracked

SEALED = (
    "EXISTS (SELECT FROM audits_outsidereview r WHERE r.id IN (NEW.review_id, OLD.review_id) AND r.state <> 'shared')"
)


class OutsideReviewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the reviews from outside this person may open."""
        from audits.access import visible_outside_reviews

        return visible_outside_reviews(user, within=self)


@tracked
class OutsideReview(models.Model):
    """A reviewer from another authority looks at named audits for some days, with a purpose (S46, S47)."""

    class Kind(models.TextChoices):
        PARTNER = "partner", "Improvement partner's deep dive"
        PEER = "peer", "Peer challenge"
        OTHER = "other", "Another review from outside"

    class State(models.TextChoices):
        SHARED = "shared", "With the reviewer"
        SUBMITTED = "submitted", "Submitted"
        LAPSED = "lapsed", "Ended without being submitted"
        CALLED_OFF = "called_off", "Called off"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="outside_reviews")
    reviewer = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="outside_reviews")
    authority = models.CharField(max_length=80, help_text="The authority or body the reviewer comes from")
    purpose = models.CharField(max_length=300, help_text="What they are asked to look at")
    start_on = models.DateField(help_text="The first day they read what is shared")
    last_on = models.DateField(help_text="The last day they read and write")
    state = models.CharField(max_length=10, choices=State.choices, default=State.SHARED)
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that planned it")
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, help_text="When it was submitted, taken over or called off")
    ended_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    called_off_because = models.CharField(max_length=300, blank=True)

    objects = OutsideReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after("start_on", "last_on", name="outside_review_ends_after_start"),
            models.CheckConstraint(
                condition=Q(kind__in=["partner", "peer", "other"]), name="outside_review_kind_known"
            ),
            models.CheckConstraint(condition=~Q(authority="") & ~Q(purpose=""), name="outside_review_says_who_and_why"),
            models.CheckConstraint(condition=~Q(reviewer=F("planned_by")), name="outside_review_planned_by_another"),
            both_or_neither("ended_at", "ended_by", name="outside_review_ended_by_somebody"),
            models.CheckConstraint(
                condition=Q(state="shared", ended_at__isnull=True)
                | Q(state__in=["submitted", "lapsed", "called_off"], ended_at__isnull=False),
                name="outside_review_ended_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="called_off") | ~Q(called_off_because=""), name="outside_review_off_says_why"
            ),
        ]
        indexes = [models.Index(fields=["team", "state", "-start_on"], name="outside_review_of_team")]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.authority}"


@tracked
class SharedAudit(models.Model):
    """One audit of the named sample of a review from outside: since when, until when, and by whom."""

    review = models.ForeignKey(OutsideReview, on_delete=models.CASCADE, related_name="shared")
    audit = models.ForeignKey("audits.Audit", on_delete=models.PROTECT, related_name="shared")
    shared_at = models.DateTimeField()
    shared_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["shared_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "audit"], condition=Q(taken_back_at__isnull=True), name="shared_audit_once"
            ),
            both_or_neither("taken_back_at", "taken_back_by", name="shared_audit_taken_back_by_somebody"),
        ]

    def __str__(self):
        return f"{self.audit} in {self.review}"


@tracked
class OutsideFinding(models.Model):
    """What a reviewer from outside found, under one of three headings; sealed once they have submitted."""

    class Heading(models.TextChoices):
        # The three of the partnership between Lincolnshire and Rotherham (seed 000).
        WORKS = "works", "What works"
        TIME = "time", "What needs time"
        FOCUS = "focus", "Where to focus"

    review = models.ForeignKey(OutsideReview, on_delete=models.CASCADE, related_name="findings")
    heading = models.CharField(max_length=10, choices=Heading.choices)
    words = models.TextField(max_length=1000)
    theme = models.ForeignKey("casework.Theme", on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that kept it")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="outside_finding_says_something"),
            models.CheckConstraint(
                condition=Q(heading__in=["works", "time", "focus"]), name="outside_finding_heading_known"
            ),
        ]
        triggers = [
            frozen(
                "outside_finding_sealed",
                when=SEALED,
                because="What a reviewer found is sealed once it is submitted or the review has ended",
            )
        ]

    def __str__(self):
        return f"{self.review}: {self.get_heading_display().lower()}"
