"""A leader or an elected member goes to where the work is: what they heard there, and what they did about it."""

from django.db import models
from django.db.models import Q

from casework.models.constraints import both_or_neither
from casework.models.history import tracked


class PracticeVisitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the visits this person may open."""
        from audits.access import visible_practice_visits

        return visible_practice_visits(user, within=self)


@tracked
class PracticeVisit(models.Model):
    """Somebody goes to a team for a day or an hour, to hear and see (S39, S40, S41)."""

    class Kind(models.TextChoices):
        PRACTICE = "practice", "Practice visit"
        LEARNING = "learning_day", "Learning day"
        FLOOR = "back_to_floor", "Back to the floor"
        MEMBER = "member", "Member visit"

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CALLED_OFF = "called_off", "Called off"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="practice_visits")
    visitor = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="practice_visits")
    arranged_with = models.ForeignKey(
        "casework.User", on_delete=models.PROTECT, null=True, related_name="+", help_text="The team's own manager"
    )
    visit_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    called_off_because = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that planned it")
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, help_text="When it was said to be held, or called off")
    ended_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    objects = PracticeVisitQuerySet.as_manager()

    class Meta:
        constraints = [
            both_or_neither("ended_at", "ended_by", name="practice_visit_ended_by_somebody"),
            models.CheckConstraint(
                condition=Q(state="planned", ended_at__isnull=True)
                | Q(state__in=["held", "called_off"], ended_at__isnull=False),
                name="practice_visit_ended_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(kind="member") | Q(arranged_with__isnull=False), name="practice_visit_member_arranged"
            ),
            models.CheckConstraint(
                condition=~Q(state="called_off") | ~Q(called_off_because=""), name="practice_visit_off_says_why"
            ),
        ]
        indexes = [models.Index(fields=["team", "state", "-visit_on"], name="practice_visit_of_team")]

    def __str__(self):
        return f"{self.get_kind_display()} to {self.team}"


@tracked
class Heard(models.Model):
    """One thing a visitor heard or saw, and what was done about it; nobody is named, child or worker."""

    class Topic(models.TextChoices):
        # The five topics of the members' enquiry (S39), and whatever else.
        ACCOMMODATION = "accommodation", "Accommodation"
        CO_LOCATION = "co_location", "Co-location"
        AGENCIES = "agencies", "Multi-agency working"
        CASELOADS = "caseloads", "Caseloads"
        RECRUITMENT = "recruitment", "Recruitment and retention"
        PRACTICE = "practice", "Practice with families"
        OTHER = "other", "Something else"

    visit = models.ForeignKey(PracticeVisit, on_delete=models.CASCADE, related_name="heard")
    topic = models.CharField(max_length=20, choices=Topic.choices)
    words = models.TextField(max_length=1000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    did = models.TextField(max_length=1000, blank=True, help_text="What we did about it")
    did_at = models.DateTimeField(null=True)
    did_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name_plural = "heard"
        ordering = ["written_at", "pk"]
        constraints = [
            both_or_neither("did_at", "did_by", name="heard_did_by_somebody"),
            models.CheckConstraint(condition=Q(did_at__isnull=True) | ~Q(did=""), name="heard_did_says_what"),
            models.CheckConstraint(condition=~Q(words=""), name="heard_says_something"),
            models.CheckConstraint(
                condition=Q(
                    topic__in=[
                        "accommodation",
                        "co_location",
                        "agencies",
                        "caseloads",
                        "recruitment",
                        "practice",
                        "other",
                    ]
                ),
                name="heard_topic_known",
            ),
        ]

    def __str__(self):
        return f"{self.visit}: {self.get_topic_display()}"
