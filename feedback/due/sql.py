"""Who is to be asked, worked out from the imported facts in one statement for all children.

A child and family is asked at least every three months while work is open (practice.md K4), and at key points: a plan
begins or ends, a review or conference is held, a placement moves, work ends. A key point counts as met by an asking
from two weeks before it (families often speak before a conference) to two weeks after, when it falls due.
"""

# From when a child is asked as well as the family (Coram's survey begins at four; practice.md 6.1).
ASKED_FROM_AGE = 4
NEAR_DAYS = 14
# How long before the three months are over somebody is shown as due.
SOON_DAYS = 28
MONTHS = 3
SINCE = f"(%(on)s - interval '{MONTHS} months')"
# How long after a review a chair is reminded of it.
UNHEARD_DAYS = 28

# Work with a child: who works with whom, and so whom somebody is to ask.
SPELLS = " UNION ALL ".join(
    f"SELECT child_id, team_id, worker_id, start_on, end_on FROM casework_{table} WHERE gone_source_id IS NULL"
    for table in ("cpplan", "careperiod", "cinepisode")
)

# The key points of a plan, each with its reason and day.
MOMENTS = """
    SELECT child_id, 'plan_start', start_on FROM casework_cpplan WHERE gone_source_id IS NULL
    UNION ALL SELECT child_id, 'plan_end', end_on FROM casework_cpplan WHERE gone_source_id IS NULL
    UNION ALL SELECT child_id, 'plan_start', start_on FROM casework_careperiod WHERE gone_source_id IS NULL
    UNION ALL SELECT child_id, 'plan_end', end_on FROM casework_careperiod WHERE gone_source_id IS NULL
    UNION ALL SELECT child_id, 'plan_start', start_on FROM casework_cinplan WHERE gone_source_id IS NULL
    UNION ALL SELECT child_id, 'plan_end', end_on FROM casework_cinplan WHERE gone_source_id IS NULL
    UNION ALL SELECT child_id, 'review', review_on FROM casework_review WHERE gone_source_id IS NULL
    UNION ALL SELECT child_id, 'review', icpc_on FROM casework_section47 WHERE gone_source_id IS NULL
    UNION ALL SELECT child_id, 'closure', end_on FROM casework_cinepisode WHERE gone_source_id IS NULL
    UNION ALL
    SELECT l.child_id, 'move', l.start_on FROM casework_placement l
    JOIN casework_careperiod k ON k.child_id = l.child_id AND k.start_on < l.start_on
        AND (k.end_on IS NULL OR k.end_on > l.start_on)
    WHERE l.gone_source_id IS NULL AND k.gone_source_id IS NULL
"""

# Who is asked: the child from an age on, and always the family.
RESPONDENTS = f"(VALUES ('child', interval '{ASKED_FROM_AGE} years'), ('family', NULL)) AS p (kind, from_age)"
OLD_ENOUGH = (
    "(p.from_age IS NULL OR (NOT c.is_unborn AND (c.birth_month IS NULL OR c.birth_month + p.from_age <= {on})))"
)

