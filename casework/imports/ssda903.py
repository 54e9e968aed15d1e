"""What only the SSDA903 return knows: which year it is of, and the rules its files keep with each other.

Sources of the rules: the Department for Education's guide to the collection, as D2I's validator (MIT) reads it; its
rule numbers are given where there is one.
"""

from datetime import date

from django.db import connection

from casework.imports import staging
from casework.imports.feeds_ssda903 import (
    AD1,
    EPISODES,
    HEADER,
    MISSING,
    OC2,
    OC3,
    PLACED,
    REVIEWS,
    SOCIAL_WORKERS,
    UASC,
)
from casework.imports.rules import Rule

# The file and date that say which year a return is of, the surest first.
_DATED = (
    (EPISODES, "start_on"),
    (MISSING, "start_on"),
    (SOCIAL_WORKERS, "start_on"),
    (PLACED, "decision_on"),
    (REVIEWS, "review_on"),
)
# (code set, code) -> the first and last year of the return that has it.
_YEARS = {
    ("placement_type", "H5"): (0, 2024),
    ("placement_type", "P2"): (0, 2024),
    ("placement_type", "K3"): (2025, 9999),
    **{("placement_type", code): (2026, 9999) for code in ("Z11", "Z12", "Z13", "Z14")},
    **{("activity", code): (0, 2021) for code in ("F3", "P3")},
    **{("activity", code): (2022, 9999) for code in ("F4", "P4", "F5", "P5")},
}


def year_end(lists, *, today: date) -> date:
    """Return the 31 March that ends the year a return is of: that of its latest episode up to today."""
    came = {each.number: each for each in lists}
    for number, name in _DATED:
        if number in came and name in came[number].headings:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT max({name}) FROM {staging.table(number)} "
                    f"WHERE delivery_id = %s AND NOT bad AND {name} <= %s",
                    [came[number].delivery_id, today],
                )
                latest = cursor.fetchone()[0]
            if latest:
                return date(latest.year + (latest.month > 3), 3, 31)
    return date(today.year - (today < date(today.year, 4, 1)), 3, 31)


def fill_births(cursor, lists) -> None:
    """Put each child's date of birth beside its episodes, which have none of their own."""
    numbers = {each.number for each in lists}
    if {HEADER, EPISODES} <= numbers:
        cursor.execute(
            f"UPDATE {staging.table(EPISODES)} e SET born_on = h.born_on FROM {staging.table(HEADER)} h "
            "WHERE e.delivery_id = %(delivery)s AND h.delivery_id = %(delivery)s AND h.child = e.child AND NOT h.bad",
            {"delivery": lists[0].delivery_id},
        )


def _years(field: str) -> str:
    """Return the SQL that finds a code of a year other than the return's."""
    return " OR ".join(
        f"s.{field} = '{code}' AND %(year)s NOT BETWEEN {first} AND {last}"
        for (name, code), (first, last) in _YEARS.items()
        if name == field
    )


_NEXT = "SELECT 1 FROM {22} n WHERE n.delivery_id = s.delivery_id AND n.child = s.child AND NOT n.bad"
_OPEN = "s.end_on IS NULL AND NOT coalesce(s.held ? 'end_on', FALSE)"
_IS_FIRST = f"NOT EXISTS ({_NEXT} AND (n.start_on, n.row) < (s.start_on, s.row))"
_HELD = """EXISTS (
    SELECT 1 FROM casework_careperiod k JOIN casework_child c ON c.id = k.child_id
    WHERE c.reference = s.child AND k.start_on <= s.start_on AND (k.end_on IS NULL OR k.end_on >= s.start_on))"""
_DAY = "to_char({}, 'DD/MM/YYYY')"
_AGED_FOUR = "s.born_on + interval '4 years' <= s.review_on"

RULES = (
    # One row a child in these files; the last is used.
    *(
        Rule(
            number,
            "child_twice",
            "child",
            f"EXISTS (SELECT 1 FROM {staging.table(number)} n WHERE n.delivery_id = s.delivery_id "
            "AND n.child = s.child AND NOT n.bad AND n.row > s.row)",
            "s.child",
        )
        for number in (HEADER, UASC, OC2, OC3, AD1)
    ),
    Rule(
        HEADER,
        "header_alone",
        "child",
        "NOT EXISTS (SELECT 1 FROM {22} n WHERE n.delivery_id = s.delivery_id AND n.child = s.child)",
        "s.child",
        needs=(EPISODES,),
    ),
    Rule(
        EPISODES,
        "episode_alone",
        "child",
        f"{_IS_FIRST} AND NOT EXISTS "
        "(SELECT 1 FROM {21} n WHERE n.delivery_id = s.delivery_id AND n.child = s.child)",
        "s.child",
        needs=(HEADER,),
    ),
    Rule(
        EPISODES, "care_not_begun", "reason_new", f"s.reason_new <> 'S' AND {_IS_FIRST} AND NOT {_HELD}", "s.reason_new"
    ),
    Rule(
        EPISODES, "open_with_x1", "end_reason", f"{_OPEN} AND s.end_reason = 'X1'", "s.end_reason", columns=("end_on",)
    ),
    Rule(
        EPISODES,
        "x1_alone",
        "end_reason",
        f"s.end_on IS NOT NULL AND s.end_reason = 'X1' AND NOT EXISTS ({_NEXT} AND n.start_on = s.end_on)",
        "s.end_reason",
        columns=("end_on",),
    ),
    Rule(
        EPISODES,
        "reason_without_end",
        "end_reason",
        f"{_OPEN} AND s.end_reason NOT IN ('', 'X1')",
        "s.end_reason",
        columns=("end_on",),
    ),
    Rule(
        EPISODES,
        "end_without_reason",
        "end_reason",
        "s.end_on IS NOT NULL AND s.end_reason = ''",
        _DAY.format("s.end_on"),
        columns=("end_on",),
    ),
    Rule(
        EPISODES,
        "episodes_overlap",
        "end_on",
        f"EXISTS ({_NEXT} AND n.start_on > s.start_on AND n.start_on < s.end_on)",
        _DAY.format("s.end_on"),
    ),
    Rule(EPISODES, "code_of_other_year", "placement_type", _years("placement_type"), "s.placement_type"),
    Rule(OC3, "code_of_other_year", "activity", _years("activity"), "s.activity"),
    # 304: the status ends by the eighteenth birthday at the latest.
    Rule(
        UASC,
        "status_ends_late",
        "status_end_on",
        "s.status_end_on > s.born_on + interval '18 years'",
        _DAY.format("s.status_end_on"),
        columns=("born_on",),
    ),
    Rule(
        UASC,
        "status_ends_later",
        "status_end_on",
        "s.status_end_on > %(as_on)s AND coalesce(s.status_end_on <= s.born_on + interval '18 years', TRUE)",
        _DAY.format("s.status_end_on"),
    ),
    Rule(OC2, "sdq_out_of_range", "sdq_score", "s.sdq_score > 40", "s.sdq_score"),
    Rule(
        OC2,
        "sdq_score_and_reason",
        "sdq_reason",
        "s.sdq_score IS NOT NULL AND s.sdq_reason <> ''",
        "s.sdq_reason",
        columns=("sdq_score",),
    ),
    Rule(
        REVIEWS,
        "participation_of_age",
        "participation",
        f"(s.participation = 'PN0') = ({_AGED_FOUR}) AND s.participation NOT IN ('', '?')",
        "s.participation",
        columns=("born_on",),
    ),
    Rule(SOCIAL_WORKERS, "social_worker_blank", "social_worker", "s.social_worker = ''", "''"),
)
