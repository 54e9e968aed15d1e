"""The list a sample is drawn from: every child with open work in a team, as the last extract has it."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from improvement.lib.sampling import Candidate

# Annex A list 6, its case status.
STATUS = {
    "LAC": "Looked after",
    "CP": "Protection plan",
    "CIN": "Child in need",
    "ASS": "Being assessed",
    "CL": "Leaving care",
}
# As DfE publishes ages of children in need.
BANDS = ((1, "Under 1"), (5, "1 to 4"), (10, "5 to 9"), (16, "10 to 15"))
OLDEST, UNKNOWN = "16 and over", "Not known"

# The newest extract only; whom it calls closed is not looked at. A young person in list 9 alone is leaving care.
FRAME = """
WITH held AS (
    SELECT child_id, team_id, worker_id, status FROM casework_cinstatus
    WHERE as_on = (SELECT max(as_on) FROM casework_cinstatus WHERE as_on <= %(on)s)
        AND gone_source_id IS NULL AND status <> 'CLO'
), everybody AS (
    SELECT * FROM held
    UNION ALL
    SELECT child_id, team_id, coalesce(personal_adviser_id, worker_id), 'CL' FROM casework_careleaverstatus
    WHERE as_on = (SELECT max(as_on) FROM casework_careleaverstatus WHERE as_on <= %(on)s)
        AND gone_source_id IS NULL AND child_id NOT IN (SELECT child_id FROM held)
), looked_at AS (
    SELECT child_id, max(coalesce(final_at, drafted_at, allocated_at)) AS at FROM audits_audit
    WHERE state <> 'withdrawn' AND child_id IS NOT NULL GROUP BY child_id
)
SELECT c.id, c.reference, c.birth_month, e.team_id, t.name, e.worker_id, w.name, e.status,
    CASE WHEN EXISTS (SELECT FROM casework_careperiod p WHERE p.child_id = c.id AND p.end_on IS NULL
            AND p.start_on <= %(on)s AND p.gone_source_id IS NULL) THEN 'In care'
        WHEN EXISTS (SELECT FROM casework_cpplan p WHERE p.child_id = c.id AND p.end_on IS NULL
            AND p.start_on <= %(on)s AND p.gone_source_id IS NULL) THEN 'Protection plan'
        WHEN e.status = 'CL' THEN 'Pathway plan' WHEN e.status = 'ASS' THEN 'No plan yet' ELSE 'Child in need plan' END,
    (l.at AT TIME ZONE 'Europe/London')::date
FROM everybody e
JOIN casework_child c ON c.id = e.child_id
JOIN casework_team t ON t.id = e.team_id
LEFT JOIN casework_worker w ON w.id = e.worker_id
LEFT JOIN looked_at l ON l.child_id = e.child_id
WHERE e.team_id = ANY(%(teams)s)
ORDER BY c.reference
"""


@dataclass(frozen=True)
class Held:
    """A child with open work: whose it is now, and what a sample knows of them."""

    child_id: int
    team_id: int
    team: str
    worker_id: int | None
    worker: str
    candidate: Candidate


def frame(*, team_ids: set[int], on: date) -> dict[str, Held]:
    """Return reference -> child for all with open work in these teams, as the last extract before a day has it.

    One query, whoever was audited lately included: `sampling.left_out` says who is.
    """
    with connection.cursor() as cursor:
        cursor.execute(FRAME, {"teams": sorted(team_ids), "on": on})
        rows = cursor.fetchall()
    found = {}
    for child, reference, born, team_id, team, worker_id, worker, status, plan, last in rows:
        fields = {"team": team, "plan": plan, "age": age_band(born, on), "status": STATUS.get(status, status)}
        candidate = Candidate(reference, **fields, last_audited_on=last)
        found[reference] = Held(child, team_id, team, worker_id, worker or "", candidate)
    return found


def age_band(born: date | None, on: date) -> str:
    """Return the band of ages a child is in on a day, from the month of birth."""
    if born is None:
        return UNKNOWN
    years = on.year - born.year - (on.month < born.month)
    return next((label for below, label in BANDS if years < below), OLDEST)