DUE = f"""
WITH spell AS (
    SELECT * FROM ({SPELLS}) s WHERE start_on <= %(on)s AND (end_on IS NULL OR end_on > {SINCE})
),
work AS (
    SELECT DISTINCT ON (child_id) child_id, team_id, worker_id,
        end_on IS NULL OR end_on > %(on)s AS is_open,
        min(start_on) FILTER (WHERE end_on IS NULL OR end_on > %(on)s) OVER (PARTITION BY child_id) AS begun_on
    FROM spell WHERE team_id IS NOT NULL
    ORDER BY child_id, is_open DESC, coalesce(end_on, start_on) DESC, start_on DESC, team_id
),
reached AS (
    SELECT * FROM work WHERE team_id = ANY(%(teams)s) OR worker_id = ANY(%(workers)s)
),
asked AS (
    SELECT child_id, respondent, max((asked_at AT TIME ZONE 'Europe/London')::date) AS last_on
    FROM feedback_asking WHERE (asked_at AT TIME ZONE 'Europe/London')::date <= %(on)s
    GROUP BY child_id, respondent
),
-- Nobody is late for what was not asked of anybody yet.
first_asked AS (SELECT min((asked_at AT TIME ZONE 'Europe/London')::date) AS day FROM feedback_asking),
person AS (
    SELECT r.*, c.reference, p.kind AS respondent, a.last_on
    FROM reached r
    JOIN casework_child c ON c.id = r.child_id
    JOIN {RESPONDENTS} ON {OLD_ENOUGH.format(on="%(on)s")}
    LEFT JOIN asked a ON a.child_id = r.child_id AND a.respondent = p.kind
),
moment (child_id, reason, day) AS ({MOMENTS}),
unmet AS (
    SELECT DISTINCT ON (p.child_id, p.respondent) p.child_id, p.respondent, m.reason, m.day
    FROM person p JOIN moment m ON m.child_id = p.child_id
    WHERE m.day > {SINCE} AND m.day <= %(on)s AND (p.last_on IS NULL OR p.last_on < m.day - {NEAR_DAYS})
    ORDER BY p.child_id, p.respondent, m.day, m.reason
),
dated AS (
    SELECT p.*, u.reason, u.day, u.day + {NEAR_DAYS} AS point_due_on,
        CASE WHEN p.is_open
            THEN (GREATEST(p.last_on, p.begun_on, first_asked.day) + interval '{MONTHS} months')::date
        END AS quarter_due_on
    FROM person p CROSS JOIN first_asked LEFT JOIN unmet u USING (child_id, respondent)
    WHERE p.is_open OR u.day IS NOT NULL
),
due AS (
    SELECT child_id, reference, team_id, respondent, last_on, LEAST(point_due_on, quarter_due_on) AS due_on,
        CASE WHEN point_due_on <= quarter_due_on OR quarter_due_on IS NULL THEN reason ELSE 'quarter' END AS reason,
        LEAST(point_due_on, quarter_due_on) < %(on)s AS is_late,
        day IS NOT NULL OR quarter_due_on <= %(on)s + {SOON_DAYS} AS is_due
    FROM dated
)
"""

# Which part of the list is looked at; a name of the page's own, never what somebody typed.
SHOWN = {"due": "d.is_due", "late": "d.is_late", "never": "d.last_on IS NULL", "all": "TRUE"}

COUNTS = f"""{DUE}
SELECT t.name, t.code, count(*), count(*) FILTER (WHERE is_due), count(*) FILTER (WHERE is_late),
    count(*) FILTER (WHERE last_on IS NULL)
FROM due JOIN casework_team t ON t.id = due.team_id
GROUP BY t.id ORDER BY t.name
"""


def page_of(show: str) -> str:
    """Return the statement for one page of the list. KeyError for a part there is not."""
    return f"""{DUE}
SELECT d.child_id, d.reference, t.name, d.respondent, d.last_on, d.due_on, d.reason, d.is_late
FROM due d JOIN casework_team t ON t.id = d.team_id
WHERE {SHOWN[show]}
ORDER BY d.due_on, d.reference, d.respondent LIMIT %(limit)s OFFSET %(offset)s
"""


# Every review and conference held from `first` to `last` at some teams, each with the team that worked with the child.
MEETINGS = f"""
WITH held AS (
    SELECT child_id, review_on AS day,
        CASE kind WHEN 'cp' THEN 'Review conference' WHEN 'cla' THEN 'Review of care' ELSE 'Pathway plan review' END
            AS what
    FROM casework_review WHERE gone_source_id IS NULL AND review_on BETWEEN %(first)s AND %(last)s
    UNION
    SELECT child_id, icpc_on, 'Initial conference' FROM casework_section47
    WHERE gone_source_id IS NULL AND icpc_on BETWEEN %(first)s AND %(last)s
),
spell AS ({SPELLS}),
meeting AS (
    SELECT h.child_id, h.day, h.what, w.team_id
    FROM held h
    JOIN LATERAL (
        SELECT s.team_id FROM spell s
        WHERE s.child_id = h.child_id AND s.team_id IS NOT NULL AND s.start_on <= h.day
        ORDER BY (s.end_on IS NULL OR s.end_on > h.day) DESC, coalesce(s.end_on, s.start_on) DESC, s.start_on DESC,
            s.team_id
        LIMIT 1
    ) w ON w.team_id = ANY(%(teams)s)
),
heard AS (
    SELECT a.child_id, r.id AS response_id, r.gathered_by IN ('chair', 'manager') AS is_independent,
        (r.sent_at AT TIME ZONE 'Europe/London')::date AS day
    FROM feedback_response r JOIN feedback_asking a ON a.id = r.asking_id WHERE r.state = 'sent'
)
"""

