"""What audits, their moderation and their actions count for, from the month of the first audit allocated here."""

from improvement.indicators.own import day_of, month_begun, month_of, table

CODES = ("QA01", "QA02", "QA03", "QA04", "QA07", "QA08")
BEGAN = month_begun("allocated_at", "audits_audit")
_COUNTED = (
    # Submitted by the end of the month it was due in (QA01).
    f"""SELECT 'QA01' AS indicator, a.team_id, a.due_on AS day,
            COALESCE({day_of("a.drafted_at")} < {month_of("a.due_on")} + interval '1 month', FALSE) AS counts
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
TABLE = table(CODES, BEGAN, _COUNTED)
