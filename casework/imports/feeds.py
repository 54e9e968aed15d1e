"""Which fact each list gives, as data: the staged columns that are its key and its values.

Everything the check and the apply do with facts is composed from these rows. Annex A's are here; the returns' own are
in `feeds_ssda903.py` and `feeds_census.py`.
"""

from casework.imports import feeds_census, feeds_ssda903
from casework.imports.feed import AS_ON, LATEST_SPELL, Feed, same
from casework.models import (
    Adoption,
    Assessment,
    CareLeaverStatus,
    CarePeriod,
    CareStatus,
    CinEpisode,
    CinStatus,
    Contact,
    CpPlan,
    EarlyHelpEpisode,
    HealthCheck,
    LegalStatus,
    Placement,
    Referral,
    Review,
    Section47,
    Visit,
)


def _dated(model, number, kind, column, staged, values=()):
    return Feed(
        model,
        number,
        {"kind": f"'{kind}'", column: f"s.{staged}"},
        same(*values),
        where=f"s.{staged} IS NOT NULL",
        keeps_team=True,
        order="s.row DESC",
    )


ANNEX_A = (
    Feed(Contact, 1, {"contact_on": "s.contact_on"}, same("source_code"), team=False, window="event"),
    Feed(
        EarlyHelpEpisode,
        2,
        {"start_on": "s.start_on"},
        same("end_on", "organisation"),
        team=False,
        window="event",
    ),
    Feed(
        Referral,
        3,
        {"referral_on": "s.referral_on"},
        same("source_code", "nfa", "previous_referrals"),
        window="event",
    ),
    Feed(
        Assessment,
        4,
        {"start_on": "s.start_on"},
        same("authorised_on", "child_seen", "support_required"),
        window="event",
    ),
    Feed(
        Section47,
        5,
        {"start_on": "s.start_on"},
        same("icpc_not_needed", "icpc_on", "icpc_led_to_plan", "previous_enquiries", "previous_icpcs"),
        window="event",
    ),
    Feed(
        CinEpisode,
        6,
        {"start_on": "s.start_on"},
        same("end_on", "primary_need", "close_reason"),
        where="s.start_on IS NOT NULL",
        window="spell",
        ends=("end_on",),
    ),
    Feed(CinStatus, 6, {"as_on": AS_ON}, same("status"), order=LATEST_SPELL, window="day"),
    _dated(Visit, 6, "cin", "visit_on", "seen_on"),
    Feed(
        CpPlan,
        7,
        {"start_on": "s.start_on"},
        same("end_on", "initial_category", "latest_category", "previous_plans", "emergency_protection"),
        window="spell",
        ends=("end_on",),
    ),
    _dated(Visit, 7, "cp", "visit_on", "visit_on", ["seen_alone"]),
    _dated(Review, 7, "cp", "review_on", "review_on"),
    Feed(
        CarePeriod,
        8,
        {"start_on": "s.start_on"},
        same("end_on", "end_reason", "need_code", "repeat_period"),
        window="spell",
        ends=("end_on",),
    ),
    Feed(
        LegalStatus,
        8,
        {"start_on": "s.legal_status_on"},
        {"code": "legal_status"},
        where="s.legal_status_on IS NOT NULL AND left(s.legal_status, 1) NOT IN ('', '?')",
        order=LATEST_SPELL,
    ),
    Feed(
        Placement,
        8,
        {"start_on": "s.placement_on"},
        {
            "type_code": "placement_type",
            "provider_code": "placement_provider",
            "location": "placement_location",
            "urn": "placement_urn",
        },
        where="s.placement_on IS NOT NULL",
        order=LATEST_SPELL,
    ),
    Feed(
        CareStatus,
        8,
        {"as_on": AS_ON},
        {
            "care_start_on": "start_on",
            "legal_status": "legal_status",
            "placement_type": "placement_type",
            "placement_provider": "placement_provider",
            "placement_location": "placement_location",
            "placement_start_on": "placement_on",
            "permanence_plan": "permanence_plan",
            "placements_12m": "placements_12m",
            "missing_12m": "missing_12m",
            "absent_12m": "absent_12m",
            "return_interview_offered": "return_interview_offered",
            "return_interview_accepted": "return_interview_accepted",
        },
        order=LATEST_SPELL,
        window="day",
    ),
    _dated(Visit, 8, "cla", "visit_on", "visit_on"),
    _dated(Visit, 8, "iro", "visit_on", "iro_visit_on"),
    _dated(Review, 8, "cla", "review_on", "review_on"),
    _dated(HealthCheck, 8, "hlth", "check_on", "health_on"),
    _dated(HealthCheck, 8, "dent", "check_on", "dental_on"),
    Feed(
        CareLeaverStatus,
        9,
        {"as_on": AS_ON},
        {
            "personal_adviser_id": "personal_adviser",
            "eligibility": "eligibility",
            "in_touch": "in_touch",
            "latest_contact_on": "latest_contact_on",
            "pathway_review_on": "pathway_review_on",
            "accommodation": "accommodation",
            "suitability": "suitability",
            "activity": "activity",
        },
        order="s.row DESC",
        window="day",
    ),
    _dated(Review, 9, "path", "review_on", "pathway_review_on"),
    Feed(
        Adoption,
        10,
        {"decision_on": "s.decision_on"},
        same(
            "entered_care_on",
            "placement_order_on",
            "matched_on",
            "placed_on",
            "order_on",
            "reversed_on",
            "reversed_reason",
            "fostered_for_adoption_on",
        ),
        team=False,
        window="spell",
        ends=("order_on", "reversed_on"),
        months=12,
    ),
)

FEEDS = (*ANNEX_A, *feeds_ssda903.FEEDS, *feeds_census.FEEDS)

# List -> (the date it is about, the date that ends it, other dates with the date each may not come before).
DATES = (
    {
        1: ("contact_on", None, {}),
        2: ("start_on", "end_on", {}),
        3: ("referral_on", None, {}),
        4: ("start_on", "authorised_on", {}),
        5: ("start_on", None, {"icpc_on": "start_on"}),
        6: ("start_on", "end_on", {"seen_on": None}),
        7: ("start_on", "end_on", {"visit_on": None, "review_on": None}),
        8: (
            "start_on",
            "end_on",
            {
                "legal_status_on": None,
                "review_on": None,
                "visit_on": None,
                "iro_visit_on": None,
                "health_on": None,
                "dental_on": None,
                "placement_on": None,
            },
        ),
        9: (None, None, {"pathway_review_on": None, "latest_contact_on": None}),
        10: (
            "decision_on",
            None,
            {
                "entered_care_on": None,
                "placement_order_on": None,
                "matched_on": None,
                "placed_on": None,
                "order_on": None,
                "reversed_on": None,
                "fostered_for_adoption_on": None,
            },
        ),
    }
    | feeds_ssda903.DATES
    | feeds_census.DATES
)
