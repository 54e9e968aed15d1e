"""What we already know of a child, each with its source and date, so that nobody is asked for it again (M1)."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from audits.models import AppliesTo, Audit, Grade
from casework.models import (
    CareLeaverStatus,
    CareStatus,
    Child,
    CinStatus,
    Review,
    Team,
    Visit,
    Worker,
)
from improvement.lib.months import day_label

MISSED = "Not any more: the case system may have given this child a new reference. Look there before you go on."
BANDS = ((1, "Under 1"), (5, "1 to 4"), (10, "5 to 9"), (16, "10 to 15"), (200, "16 and over"))


@dataclass(frozen=True)
class Known:
    """One thing we hold: what, its value, and where it comes from."""

    label: str
    value: str
    source: str


@dataclass(frozen=True)
class Work:
    """Whose work a child is by the newest list: the team, and the worker where one is named."""

    team: Team
    worker: Worker | None


@dataclass(frozen=True)
class Status:
    """What a child is to us on a day; it decides which sections of a tool are for this child."""

    has_plan: bool = False
    in_care: bool = False
    is_leaving: bool = False
    is_disabled: bool = False

    def meets(self, applies_to: str) -> bool:
        """Return whether a section for these children is for this one."""
        return {
            AppliesTo.EVERYONE: True,
            AppliesTo.PROTECTION: self.has_plan,
            AppliesTo.CARE: self.in_care,
            AppliesTo.LEAVING_CARE: self.is_leaving,
            AppliesTo.CARE_OR_LEAVING: self.in_care or self.is_leaving,
            AppliesTo.DISABILITY: self.is_disabled,
        }[AppliesTo(applies_to)]


def work_of(child: Child) -> Work | None:
    """Return whose work a child is by the newest list that names a team, or None; four queries at most."""
    return _newest(child=child)


def work_with(worker: Worker) -> Work | None:
    """Return the team a worker's newest work is of, by the newest list that names one, or None; the same queries."""
    return _newest(worker=worker)


def _newest(**whose) -> Work | None:
    found = []
    for model in (CinStatus, CareStatus, CareLeaverStatus):
        row = (
            model.objects.filter(**whose, team__isnull=False)
            .select_related("team", "worker__user")
            .order_by("-as_on")
            .first()
        )
        if row is not None:
            found.append((row.as_on, row))
    if not found:
        return _by_visit(whose)
    row = max(found, key=lambda each: each[0])[1]
    return Work(row.team, row.worker)


def _by_visit(whose) -> Work | None:
    row = (
        Visit.objects.filter(**whose, team__isnull=False)
        .select_related("team", "worker__user")
        .order_by("-visit_on")
        .first()
    )
    return Work(row.team, row.worker) if row else None


# What is held of a child: of each kind the newest on a day, with its own day, a code where it has one, and the days of
# the extract that told it and of one that no longer did; and the newest audit. `lost` is there where nothing that runs
# is in the newest lists any more: the case system gives no link from a reference it changes to the new one (docs/adr,
# 22 November 2026). Written out and asked at once: as models it took a third of the time an audit takes to open.
HELD = """
(SELECT 'plan' AS what, fact.start_on AS day, '' AS code, source.as_on, lost.as_on AS lost_on
FROM casework_cpplan fact JOIN casework_import source ON source.id = fact.source_id
LEFT JOIN casework_import lost ON lost.id = fact.gone_source_id
WHERE fact.child_id = %(child)s AND fact.start_on <= %(on)s AND (fact.end_on IS NULL OR fact.end_on > %(on)s)
ORDER BY fact.start_on DESC LIMIT 1)
UNION ALL
(SELECT 'care', fact.start_on, '', source.as_on, lost.as_on
FROM casework_careperiod fact JOIN casework_import source ON source.id = fact.source_id
LEFT JOIN casework_import lost ON lost.id = fact.gone_source_id
WHERE fact.child_id = %(child)s AND fact.start_on <= %(on)s AND (fact.end_on IS NULL OR fact.end_on > %(on)s)
ORDER BY fact.start_on DESC LIMIT 1)
UNION ALL
(SELECT 'leaving', fact.as_on, '', source.as_on, lost.as_on
FROM casework_careleaverstatus fact JOIN casework_import source ON source.id = fact.source_id
LEFT JOIN casework_import lost ON lost.id = fact.gone_source_id
WHERE fact.child_id = %(child)s AND fact.as_on <= %(on)s ORDER BY fact.as_on DESC LIMIT 1)
UNION ALL
(SELECT 'visit', fact.visit_on, fact.seen_alone, source.as_on, lost.as_on
FROM casework_visit fact JOIN casework_import source ON source.id = fact.source_id
LEFT JOIN casework_import lost ON lost.id = fact.gone_source_id
WHERE fact.child_id = %(child)s ORDER BY fact.visit_on DESC LIMIT 1)
UNION ALL
(SELECT 'review', fact.review_on, fact.kind, source.as_on, lost.as_on
FROM casework_review fact JOIN casework_import source ON source.id = fact.source_id
LEFT JOIN casework_import lost ON lost.id = fact.gone_source_id
WHERE fact.child_id = %(child)s ORDER BY fact.review_on DESC LIMIT 1)
UNION ALL
(SELECT 'audit', (before.final_at AT TIME ZONE 'Europe/London')::date, before.grade, NULL, NULL
FROM audits_audit before
WHERE before.child_id = %(child)s AND before.final_at IS NOT NULL AND before.id IS DISTINCT FROM %(audit)s
ORDER BY before.final_at DESC LIMIT 1)
UNION ALL
(SELECT 'child', NULL, '', source.as_on, NULL
FROM casework_child child JOIN casework_import source ON source.id = child.source_id WHERE child.id = %(child)s)
UNION ALL
(SELECT 'lost', NULL, '', max(lost.as_on), NULL FROM (
    SELECT gone_source_id FROM casework_cinepisode WHERE child_id = %(child)s AND end_on IS NULL
    UNION ALL SELECT gone_source_id FROM casework_cpplan WHERE child_id = %(child)s AND end_on IS NULL
    UNION ALL SELECT gone_source_id FROM casework_careperiod WHERE child_id = %(child)s AND end_on IS NULL
) running LEFT JOIN casework_import lost ON lost.id = running.gone_source_id
HAVING count(*) > 0 AND count(*) = count(running.gone_source_id))
"""


