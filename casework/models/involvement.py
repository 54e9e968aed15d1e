"""Anything the department did with a child, dated; named after the Standard Safeguarding Dataset.

A fact is known by its child, its kind and its date, never by the source's row ids: those change overnight.
Codes are the short canonical ones of the importer's code sets; a yes or no is Y, N or U (not known).
"""

from django.db import models

from casework.models.constraints import ends_after


class Involvement(models.Model):
    """What every fact carries: whose, which team and worker, and the import that last changed it."""

    # The constraint of each fact, on child and date, is its index too; `orphans.py` refuses a fact without its child,
    # a statement at a time, where a foreign key would ask for each row and take a third of an import's time.
    child = models.ForeignKey(
        "casework.Child", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    # Facts are written by imports alone, which take these ids from the very tables they point at, and neither teams
    # nor workers in use are ever deleted: checking each of them for each row would double the time of an import.
    team = models.ForeignKey(
        "casework.Team", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    worker = models.ForeignKey(
        "casework.Worker", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    source = models.ForeignKey(
        "casework.Import", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    # The import whose window covered this fact and no longer held it: flagged for a person, never deleted.
    gone_source = models.ForeignKey(
        "casework.Import", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"


def _once(name, *fields):
    return models.UniqueConstraint(fields=["child", *fields], name=f"{name}_once")


def _index(name, *fields):
    return models.Index(fields=fields, name=name)


class Contact(Involvement):
    """`ssd_contacts`, Annex A list 1."""

    contact_on = models.DateField()
    source_code = models.CharField(max_length=4, blank=True)

    class Meta:
        constraints = [_once("contact", "contact_on")]
        indexes = [_index("contact_on", "contact_on")]


class EarlyHelpEpisode(Involvement):
    """`ssd_early_help_episodes`, Annex A list 2 (which calls it an assessment)."""

    start_on = models.DateField()
    end_on = models.DateField(null=True)
    organisation = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            _once("early_help", "start_on"),
            ends_after("start_on", "end_on", name="early_help_ends_after_start"),
        ]
        indexes = [_index("early_help_start", "start_on")]


class Referral(Involvement):
    """`ssd_cin_episodes` as a referral, Annex A list 3."""

    referral_on = models.DateField()
    source_code = models.CharField(max_length=4, blank=True)
    nfa = models.CharField(max_length=1, blank=True)
    previous_referrals = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [_once("referral", "referral_on")]
        indexes = [_index("referral_team", "team"), _index("referral_on", "referral_on")]


class Assessment(Involvement):
    """`ssd_cin_assessments`, Annex A list 4."""

    start_on = models.DateField()
    authorised_on = models.DateField(null=True)
    child_seen = models.CharField(max_length=1, blank=True)
    support_required = models.CharField(max_length=1, blank=True)

    class Meta:
        constraints = [
            _once("assessment", "start_on"),
            ends_after("start_on", "authorised_on", name="assessment_authorised_after_start"),
        ]
        indexes = [
            _index("assessment_team", "team"),
            _index("assessment_start", "start_on"),
            _index("assessment_authorised", "authorised_on"),
        ]


class Section47(Involvement):
    """`ssd_s47_enquiry` with its conference (`ssd_initial_cp_conference`), Annex A list 5."""

    start_on = models.DateField(help_text="Strategy discussion that began the enquiry")
    icpc_not_needed = models.CharField(max_length=1, blank=True)
    icpc_on = models.DateField(null=True)
    icpc_led_to_plan = models.CharField(max_length=1, blank=True)
    previous_enquiries = models.PositiveSmallIntegerField(null=True)
    previous_icpcs = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            _once("section47", "start_on"),
            ends_after("start_on", "icpc_on", name="section47_icpc_after_start"),
        ]
        indexes = [
            _index("section47_team", "team"),
            _index("section47_start", "start_on"),
            _index("section47_icpc", "icpc_on"),
        ]


class CinEpisode(Involvement):
    """`ssd_cin_episodes` as an episode of need, Annex A list 6."""

    start_on = models.DateField()
    end_on = models.DateField(null=True)
    primary_need = models.CharField(max_length=4, blank=True)
    close_reason = models.CharField(max_length=4, blank=True)

    class Meta:
        constraints = [
            _once("cin_episode", "start_on"),
            ends_after("start_on", "end_on", name="cin_episode_ends_after_start"),
        ]
        indexes = [
            _index("cin_episode_team", "team"),
            _index("cin_episode_start", "start_on"),
            _index("cin_episode_end", "end_on"),
        ]


class CinStatus(Involvement):
    """List 6 as it stood on the day of the extract: case status, team and worker of each child in it.

    `status`: LAC looked after, CP protection plan, CIN plan, ASS open assessment, CLO closed.
    """

    as_on = models.DateField()
    status = models.CharField(max_length=4)

    class Meta:
        constraints = [_once("cin_status", "as_on")]
        indexes = [_index("cin_status_team", "team"), _index("cin_status_as_on", "as_on")]


class CpPlan(Involvement):
    """`ssd_cp_plans`, Annex A list 7."""

    start_on = models.DateField()
    end_on = models.DateField(null=True)
    initial_category = models.CharField(max_length=4, blank=True)
    latest_category = models.CharField(max_length=4, blank=True)
    previous_plans = models.PositiveSmallIntegerField(null=True)
    emergency_protection = models.CharField(max_length=1, blank=True)

    class Meta:
        constraints = [_once("cp_plan", "start_on"), ends_after("start_on", "end_on", name="cp_plan_ends_after_start")]
        indexes = [_index("cp_plan_team", "team"), _index("cp_plan_start", "start_on"), _index("cp_plan_end", "end_on")]


class CarePeriod(Involvement):
    """A period of care (`ssd_cla_episodes` from RNE S to its end), Annex A list 8."""

    start_on = models.DateField()
    end_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=4, blank=True)
    need_code = models.CharField(max_length=4, blank=True)
    repeat_period = models.CharField(max_length=1, blank=True)

    class Meta:
        constraints = [
            _once("care_period", "start_on"),
            ends_after("start_on", "end_on", name="care_period_ends_after_start"),
        ]
        indexes = [
            _index("care_period_team", "team"),
            _index("care_period_start", "start_on"),
            _index("care_period_end", "end_on"),
        ]


class LegalStatus(Involvement):
    """`ssd_legal_status`, from list 8."""

    start_on = models.DateField()
    code = models.CharField(max_length=4)

    class Meta:
        constraints = [_once("legal_status", "start_on")]


class Placement(Involvement):
    """`ssd_cla_placement`, from list 8. The postcode is not kept."""

    start_on = models.DateField()
    type_code = models.CharField(max_length=4, blank=True)
    provider_code = models.CharField(max_length=4, blank=True)
    location = models.CharField(max_length=4, blank=True)
    urn = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [_once("placement", "start_on")]


class CareStatus(Involvement):
    """List 8 as it stood on the day of the extract: what changes while a child is in care."""

    as_on = models.DateField()
    care_start_on = models.DateField()
    legal_status = models.CharField(max_length=4, blank=True)
    placement_type = models.CharField(max_length=4, blank=True)
    placement_provider = models.CharField(max_length=4, blank=True)
    placement_location = models.CharField(max_length=4, blank=True)
    placement_start_on = models.DateField(null=True)
    permanence_plan = models.CharField(max_length=4, blank=True)
    placements_12m = models.PositiveSmallIntegerField(null=True)
    missing_12m = models.PositiveSmallIntegerField(null=True)
    absent_12m = models.PositiveSmallIntegerField(null=True)
    return_interview_offered = models.CharField(max_length=1, blank=True)
    return_interview_accepted = models.CharField(max_length=1, blank=True)

    class Meta:
        constraints = [_once("care_status", "as_on")]
        indexes = [_index("care_status_team", "team"), _index("care_status_as_on", "as_on")]


class Visit(Involvement):
    """`ssd_cin_visits`, `ssd_cp_visits`, `ssd_cla_visits`: each "date of last visit" becomes one."""

    class Kind(models.TextChoices):
        CIN = "cin", "Child in need visit"
        CP = "cp", "Child protection visit"
        CLA = "cla", "Visit to a child in care"
        IRO = "iro", "Independent reviewing officer's visit or contact"

    kind = models.CharField(max_length=4, choices=Kind.choices)
    visit_on = models.DateField()
    seen_alone = models.CharField(max_length=1, blank=True)

    class Meta:
        constraints = [_once("visit", "kind", "visit_on")]
        indexes = [_index("visit_on", "visit_on")]


class Review(Involvement):
    """`ssd_cp_reviews`, `ssd_cla_reviews`, and pathway plan reviews.

    `participation` is PN0 to PN7, how the child took part in a review of care, as SSDA903 tells it.
    """

    class Kind(models.TextChoices):
        CP = "cp", "Review conference"
        CLA = "cla", "Review of care"
        PATHWAY = "path", "Pathway plan review"

    kind = models.CharField(max_length=4, choices=Kind.choices)
    review_on = models.DateField()
    participation = models.CharField(max_length=4, blank=True)

    class Meta:
        constraints = [_once("review", "kind", "review_on")]
        indexes = [_index("review_on", "review_on")]


class HealthCheck(Involvement):
    """`ssd_cla_health`: health assessments and dental checks, from list 8."""

    class Kind(models.TextChoices):
        HEALTH = "hlth", "Health assessment"
        DENTAL = "dent", "Dental check"

    kind = models.CharField(max_length=4, choices=Kind.choices)
    check_on = models.DateField()

    class Meta:
        constraints = [_once("health_check", "kind", "check_on")]
        indexes = [_index("health_check_on", "check_on")]


class CareLeaverStatus(Involvement):
    """`ssd_care_leavers` as it stood on the day of the extract, Annex A list 9."""

    as_on = models.DateField()
    personal_adviser = models.ForeignKey(
        "casework.Worker", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    eligibility = models.CharField(max_length=4, blank=True)
    in_touch = models.CharField(max_length=4, blank=True)
    latest_contact_on = models.DateField(null=True)
    pathway_review_on = models.DateField(null=True)
    accommodation = models.CharField(max_length=4, blank=True)
    suitability = models.CharField(max_length=4, blank=True)
    activity = models.CharField(max_length=4, blank=True)

    class Meta:
        constraints = [_once("care_leaver_status", "as_on")]
        indexes = [_index("care_leaver_team", "team"), _index("care_leaver_as_on", "as_on")]


class Adoption(Involvement):
    """`ssd_permanence`, Annex A list 10: one row for each decision that a child be placed for adoption."""

    decision_on = models.DateField()
    entered_care_on = models.DateField(null=True)
    placement_order_on = models.DateField(null=True)
    matched_on = models.DateField(null=True)
    placed_on = models.DateField(null=True)
    order_on = models.DateField(null=True)
    reversed_on = models.DateField(null=True)
    reversed_reason = models.CharField(max_length=4, blank=True)
    fostered_for_adoption_on = models.DateField(null=True)

    class Meta:
        constraints = [_once("adoption", "decision_on")]
        indexes = [_index("adoption_order", "order_on")]


# Every kind of fact that Annex A tells, in the order of its lists; `returns.py` has the others.
INVOLVEMENTS = (
    Contact,
    EarlyHelpEpisode,
    Referral,
    Assessment,
    Section47,
    CinEpisode,
    CinStatus,
    CpPlan,
    CarePeriod,
    LegalStatus,
    Placement,
    CareStatus,
    Visit,
    Review,
    HealthCheck,
    CareLeaverStatus,
    Adoption,
)
