"""What was answered: one response, its answers as rows, and what its giver permits."""

from django.db import models
from django.db.models import Q

from casework.models.history import tracked
from feedback.models.questions import Language, Question, Variant
from feedback.models.rounds import Asking, Invitation, Respondent, Round


class Mode(models.TextChoices):
    """Who will know whose answers these are; said before the first question."""

    NAMED = "named", "Named"
    CONFIDENTIAL = "confidential", "Confidential"
    ANONYMOUS = "anonymous", "Anonymous"


class GatheredBy(models.TextChoices):
    """By whom an answer was gained, which says how independent it is (seed 003, paragraph 99)."""

    SELF = "self", "Themselves, by link or code"
    WORKER = "worker", "A worker"
    CHAIR = "chair", "An independent chair"
    MANAGER = "manager", "An independent manager"


INDEPENDENT = (GatheredBy.CHAIR, GatheredBy.MANAGER)


class Method(models.TextChoices):
    LINK = "link", "By link or code"
    IN_PERSON = "in_person", "In person"
    TELEPHONE = "telephone", "By telephone"


class Setting(models.TextChoices):
    """Where an answer was gained."""

    OWN_DEVICE = "own_device", "On their own device"
    HOME = "home", "At home"
    PLACEMENT = "placement", "Where the child is placed"
    SCHOOL = "school", "At school or nursery"
    OFFICE = "office", "In an office"
    REVIEW = "review", "At a review or conference"
    ELSEWHERE = "elsewhere", "Somewhere else"


class TookPart(models.TextChoices):
    """How a young person took part in their review of care, as its chair saw it (seed 003, paragraph 98)."""

    CHAIRED = "chaired", "Chaired it, or a part of it"
    ATTENDED = "attended", "Came, and did not chair"
    OTHER = "other", "In another way, or not at all"


@tracked
class Response(models.Model):
    """One set of answers, with how, where and by whom it was gained, and who may know whose it is.

    A draft belongs to the device it was begun on (only the SHA-256 of the device's key is kept); sent, it may be
    changed there until `closes_at`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Begun"
        SENT = "sent", "Sent"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="responses")
    asking = models.ForeignKey(Asking, on_delete=models.PROTECT, null=True, related_name="responses")
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, null=True, related_name="responses")
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    respondent = models.CharField(max_length=10, choices=Respondent.choices, blank=True)
    mode = models.CharField(max_length=12, choices=Mode.choices)
    variant = models.CharField(max_length=10, choices=Variant.choices)
    language = models.CharField(max_length=5, choices=Language.choices)
    gathered_by = models.CharField(max_length=10, choices=GatheredBy.choices)
    method = models.CharField(max_length=10, choices=Method.choices)
    setting = models.CharField(max_length=10, choices=Setting.choices)
    took_part = models.CharField(max_length=10, choices=TookPart.choices, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    device = models.CharField(max_length=64, unique=True, null=True)
    key = models.CharField(max_length=64, unique=True, null=True, help_text="Idempotency key of a recorded response")
    begun_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(help_text="Until when its giver may go on or change it")
    recorded_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(mode="anonymous", asking__isnull=True, recorded_by__isnull=True)
                | (~Q(mode="anonymous") & Q(asking__isnull=False) & ~Q(respondent="")),
                name="response_anonymous_without_child",
            ),
            models.CheckConstraint(
                condition=Q(gathered_by="self", invitation__isnull=False, device__isnull=False, recorded_by=None)
                | (
                    ~Q(gathered_by="self")
                    & Q(invitation__isnull=True, device__isnull=True, key__isnull=False, recorded_by__isnull=False)
                ),
                name="response_gathered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", sent_at__isnull=True) | Q(state="sent", sent_at__isnull=False),
                name="response_sent_when_sent",
            ),
            models.UniqueConstraint(fields=["invitation"], condition=Q(state="sent"), name="response_one_of_a_link"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="response_mode_known"),
            models.CheckConstraint(condition=Q(gathered_by__in=GatheredBy.values), name="response_gatherer_known"),
            models.CheckConstraint(condition=Q(method__in=Method.values), name="response_method_known"),
            models.CheckConstraint(condition=Q(setting__in=Setting.values), name="response_setting_known"),
            models.CheckConstraint(
                condition=Q(took_part="") | Q(took_part__in=TookPart.values, gathered_by="chair"),
                name="response_took_part_told_by_chair",
            ),
            models.CheckConstraint(condition=Q(variant__in=Variant.values), name="response_variant_known"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="response_language_known"),
        ]
        indexes = [
            models.Index(fields=["round", "team", "state"], name="response_of_a_round"),
            models.Index(fields=["asking", "sent_at"], name="response_of_an_asking"),
        ]

    def __str__(self):
        return f"Response {self.pk}"


class Choice(models.TextChoices):
    YES = "yes", "Yes"
    A_LITTLE = "a_little", "A little"
    NO = "no", "No"
    NOT_SURE = "not_sure", "Not sure"


@tracked
class Answer(models.Model):
    """The choice made for one question. What was written beside it is a passage."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=10, choices=Choice.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "question"], name="response_answer_once"),
            models.CheckConstraint(condition=Q(choice__in=Choice.values), name="answer_choice_known"),
        ]

    def __str__(self):
        return self.get_choice_display()


@tracked
class Permission(models.Model):
    """Leave to quote somebody without their name, or to talk with them about their answers; can be taken back."""

    class Kind(models.TextChoices):
        QUOTE = "quote", "To quote their words without their name"
        CONTACT = "contact", "To talk with them about their answers"

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="permissions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        "casework.User", on_delete=models.PROTECT, null=True, related_name="+", help_text="Empty: its giver"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["response", "kind"], condition=Q(withdrawn_at__isnull=True), name="permission_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=["quote", "contact"]), name="permission_kind_known"),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True) | Q(withdrawn_at__isnull=False),
                name="permission_withdrawn_at_a_time",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()
