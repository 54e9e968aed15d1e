"""Leaders meeting children, children in care council, care ambassadors (S33, S34; seed 003, paragraphs 93 to 96)."""

from django.db import models
from django.db.models import Q

from casework.models.constraints import both_or_neither
from casework.models.history import tracked


@tracked
class ChildrenMet(models.Model):
    """Leaders met children, told by groups and roles: what was heard, what changed, whether the children think so.

    Nobody is named but the leaders, and no number of children is kept, so that a small group stays unknown. Which care
    ambassadors took part is kept by their accounts, which hold a number and no name.
    """

    class Kind(models.TextChoices):
        VISIT = "visit", "A visit or an event"
        COUNCIL = "council", "Children in care council"
        AMBASSADORS = "ambassadors", "Care ambassadors"

    class Group(models.TextChoices):
        IN_CARE = "in_care", "Children in care"
        CARE_LEAVERS = "care_leavers", "Care leavers"
        PROTECTION = "protection", "Children with a protection plan"
        IN_NEED = "in_need", "Children in need"
        DISABLED = "disabled", "Disabled children"
        MIXED = "mixed", "A mixed group"

    class Influence(models.TextChoices):
        # The seven kinds of influence of Hampshire's care ambassadors (seed 003, paragraph 96).
        PLANS = "plans", "Redesigning plans"
        TRAINING = "training", "Training"
        CONFERENCES = "conferences", "Conferences"
        WORDS = "words", "Website and leaflets"
        EVENTS = "events", "Consultation events"
        RECRUITING = "recruiting", "Recruiting staff"
        INSPECTIONS = "inspections", "Peer inspections"

    class View(models.TextChoices):
        YES = "yes", "Yes, it changed"
        PARTLY = "partly", "In part"
        NO = "no", "No, it did not"

    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    group = models.CharField(max_length=12, choices=Group.choices)
    influence = models.CharField(max_length=12, choices=Influence.choices, blank=True)
    met_on = models.DateField()
    heard = models.TextField(max_length=1000)
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that wrote it")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    did = models.TextField(max_length=1000, blank=True, help_text="What changed")
    did_at = models.DateTimeField(null=True)
    did_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    view = models.CharField(max_length=8, choices=View.choices, blank=True, help_text="The children's own")
    view_words = models.TextField(max_length=600, blank=True)
    view_at = models.DateTimeField(null=True)
    view_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name_plural = "children met"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["visit", "council", "ambassadors"]), name="met_kind_known"),
            models.CheckConstraint(condition=~Q(heard=""), name="met_says_what_was_heard"),
            models.CheckConstraint(
                condition=~Q(kind="ambassadors") | ~Q(influence=""), name="met_ambassadors_influence"
            ),
            both_or_neither("did_at", "did_by", name="met_did_by_somebody"),
            models.CheckConstraint(
                condition=Q(did_at__isnull=True, did="") | (Q(did_at__isnull=False) & ~Q(did="")),
                name="met_did_says_what",
            ),
            both_or_neither("view_at", "view_by", name="met_view_by_somebody"),
            models.CheckConstraint(
                condition=Q(view_at__isnull=True, view="", view_words="")
                | Q(view_at__isnull=False, did_at__isnull=False, view__in=["yes", "partly", "no"]),
                name="met_view_of_what_was_done",
            ),
        ]
        indexes = [models.Index(fields=["team", "-met_on"], name="met_of_team")]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.met_on}"


@tracked
class MetBy(models.Model):
    """A leader who was there."""

    met = models.ForeignKey(ChildrenMet, on_delete=models.PROTECT, related_name="leaders")
    leader = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "met by"
        constraints = [models.UniqueConstraint(fields=["met", "leader"], name="met_by_once")]
        indexes = [models.Index(fields=["leader"], name="met_by_leader")]

    def __str__(self):
        return str(self.leader)


@tracked
class MetAmbassador(models.Model):
    """A care ambassador who took part; they see what came of it."""

    met = models.ForeignKey(ChildrenMet, on_delete=models.PROTECT, related_name="ambassadors")
    person = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["met", "person"], name="met_ambassador_once")]
        indexes = [models.Index(fields=["person"], name="met_of_ambassador")]

    def __str__(self):
        return str(self.person)


@tracked
class MetTheme(models.Model):
    """A theme of the shared list that was spoken of."""

    met = models.ForeignKey(ChildrenMet, on_delete=models.PROTECT, related_name="themes")
    theme = models.ForeignKey("casework.Theme", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["theme__name"]
        constraints = [models.UniqueConstraint(fields=["met", "theme"], name="met_theme_once")]
        indexes = [models.Index(fields=["theme"], name="met_of_theme")]

    def __str__(self):
        return str(self.theme)
