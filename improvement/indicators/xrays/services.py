"""Look at the data through every rule, and keep what was found and what was put right."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from casework.models import Import, Level, Team
from improvement.indicators.definitions import all_definitions
from improvement.indicators.models import XrayLook
from improvement.indicators.queries import known_until
from improvement.indicators.xrays.rules import Rule, all_rules

# First key of the advisory lock: two looks at once would only wait for each other's rows.
LOCK = 7306
# A night's rest: the clock alone raises doubts too (an extract grows old).
REST = timedelta(hours=20)

KEEP = """
WITH found AS (
    SELECT DISTINCT COALESCE(team_id, %(county)s::bigint) AS team_id, child_id, day
    FROM ({sql}) AS f (team_id, child_id, day)
    WHERE day IS NOT NULL AND COALESCE(team_id, %(county)s::bigint) IS NOT NULL
),
kept AS (
    INSERT INTO improvement_doubt (rule, team_id, child_id, about_on, first_seen_at, last_seen_at)
    SELECT %(rule)s, team_id, child_id, day, %(at)s, %(at)s FROM found
    ON CONFLICT (rule, team_id, child_id, about_on)
    DO UPDATE SET last_seen_at = excluded.last_seen_at, cleared_at = NULL
    RETURNING 1
),
cleared AS (
    UPDATE improvement_doubt d SET cleared_at = %(at)s
    WHERE d.rule = %(rule)s AND d.cleared_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM found f
        WHERE f.team_id = d.team_id AND f.child_id IS NOT DISTINCT FROM d.child_id AND f.day = d.about_on
    )
    RETURNING 1
)
SELECT (SELECT count(*) FROM kept), (SELECT count(*) FROM cleared)
"""


@dataclass(frozen=True)
class Looked:
    """What one look through a rule found, and how many former doubts it no longer found."""

    rule: Rule
    found: int
    cleared: int


def is_due(*, at: datetime) -> bool:
    """Return whether to look: a rule is new, a delivery was applied or undone since, or a day has gone by."""
    looks = dict(XrayLook.objects.values_list("rule", "looked_at"))
    if any(rule.code not in looks for rule in all_rules()):
        return True
    oldest = min(looks.values())
    moved = (
        Import.objects.filter(applied_at__gt=oldest).exists() or Import.objects.filter(undone_at__gt=oldest).exists()
    )
    return moved or at - oldest > REST


def look(*, at: datetime) -> list[Looked]:
    """Look through every rule; each in its own transaction, so that one that fails does not hide the others.

    Safe to run twice, or at once: a second look waits for the first, rule by rule.
    """
    names = _names(timezone.localdate(at))
    return [_look(rule, names, at) for rule in all_rules()]


def _look(rule: Rule, names: dict, at: datetime) -> Looked:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, int(rule.code[1:])])
        cursor.execute(KEEP.format(sql=rule.sql), {**names, "rule": rule.code, "at": at})
        found, cleared = cursor.fetchone()
        XrayLook.objects.update_or_create(rule=rule.code, defaults={"looked_at": at})
    return Looked(rule, found, cleared)


def _names(today: date) -> dict:
    county = Team.objects.filter(level=Level.COUNTY).order_by("pk").values_list("pk", flat=True).first()
    return {
        "today": today,
        "as_on": known_until(),
        "county": county,
        "reviews": sorted({found.next_review for found in all_definitions()}),
    }
