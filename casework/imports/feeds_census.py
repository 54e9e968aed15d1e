"""Which fact each part of the children in need census gives (`feed.py` says what a feed is).

A referral with no further action opens no episode of need. The census is of one year, 1 April to 31 March.
"""

from casework.imports.feed import Feed, same
from casework.models import Assessment, CinEpisode, CinPlan, CpPlan, Referral, Review, Section47

DETAILS, ASSESSMENTS, ENQUIRIES, CIN_PLANS, CP_PLANS, CP_REVIEWS = 41, 42, 43, 44, 45, 46

FEEDS = (
    Feed(Referral, DETAILS, {"referral_on": "s.referral_on"}, same("source_code", "nfa"), window="event"),
    Feed(
        CinEpisode,
        DETAILS,
        {"start_on": "s.referral_on"},
        same("end_on", "primary_need", "close_reason"),
        where="s.nfa <> 'Y'",
        window="spell",
        ends=("end_on",),
        with_end=("close_reason",),
        of_child=True,
    ),
    Feed(
        Assessment,
        ASSESSMENTS,
        {"start_on": "s.start_on"},
        same("authorised_on"),
        window="event",
        ends=("authorised_on",),
    ),
    Feed(Section47, ENQUIRIES, {"start_on": "s.start_on"}, same("icpc_on", "icpc_not_needed"), window="event"),
    Feed(CinPlan, CIN_PLANS, {"start_on": "s.start_on"}, same("end_on"), window="spell", ends=("end_on",)),
    Feed(
        CpPlan,
        CP_PLANS,
        {"start_on": "s.start_on"},
        same("end_on", "initial_category", "latest_category", "previous_plans"),
        window="spell",
        ends=("end_on",),
    ),
    Feed(Review, CP_REVIEWS, {"kind": "'cp'", "review_on": "s.review_on"}, {}, window="event"),
)

DATES = {
    DETAILS: ("referral_on", "end_on", {"icpc_on": None}),
    ASSESSMENTS: ("start_on", "authorised_on", {}),
    ENQUIRIES: ("start_on", None, {"icpc_on": "start_on"}),
    CIN_PLANS: ("start_on", "end_on", {}),
    CP_PLANS: ("start_on", "end_on", {}),
    CP_REVIEWS: ("review_on", None, {}),
}
