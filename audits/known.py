"""What we already know of a child, each with its source and date, so that nobody is asked for it again (M1)."""

from dataclasses import dataclass
from datetime import date

from audits.models import AppliesTo, Audit
from casework.models import (
    CareLeaverStatus,
    CarePeriod,
    CareStatus,
    Child,
    CinEpisode,
    CinStatus,
    CpPlan,
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

    plan: CpPlan | None = None
    care: CarePeriod | None = None
    leaving: CareLeaverStatus | None = None
    is_disabled: bool = False

    def meets(self, applies_to: str) -> bool:
        """Return whether a section for these children is for this one."""
        care, leaving = self.care is not None, self.leaving is not None
        return {
            AppliesTo.EVERYONE: True,
            AppliesTo.PROTECTION: self.plan is not None,
            AppliesTo.CARE: care,
            AppliesTo.LEAVING_CARE: leaving,
            AppliesTo.CARE_OR_LEAVING: care or leaving,
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


def status_of(child: Child, *, on: date) -> Status:
    """Return what a child is to us on a day; three queries."""
    return Status(
        plan=_open(CpPlan, child, on),
        care=_open(CarePeriod, child, on),
        leaving=CareLeaverStatus.objects.filter(child=child, as_on__lte=on)
        .select_related("source")
        .order_by("-as_on")
        .first(),
        is_disabled=child.disability == "Y",
    )


def known_of(audit: Audit, *, on: date) -> list[Known]:
    """Return what we hold of the child of an audit, each with its source and date; eight queries."""
    rows = [Known("Team", audit.team.name, f"when allocated, {day_label(audit.allocated_at.date())}")]
    child = audit.child
    if child is None:
        return rows
    lost_on = _lost_on(child)
    if lost_on is not None:
        rows.append(Known("In the lists", MISSED, f"import of {day_label(lost_on)}"))
    if child.birth_month:
        rows.append(Known("Age", _band(child.birth_month, on), _source(child)))
    status = status_of(child, on=on)
    rows.append(_plan(status, child, on))
    visit = _last(Visit, child, "visit_on")
    if visit is not None:
        alone = {"Y": ", seen alone", "N": ", not alone"}.get(visit.seen_alone, "")
        rows.append(Known("Last visit", f"{day_label(visit.visit_on)}{alone}", _source(visit)))
    review = _last(Review, child, "review_on")
    if review is not None:
        value = f"{review.get_kind_display()}, {day_label(review.review_on)}"
        rows.append(Known("Last review", value, _source(review)))
    before = (
        Audit.objects.filter(child=child, final_at__isnull=False).exclude(pk=audit.pk).order_by("-final_at").first()
    )
    words = f"{before.get_grade_display()}, {day_label(before.final_at.date())}" if before else "None"
    rows.append(Known("Last audit", words, "Balcony"))
    return rows


def _lost_on(child: Child) -> date | None:
    """Return the day of the lists that no longer have a child though nothing of theirs had ended, or None; one query.

    A reference that the case system changes gives no link to the new one (docs/adr, 22 November 2026).
    """
    running = [
        spell.objects.filter(child=child, end_on__isnull=True).values_list("gone_source", "gone_source__as_on")
        for spell in (CinEpisode, CpPlan, CarePeriod)
    ]
    found = list(running[0].union(*running[1:], all=True))
    if not found or any(gone is None for gone, _ in found):
        return None
    return max(as_on for _, as_on in found)


def _plan(status: Status, child: Child, on: date) -> Known:
    if status.plan is not None:
        return Known("Plan", f"Child protection, {_since(status.plan.start_on, on)}", _source(status.plan))
    if status.care is not None:
        return Known("Plan", f"In care, {_since(status.care.start_on, on)}", _source(status.care))
    if status.leaving is not None:
        return Known("Plan", "Leaving care", _source(status.leaving))
    return Known("Plan", "No protection plan, not in care", _source(child))


def _since(start: date, on: date) -> str:
    months = (on.year - start.year) * 12 + on.month - start.month - (on.day < start.day)
    if months < 1:
        return f"since {day_label(start)}"
    return f"{months} month{'' if months == 1 else 's'}" if months < 24 else f"{months // 12} years"


def _band(birth_month: date, on: date) -> str:
    years = on.year - birth_month.year - (on.month < birth_month.month)
    return next(words for below, words in BANDS if years < below)


def _open(model, child, on):
    rows = (
        model.objects.filter(child=child, start_on__lte=on)
        .exclude(end_on__lte=on)
        .select_related("source", "gone_source")
    )
    return rows.order_by("-start_on").first()


def _last(model, child, day):
    return model.objects.filter(child=child).select_related("source", "gone_source").order_by(f"-{day}").first()


def _source(fact) -> str:
    words = f"import of {day_label(fact.source.as_on)}" if fact.source.as_on else "import"
    gone = getattr(fact, "gone_source", None)
    return f"{words}, not in that of {day_label(gone.as_on)}" if gone is not None else words
