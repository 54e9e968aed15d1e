"""The rules that the parts of a children in need census keep with each other.

Sources: the Department for Education's guide to the census, as D2I's validator (MIT) reads it; its rule numbers.
"""

from casework.imports.feeds_census import DETAILS, ENQUIRIES
from casework.imports.rules import Rule

_WEEKEND = "extract(isodow FROM s.icpc_on) > 5"
_DAY = "to_char(s.icpc_on, 'DD/MM/YYYY')"

RULES = (
    # 8875: an initial conference is held on a working day.
    Rule(DETAILS, "conference_at_weekend", "icpc_on", _WEEKEND, _DAY),
    Rule(ENQUIRIES, "conference_at_weekend", "icpc_on", _WEEKEND, _DAY),
    Rule(
        DETAILS,
        "conference_alone",
        "icpc_on",
        "s.icpc_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM casework_staged_43 n WHERE n.delivery_id = s.delivery_id "
        "AND n.child = s.child AND n.icpc_on = s.icpc_on)",
        _DAY,
    ),
    Rule(
        DETAILS,
        "closed_without_reason",
        "close_reason",
        "s.end_on IS NOT NULL AND s.close_reason = ''",
        "to_char(s.end_on, 'DD/MM/YYYY')",
        columns=("end_on",),
    ),
)
