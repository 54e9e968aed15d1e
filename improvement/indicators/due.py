"""Who was due to be asked for their views, and who was asked in time, month by month, from the first asking on.

By the rule of the list of who is to be asked (`feedback/due/sql.py`; seed 003, paragraph 99: at least once every three
months, and at key points of the plan), looked at on the month's last day as that list is looked at today. Whoever is
asked early is not for that reason left out: of everybody whose three months are over, those count who were asked in
the last three, and of everybody with a key point whose two weeks ended in the month, those who were asked within two
weeks of each. A child and a family are two, and each is one however often they fell due.

Unlike what was answered this is the team's own work, and counts there.
"""

from feedback.due.sql import MOMENTS, MONTHS, NEAR_DAYS, OLD_ENOUGH, RESPONDENTS, SPELLS
from improvement.indicators.own import day_of

CODE = "VO08"
LASTS = f"interval '{MONTHS} months'"
FIRST = f"(SELECT min({day_of('b.asked_at')}) FROM feedback_asking b)"

# In the shape of given figures, for the months that are being counted alone: `months` is the roll-up's own.
# A spell that ends later was open, whatever is known of its end by now.
TABLE = f"""(WITH spell AS MATERIALIZED ({SPELLS}),
    moment (child_id, reason, day) AS MATERIALIZED ({MOMENTS}),
    asked AS MATERIALIZED (SELECT child_id, respondent, {day_of("asked_at")} AS day FROM feedback_asking),
    begun AS (SELECT min(day) AS day FROM asked),
    work AS (
        SELECT DISTINCT ON (m.month, s.child_id) m.month, m.at, s.child_id, s.team_id, o.is_open,
            min(s.start_on) FILTER (WHERE o.is_open) OVER (PARTITION BY m.month, s.child_id) AS begun_on
        FROM months m JOIN begun b ON b.day <= m.at
        JOIN spell s ON s.start_on <= m.at AND (s.end_on IS NULL OR s.end_on > m.at - {LASTS})
        CROSS JOIN LATERAL (SELECT s.end_on IS NULL OR s.end_on > m.at AS is_open) o
        WHERE s.team_id IS NOT NULL
        ORDER BY m.month, s.child_id, o.is_open DESC, CASE WHEN o.is_open THEN s.start_on ELSE s.end_on END DESC,
            s.start_on DESC, s.team_id
    ),
    person AS MATERIALIZED (
        SELECT w.*, p.kind AS respondent FROM work w JOIN casework_child c ON c.id = w.child_id
        JOIN {RESPONDENTS} ON {OLD_ENOUGH.format(on="w.at")}
    ),
    last AS (
        SELECT p.month, p.child_id, p.respondent, max(a.day) AS day
        FROM person p JOIN asked a ON a.child_id = p.child_id AND a.respondent = p.respondent AND a.day <= p.at
        GROUP BY 1, 2, 3
    ),
    point AS (
        SELECT p.month, p.child_id, p.respondent, bool_and(EXISTS (
            SELECT FROM asked a WHERE a.child_id = p.child_id AND a.respondent = p.respondent
                AND a.day BETWEEN k.day - {NEAR_DAYS} AND k.day + {NEAR_DAYS}
        )) AS met
        FROM person p JOIN moment k ON k.child_id = p.child_id AND k.day + {NEAR_DAYS} BETWEEN p.month AND p.at
        JOIN begun b ON k.day + {NEAR_DAYS} >= b.day
        GROUP BY 1, 2, 3
    )
    SELECT '{CODE}' AS indicator, p.team_id, p.month, 1::numeric AS denominator, '' AS symbol,
        (COALESCE(k.met, TRUE) AND (NOT q.is_over OR COALESCE((l.day + {LASTS})::date >= p.at, FALSE)))::int::numeric
            AS numerator
    FROM person p CROSS JOIN begun b
    LEFT JOIN last l USING (month, child_id, respondent) LEFT JOIN point k USING (month, child_id, respondent)
    CROSS JOIN LATERAL (
        SELECT p.is_open AND (GREATEST(p.begun_on, b.day) + {LASTS})::date < p.at AS is_over
    ) q
    WHERE q.is_over OR k.met IS NOT NULL)"""