# Those for which no chair or manager outside the line has recorded an answer.
UNHEARD = f"""{MEETINGS}
SELECT m.child_id, c.reference, t.name, m.what, m.day
FROM meeting m
JOIN casework_child c ON c.id = m.child_id
JOIN casework_team t ON t.id = m.team_id
WHERE NOT EXISTS (
    SELECT FROM heard h WHERE h.child_id = m.child_id AND h.is_independent AND h.day >= m.day - {NEAR_DAYS}
)
ORDER BY m.day, c.reference
"""

# By kind of meeting: how many there were, after how many somebody was heard within two weeks, and by whom.
HEARD = f"""{MEETINGS}
SELECT m.what, count(*), count(*) FILTER (WHERE near.independent IS NOT NULL), count(*) FILTER (WHERE near.independent)
FROM meeting m
LEFT JOIN LATERAL (
    SELECT bool_or(h.is_independent) AS independent FROM heard h
    WHERE h.child_id = m.child_id AND h.day BETWEEN m.day - {NEAR_DAYS} AND m.day + {NEAR_DAYS}
) near ON TRUE
GROUP BY m.what ORDER BY m.what
"""

# Of those who were heard near a meeting, how many say that they have a chance to have their say.
HAD_A_SAY = f"""{MEETINGS}
SELECT found.what, count(*) FILTER (WHERE found.choice = 'yes'), count(*)
FROM (
    SELECT DISTINCT m.what, a.id, a.choice
    FROM meeting m
    JOIN heard h ON h.child_id = m.child_id AND h.day BETWEEN m.day - {NEAR_DAYS} AND m.day + {NEAR_DAYS}
    JOIN feedback_answer a ON a.response_id = h.response_id
    JOIN feedback_question q ON q.id = a.question_id AND q.code = 'have_say'
) found
GROUP BY found.what
"""

# How children took part in their reviews of care, as the chair recorded it on the day or within two weeks. A record is
# of the last review before it, and of several of one review the last counts.
SAID_BY_CHAIR = f"""
SELECT said.took_part, count(*) FROM casework_review r
JOIN LATERAL (
    SELECT k.team_id FROM casework_careperiod k
    WHERE k.child_id = r.child_id AND k.start_on <= r.review_on AND (k.end_on IS NULL OR k.end_on >= r.review_on)
    ORDER BY k.start_on DESC LIMIT 1
) w ON w.team_id = ANY(%(teams)s)
JOIN LATERAL (
    SELECT s.took_part FROM feedback_response s JOIN feedback_asking a ON a.id = s.asking_id
    CROSS JOIN LATERAL (SELECT (s.sent_at AT TIME ZONE 'Europe/London')::date AS day) d
    WHERE a.child_id = r.child_id AND s.state = 'sent' AND s.took_part <> ''
        AND d.day BETWEEN r.review_on AND r.review_on + {NEAR_DAYS}
        AND NOT EXISTS (
            SELECT FROM casework_review l
            WHERE l.child_id = r.child_id AND l.kind = 'cla' AND l.gone_source_id IS NULL
                AND l.review_on > r.review_on AND l.review_on <= d.day
        )
    ORDER BY s.sent_at DESC, s.id DESC LIMIT 1
) said ON TRUE
WHERE r.kind = 'cla' AND r.gone_source_id IS NULL AND r.review_on BETWEEN %(first)s AND %(last)s
GROUP BY said.took_part
"""

# How children took part in their reviews of care, as the yearly return tells it, at the team of their period of care.
TOOK_PART = """
SELECT r.participation, count(*) FROM casework_review r
JOIN LATERAL (
    SELECT k.team_id FROM casework_careperiod k
    WHERE k.child_id = r.child_id AND k.start_on <= r.review_on AND (k.end_on IS NULL OR k.end_on >= r.review_on)
    ORDER BY k.start_on DESC LIMIT 1
) w ON w.team_id = ANY(%(teams)s)
WHERE r.kind = 'cla' AND r.participation <> '' AND r.gone_source_id IS NULL
    AND r.review_on BETWEEN %(first)s AND %(last)s
GROUP BY r.participation
"""