@dataclass(frozen=True)
class Held:
    """One fact as `HELD` gives it."""

    day: date | None
    code: str
    as_on: date | None
    lost_on: date | None

    @property
    def source(self) -> str:
        """Return where it comes from, in words, and which lists no longer have it."""
        words = f"import of {day_label(self.as_on)}" if self.as_on else "import"
        return f"{words}, not in that of {day_label(self.lost_on)}" if self.lost_on else words


def held_of(child: Child, *, on: date, audit: Audit | None = None) -> dict[str, Held]:
    """Return the newest of each kind of fact that we hold of a child, as of a day; one query.

    With `audit`, of the audits any but that.
    """
    with connection.cursor() as cursor:
        cursor.execute(HELD, {"child": child.pk, "on": on, "audit": audit and audit.pk})
        return {what: Held(*fact) for what, *fact in cursor.fetchall()}


def status_of(child: Child, *, on: date) -> Status:
    """Return what a child is to us on a day; one query."""
    held = held_of(child, on=on)
    return Status("plan" in held, "care" in held, "leaving" in held, is_disabled=child.disability == "Y")


def known_of(audit: Audit, *, on: date) -> list[Known]:
    """Return what we hold of the child of an audit, each with its source and date; one query."""
    rows = [Known("Team", audit.team.name, f"when allocated, {day_label(audit.allocated_at.date())}")]
    child = audit.child
    if child is None:
        return rows
    held = held_of(child, on=on, audit=audit)
    if lost := held.get("lost"):
        rows.append(Known("In the lists", MISSED, lost.source))
    if child.birth_month:
        rows.append(Known("Age", _band(child.birth_month, on), held["child"].source))
    rows.append(_plan(held, on))
    if visit := held.get("visit"):
        alone = {"Y": ", seen alone", "N": ", not alone"}.get(visit.code, "")
        rows.append(Known("Last visit", f"{day_label(visit.day)}{alone}", visit.source))
    if review := held.get("review"):
        rows.append(Known("Last review", f"{Review.Kind(review.code).label}, {day_label(review.day)}", review.source))
    words = "None"
    if before := held.get("audit"):
        words = ", ".join([Grade(before.code).label] * bool(before.code) + [day_label(before.day)])
    rows.append(Known("Last audit", words, "Balcony"))
    return rows


def _plan(held: dict[str, Held], on: date) -> Known:
    if plan := held.get("plan"):
        return Known("Plan", f"Child protection, {_since(plan.day, on)}", plan.source)
    if care := held.get("care"):
        return Known("Plan", f"In care, {_since(care.day, on)}", care.source)
    if leaving := held.get("leaving"):
        return Known("Plan", "Leaving care", leaving.source)
    return Known("Plan", "No protection plan, not in care", held["child"].source)


def _since(start: date, on: date) -> str:
    months = (on.year - start.year) * 12 + on.month - start.month - (on.day < start.day)
    if months < 1:
        return f"since {day_label(start)}"
    return f"{months} month{'' if months == 1 else 's'}" if months < 24 else f"{months // 12} years"


def _band(birth_month: date, on: date) -> str:
    years = on.year - birth_month.year - (on.month < birth_month.month)
    return next(words for below, words in BANDS if years < below)
