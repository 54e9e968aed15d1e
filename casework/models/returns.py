"""Facts that only the yearly returns tell: SSDA903 (children looked after) and the children in need census.

They follow `involvement.py` in everything. No return names a team or a worker of ours, so both stay empty.
"""

from django.db import models
from django.db.models import Q

from casework.models.constraints import ends_after
from casework.models.involvement import INVOLVEMENTS, Involvement


def _once(name, *fields):
    return models.UniqueConstraint(fields=["child", *fields], name=f"{name}_once")


class CinPlan(Involvement):
    """`ssd_cin_plans`, from the census: the time during which a child in need had a plan."""

    start_on = models.DateField()
    end_on = models.DateField(null=True)

    class Meta:
        constraints = [
            _once("cin_plan", "start_on"),
            ends_after("start_on", "end_on", name="cin_plan_ends_after_start"),
        ]
        indexes = [models.Index(fields=["start_on"], name="cin_plan_start")]


class MissingEpisode(Involvement):
    """`ssd_missing`: a child in care was missing, or away without leave, from the placement."""

    class Kind(models.TextChoices):
        MISSING = "M", "Missing"
        AWAY = "A", "Away without authorisation"

    kind = models.CharField(max_length=1, choices=Kind.choices, blank=True)
    start_on = models.DateField()
    end_on = models.DateField(null=True)

    class Meta:
        constraints = [
            _once("missing_episode", "start_on"),
            ends_after("start_on", "end_on", name="missing_episode_ends_after_start"),
        ]
        indexes = [models.Index(fields=["start_on"], name="missing_episode_start")]


class CareHealth(Involvement):
    """`ssd_sdq_scores`, `ssd_cla_health` and `ssd_cla_immunisations` as OC2 of the SSDA903 return tells them.

    One row a child for the year up to `as_on`. The score is of the Strengths and Difficulties Questionnaire, 0 to 40.
    """

    as_on = models.DateField()
    sdq_score = models.PositiveSmallIntegerField("questionnaire score", null=True)
    sdq_reason = models.CharField("why no score", max_length=4, blank=True)
    health_assessment = models.CharField(max_length=1, blank=True)
    health_check = models.CharField(max_length=1, blank=True)
    dental_check = models.CharField(max_length=1, blank=True)
    immunisations = models.CharField(max_length=1, blank=True)

    class Meta:
        constraints = [
            _once("care_health", "as_on"),
            models.CheckConstraint(
                condition=Q(sdq_score__isnull=True) | Q(sdq_score__lte=40), name="care_health_sdq_at_most_40"
            ),
        ]
        indexes = [models.Index(fields=["as_on"], name="care_health_as_on")]


class SocialWorkerEpisode(Involvement):
    """`ssd_involvements` of a child in care's social worker, from SSDA903 (since 2024).

    `social_worker` is the return's own id of the worker, not a name: it only tells one worker from another.
    """

    start_on = models.DateField()
    end_on = models.DateField(null=True)
    social_worker = models.CharField(max_length=40)
    change_reason = models.CharField(max_length=6, blank=True)

    class Meta:
        constraints = [
            _once("social_worker_episode", "start_on"),
            ends_after("start_on", "end_on", name="social_worker_episode_ends_after_start"),
            models.CheckConstraint(condition=~Q(social_worker=""), name="social_worker_episode_says_who"),
        ]
        indexes = [models.Index(fields=["start_on"], name="social_worker_episode_start")]


class CareLeaverOutcome(Involvement):
    """What OC3 of the SSDA903 return says of a care leaver around a birthday in the year up to `as_on`.

    Not `CareLeaverStatus`, which is how a young person stands on the day of an extract: one must not speak for the
    other.
    """

    as_on = models.DateField()
    in_touch = models.CharField(max_length=4, blank=True)
    activity = models.CharField(max_length=4, blank=True)
    accommodation = models.CharField(max_length=4, blank=True)
    suitability = models.CharField(max_length=4, blank=True)

    class Meta:
        constraints = [_once("care_leaver_outcome", "as_on")]
        indexes = [models.Index(fields=["as_on"], name="care_leaver_outcome_as_on")]


# Every kind of fact, in the order of the lists that feed them.
FACTS = (*INVOLVEMENTS, CinPlan, MissingEpisode, CareHealth, SocialWorkerEpisode, CareLeaverOutcome)
