"""What children's and families' answers count for, and the replies they are owed, from the month of the first answers.

An answer counts as positive when it is a plain yes; a little, no and not sure are answers and are not (seed 003,
paragraph 99; the collation counts alike).

What was answered counts for the place over a team and never for the team: a team works with a handful of families, and
its manager, who sees its figures in full, is not among the few who were promised to read what is said in confidence.
So it is for plain codes too. Who was asked, and which themes wait for a reply, is the team's own work and counts there.
"""

from feedback.asking.services import LINK_DAYS
from feedback.models import INDEPENDENT
from feedback.wedid.queries import DAYS
from improvement.indicators.own import day_of, month_begun, table

# What was given before there were any answers here.
CODES = ("QA05",)
BEGAN = month_begun("sent_at", "feedback_response")
OF_QUESTION = {"understand_why": "VO02", "have_say": "VO03", "safer": "VO04", "understand_plan": "VO05"}


def answered_by(asked: str) -> str:
    """Return the SQL of the last day on which a link given out at that moment can be answered."""
    return f"{day_of(asked)} + {LINK_DAYS}"


def owed_by(raised: str) -> str:
    """Return the SQL of the day by which a theme raised at that moment is owed its reply."""
    return f"{day_of(raised)} + {DAYS}"


# Of a team that nothing stands over, the whole department: no place, like any row without a team.
_SENT = f"""(SELECT r.id, r.gathered_by, w.day, CASE WHEN t.level <> 'team' THEN t.id ELSE (
            SELECT e.parent_id FROM casework_teamedge e JOIN casework_team p ON p.id = e.parent_id
            WHERE e.team_id = t.id AND p.level <> 'team'
                AND e.start_on <= w.day AND (e.end_on IS NULL OR e.end_on > w.day)
        ) END AS place_id
        FROM feedback_response r JOIN casework_team t ON t.id = r.team_id
        CROSS JOIN LATERAL (SELECT {day_of("r.sent_at")} AS day) w WHERE r.sent_at IS NOT NULL)"""
_COUNTED = (
    f"""SELECT 'VO01' AS indicator, a.team_id, {answered_by("a.asked_at")} AS day, EXISTS (
            SELECT FROM feedback_response r
            WHERE r.asking_id = a.id AND {day_of("r.sent_at")} <= {answered_by("a.asked_at")}
        ) AS counts FROM feedback_asking a""",
    # Who wrote in words of their own alone answered none of the four, and is neither positive nor not (QA05).
    f"""SELECT g.indicator, r.place_id, r.day, g.counts
        FROM {_SENT} r CROSS JOIN LATERAL (
            SELECT count(*) AS answers, count(*) FILTER (WHERE a.choice = 'yes') AS yes
            FROM feedback_answer a WHERE a.response_id = r.id
        ) said CROSS JOIN LATERAL (VALUES
            ('QA05', said.answers > 0, 2 * said.yes > said.answers),
            ('VO06', TRUE, r.gathered_by IN {tuple(str(each) for each in INDEPENDENT)})) g (indicator, is_one, counts)
        WHERE g.is_one""",
    f"""SELECT o.indicator, r.place_id, r.day, a.choice = 'yes'
        FROM feedback_answer a JOIN {_SENT} r ON r.id = a.response_id
        JOIN feedback_question q ON q.id = a.question_id
        JOIN (VALUES {", ".join(str(pair) for pair in OF_QUESTION.items())}) o (code, indicator) ON o.code = q.code""",
    # As the page of replies counts it.
    f"""SELECT 'VO07', y.team_id, {owed_by("y.raised_at")},
            COALESCE(y.published_at <= y.raised_at + interval '{DAYS} days', FALSE)
        FROM feedback_yousaid y""",
)
TABLE = table(CODES, BEGAN, _COUNTED)
