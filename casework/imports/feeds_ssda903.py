"""Which fact each file of the SSDA903 return gives (`feed.py` says what a feed is).

The rules of the return (Department for Education; D2I's validator, MIT) that these rows hold:
- only RNE S starts a period of care; L, B and U begin a legal status; P, T, B and U a placement;
- REC X1 is not an exit: a period of care ends with its last episode, and only when that has another reason;
- the return is of one year, 1 April to 31 March, and says nothing of what came before or after.
"""

from casework.imports import staging
from casework.imports.feed import AS_ON, Feed, same
from casework.models import (
    Adoption,
    CareHealth,
    CareLeaverOutcome,
    CarePeriod,
    LegalStatus,
    MissingEpisode,
    Placement,
    Review,
    SocialWorkerEpisode,
)

HEADER, EPISODES, REVIEWS, UASC, MISSING, OC2, OC3 = 21, 22, 23, 24, 25, 26, 27
AD1, PLACED, SOCIAL_WORKERS = 29, 30, 31

# Episodes in order, each with the number of its period of care: 0 for those of a period begun before the files do.
_EPISODES = f"""
    SELECT e.delivery_id, e.row, e.child, e.start_on, e.end_on, e.end_reason, e.need_code, e.reason_new,
        count(*) FILTER (WHERE e.reason_new = 'S') OVER (PARTITION BY e.child ORDER BY e.start_on, e.row) AS period
    FROM {staging.table(EPISODES)} e WHERE e.delivery_id = %(delivery)s AND NOT e.bad AND NOT e.left_out"""

# Periods of care with what their first and last episodes say, and when the child's next one begins.
_PERIODS = f"""
    SELECT e.delivery_id, min(e.row) AS row, e.child, min(e.start_on) AS first_on,
        min(e.start_on) FILTER (WHERE e.reason_new = 'S') AS began_on,
        (array_agg(e.need_code ORDER BY e.start_on, e.row))[1] AS need_code,
        (array_agg(e.end_on ORDER BY e.start_on DESC, e.row DESC))[1] AS last_on,
        (array_agg(e.end_reason ORDER BY e.start_on DESC, e.row DESC))[1] AS last_reason,
        lead(min(e.start_on)) OVER (PARTITION BY e.child ORDER BY e.period) AS next_on
    FROM ({_EPISODES}) e GROUP BY e.delivery_id, e.child, e.period"""

# A period begun before the files do is the one we hold that was open then; where we hold none, it is left out and said.
PERIODS = f"""(
    SELECT p.delivery_id, p.row, p.child, FALSE AS bad, FALSE AS left_out,
        coalesce(p.began_on, max(held.start_on)) AS start_on, p.need_code,
        CASE WHEN p.last_reason <> 'X1' AND p.last_on IS NOT NULL THEN p.last_on
            WHEN p.next_on IS NOT NULL THEN least(p.last_on, p.next_on) END AS end_on,
        CASE WHEN p.last_reason <> 'X1' AND p.last_on IS NOT NULL THEN p.last_reason ELSE '' END AS end_reason
    FROM ({_PERIODS}) p LEFT JOIN (
        SELECT c.reference, k.start_on, k.end_on FROM casework_careperiod k JOIN casework_child c ON c.id = k.child_id
    ) held ON held.reference = p.child AND p.began_on IS NULL AND held.start_on <= p.first_on
        AND (held.end_on IS NULL OR held.end_on >= p.first_on)
    GROUP BY p.delivery_id, p.row, p.child, p.began_on, p.need_code, p.last_on, p.last_reason, p.next_on
)"""

# The decision to place for adoption is in both files: what AD1 adds to it comes with it.
DECISIONS = f"""(
    SELECT d.*, a.matched_on FROM {staging.table(PLACED)} d LEFT JOIN {staging.table(AD1)} a
        ON a.delivery_id = d.delivery_id AND a.child = d.child AND a.decision_on = d.decision_on
        AND NOT a.bad AND NOT a.left_out
)"""
ONLY_AD1 = f"""NOT EXISTS (
    SELECT 1 FROM {staging.table(PLACED)} d WHERE d.delivery_id = s.delivery_id AND d.child = s.child
        AND d.decision_on = s.decision_on AND NOT d.bad AND NOT d.left_out)"""
SUITABILITY = "CASE right(s.accommodation, 1) WHEN '1' THEN 'S' WHEN '2' THEN 'U' ELSE '' END"

FEEDS = (
    Feed(
        CarePeriod,
        EPISODES,
        {"start_on": "s.start_on"},
        same("end_on", "end_reason", "need_code"),
        where="s.start_on IS NOT NULL",
        window="spell",
        ends=("end_on",),
        rows=PERIODS,
        with_end=("end_reason",),
        of_child=True,
    ),
    Feed(
        LegalStatus,
        EPISODES,
        {"start_on": "s.start_on"},
        {"code": "legal_status"},
        where="s.reason_new IN ('S', 'L', 'B', 'U') AND left(s.legal_status, 1) NOT IN ('', '?')",
    ),
    Feed(
        Placement,
        EPISODES,
        {"start_on": "s.start_on"},
        {"type_code": "placement_type", "provider_code": "placement_provider", "urn": "placement_urn"},
        where="s.reason_new IN ('S', 'P', 'T', 'B', 'U')",
    ),
    Feed(Review, REVIEWS, {"kind": "'cla'", "review_on": "s.review_on"}, same("participation"), window="event"),
    Feed(
        MissingEpisode,
        MISSING,
        {"start_on": "s.start_on"},
        {"kind": "absence", "end_on": "end_on"},
        window="spell",
        ends=("end_on",),
    ),
    Feed(
        CareHealth,
        OC2,
        {"as_on": AS_ON},
        same("sdq_reason", "health_assessment", "health_check", "dental_check", "immunisations"),
        window="day",
        terms={"sdq_score": ("count", "CASE WHEN s.sdq_score <= 40 THEN s.sdq_score END")},
    ),
    Feed(
        CareLeaverOutcome,
        OC3,
        {"as_on": AS_ON},
        same("in_touch", "activity"),
        window="day",
        terms={
            "accommodation": ("code", f"CASE WHEN {SUITABILITY} <> '' THEN left(s.accommodation, 1) ELSE '' END"),
            "suitability": ("code", SUITABILITY),
        },
    ),
    Feed(Adoption, AD1, {"decision_on": "s.decision_on"}, same("matched_on"), where=ONLY_AD1),
    Feed(
        Adoption,
        PLACED,
        {"decision_on": "s.decision_on"},
        same("reversed_on", "reversed_reason"),
        rows=DECISIONS,
        terms={"matched_on": ("date", "s.matched_on")},
    ),
    Feed(
        SocialWorkerEpisode,
        SOCIAL_WORKERS,
        {"start_on": "s.start_on"},
        same("end_on", "social_worker", "change_reason"),
        where="s.social_worker <> ''",
        window="spell",
        ends=("end_on",),
    ),
)

DATES = {
    HEADER: (None, None, {}),
    EPISODES: ("start_on", "end_on", {}),
    REVIEWS: ("review_on", None, {}),
    UASC: (None, None, {}),
    MISSING: ("start_on", "end_on", {}),
    OC2: (None, None, {}),
    OC3: (None, None, {}),
    AD1: ("decision_on", None, {"matched_on": "decision_on"}),
    PLACED: ("decision_on", "reversed_on", {}),
    SOCIAL_WORKERS: ("start_on", "end_on", {}),
}
# What standing in a file says of a child by itself.
SAYS_OF_CHILD = {UASC: {"uasc": "'Y'"}}
