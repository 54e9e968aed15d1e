"""What was published of months before: what must stay hidden, and what is known."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from improvement.indicators.protection import Past
from improvement.indicators.ties import names, plan

KEPT, KNOWN = "kept", "known"

# What a public pack hid, or printed as it is now; and what was another number when its month was first reported.
ROWS = """
SELECT i.indicator, i.team_id, i.month, p.part, NULL AS number,
    CASE WHEN p.number IS NULL THEN 'kept' ELSE 'known' END
FROM improvement_issued i
LEFT JOIN improvement_figure f ON (f.indicator, f.team_id, f.month) = (i.indicator, i.team_id, i.month)
CROSS JOIN LATERAL (VALUES ('n', i.numerator, f.numerator), ('d', i.denominator, f.denominator)) p (part, number, now)
WHERE i.indicator = ANY(%(codes)s) AND i.month BETWEEN %(first)s AND %(last)s
    AND (p.number = p.now OR (p.number IS NULL AND i.symbol = 'c'))
UNION ALL
SELECT r.indicator, r.team_id, m.month, p.part, p.number, 'first'
FROM improvement_reportedmonth m JOIN improvement_reported r ON r.of_id = m.id
JOIN improvement_figure f ON (f.indicator, f.team_id, f.month) = (r.indicator, r.team_id, m.month)
CROSS JOIN LATERAL (VALUES ('n', r.numerator, f.numerator), ('d', r.denominator, f.denominator)) p (part, number, now)
WHERE r.indicator = ANY(%(codes)s) AND m.month BETWEEN %(first)s AND %(last)s
    AND p.number > 0 AND p.number < 10 AND p.number <> p.now
"""


def past(*, codes: Sequence[str], first: date, last: date) -> dict[date, Past]:
    """Return by month what must stay hidden and what everybody knows, of the counts of these indicators; one query.

    Hidden stays what a public pack hid, and what was small when its month was first reported. Known is what a public
    pack printed and what is still so.
    """
    with connection.cursor() as cursor:
        cursor.execute(ROWS, {"codes": list(codes), "first": first, "last": last})
        rows = cursor.fetchall()
    found: dict[date, dict[str, set]] = {}
    for code, team_id, month, part, number, kind in rows:
        name = names().get(f"{code}.{part}")
        if name is None or (kind == "first" and number >= plan().threshold(name)):
            continue
        kinds = found.setdefault(month, {KEPT: set(), KNOWN: set()})
        kinds[KNOWN if kind == KNOWN else KEPT].add((name, team_id))
    return {month: Past(frozenset(kinds[KEPT]), frozenset(kinds[KNOWN])) for month, kinds in found.items()}
