"""Where the limits of a chart begin anew, and how it would read if they did."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from casework.models import Team
from improvement.indicators.models import NewLimits
from improvement.indicators.readings import Reading, reading_from
from improvement.lib.spc import Rebase


@dataclass(frozen=True)
class LimitsLine:
    """New limits as they are listed; `undone` says who took them back, when and why, or is empty."""

    pk: int
    month: date
    reason: str
    set_by: str
    set_at: datetime
    undone: str


def limits_of(*, team: Team, indicator: str) -> list[LimitsLine]:
    """Return all new limits of a chart, taken back ones too, newest month first; one query."""
    rows = NewLimits.objects.filter(team=team, indicator=indicator).select_related("set_by", "undone_by")
    return [
        LimitsLine(
            row.pk,
            row.month,
            row.reason,
            row.set_by.name,
            row.set_at,
            f"Undone by {row.undone_by.name}: {row.undone_reason}" if row.undone_at else "",
        )
        for row in rows.order_by("-month", "-set_at")
    ]


def limits_or_none(*, pk: int, team: Team, indicator: str) -> NewLimits | None:
    """Return new limits of a team's chart by their id, or None."""
    return NewLimits.objects.filter(pk=pk, team=team, indicator=indicator).first()


def as_if(reading: Reading, *, month: date, reason: str, by: str, on: date) -> Reading:
    """Return the reading as it would be with new limits from a month on; nothing is kept."""
    others = [each for each in reading.terms.rebases if each.month != month]
    rebases = tuple(sorted([*others, Rebase(month, reason, by=by, on=on)], key=lambda each: each.month))
    return reading_from(reading.definition, reading.team, reading.points, replace(reading.terms, rebases=rebases))
