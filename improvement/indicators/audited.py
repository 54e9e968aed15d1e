"""What audits, their moderation and their actions count for, in the shape of given figures.

A row is an indicator, a team, a month and two numbers, so that the roll-up adds them up as it does what is given. The
department's audits begin in Balcony with the first one allocated: figures given for the months before stand, and from
its month on audits are counted and what is given is kept aside.
"""

from datetime import date

from django.db.models import Min
from django.utils.timezone import localdate

from audits.models import Audit
from improvement.lib.months import first_of


def day_of(column: str) -> str:
    """Return the SQL of the day a moment falls on here."""
    return f"({column} AT TIME ZONE 'Europe/London')::date"


def _month(day: str) -> str:
    return f"date_trunc('month', {day}::timestamp)::date"


CODES = ("QA01", "QA02", "QA03", "QA04", "QA07", "QA08")
BEGAN = f"COALESCE((SELECT {_month(day_of('min(b.allocated_at)'))} FROM audits_audit b), 'infinity'::date)"
# Each as SQL that gives indicator, team_id, day of the month it counts in, and whether it is in the numerator.
_COUNTED = (
    # Submitted by the end of the month it was due in (QA01).
    f"""SELECT 'QA01' AS indicator, a.team_id, a.due_on AS day,
            COALESCE({day_of("a.drafted_at")} < {_month("a.due_on")} + interval '1 month', FALSE) AS counts
        FROM audits_audit a WHERE a.state <> 'withdrawn'""",
    # The grade that stands: a dispute may have changed it.
    f"""SELECT g.indicator, a.team_id, {day_of("a.final_at")}, g.counts
        FROM audits_audit a CROSS JOIN LATERAL (VALUES
            ('QA02', a.grade IN ('outstanding', 'good')), ('QA07', a.grade = 'inadequate'),
            ('QA08', a.grade = 'outstanding')) g (indicator, counts)
        WHERE a.final_at IS NOT NULL""",
    f"""SELECT 'QA03', a.team_id, {day_of("s.settled_at")}, s.outcome = s.first_grade
        FROM audits_moderation s JOIN audits_audit a ON a.id = s.audit_id WHERE s.settled_at IS NOT NULL""",
    f"""SELECT 'QA04', c.team_id, c.due_on,
            c.state IN ('done', 'closed') AND {day_of("c.done_at")} <= c.due_on
        FROM casework_action c WHERE c.origin = 'audit' AND c.state <> 'withdrawn'""",
)
TABLE = f"""(SELECT r.indicator, r.team_id, {_month("r.day")} AS month,
            r.counts::int::numeric AS numerator, 1::numeric AS denominator, '' AS symbol
        FROM ({" UNION ALL ".join(_COUNTED)}) r WHERE r.day >= {BEGAN}
        UNION ALL
        SELECT h.indicator, h.team_id, h.month, h.numerator, h.denominator, h.symbol
        FROM improvement_givenfigure h WHERE h.indicator IN {CODES} AND h.month < {BEGAN})"""


def began() -> date | None:
    """Return the month in which the first audit was allocated here, from which on audits are counted; one query."""
    first = Audit.objects.aggregate(first=Min("allocated_at"))["first"]
    return first_of(localdate(first)) if first else None
