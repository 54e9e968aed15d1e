"""Escalations from and to partner agencies, with how long they took and how they ended (S38; seed 003, ¶101)."""

from django.db import models
from django.db.models import F, Q

from casework.models.constraints import both_or_neither
from casework.models.history import tracked


class Agency(models.TextChoices):
    """Kinds of agency we work with."""

    HEALTH = "health", "Health"
    POLICE = "police", "Police"
    SCHOOLS = "schools", "Schools and early years"
    HOUSING = "housing", "Housing"
    PROBATION = "probation", "Probation"
    CAFCASS = "cafcass", "Cafcass and the courts"
    VOLUNTARY = "voluntary", "Voluntary sector"
    OTHER = "other", "Another agency"


@tracked
class Escalation(models.Model):
    """A disagreement or delay that one agency carried to another's managers; no child is named."""

    class Direction(models.TextChoices):
        FROM = "from", "A partner escalated to us"
        TO = "to", "We escalated to a partner"

    class Outcome(models.TextChoices):
        AGREED = "agreed", "Agreed; what was asked for was done"
        PARTLY = "partly", "Agreed in part"
        EXPLAINED = "explained", "Not changed; the reason was accepted"
        FURTHER = "further", "Not settled; taken to the safeguarding partnership"
        WITHDRAWN = "withdrawn", "Withdrawn"

    direction = models.CharField(max_length=4, choices=Direction.choices)
    agency = models.CharField(max_length=10, choices=Agency.choices)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    theme = models.ForeignKey("casework.Theme", on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=300)
    raised_on = models.DateField()
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that wrote it")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    settled = models.CharField(max_length=300, blank=True, help_text="What was done")
    resolved_on = models.DateField(null=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(direction__in=["from", "to"]), name="escalation_direction_known"),
            models.CheckConstraint(condition=~Q(about=""), name="escalation_says_what"),
            both_or_neither("resolved_at", "resolved_by", name="escalation_resolved_by_somebody"),
            models.CheckConstraint(
                condition=Q(resolved_on__isnull=True, resolved_at__isnull=True, outcome="", settled="")
                | (Q(resolved_on__gte=F("raised_on"), resolved_at__isnull=False) & ~Q(outcome="") & ~Q(settled="")),
                name="escalation_resolved_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["team", "resolved_on"], name="escalation_of_team")]

    def __str__(self):
        return f"{self.get_agency_display()}, {self.raised_on}"
