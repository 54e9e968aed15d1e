"""Targets as they are listed."""

from dataclasses import dataclass

from casework.models import Level
from improvement.indicators.definitions import all_definitions
from improvement.indicators.models import TargetSetting
from improvement.lib import rates
from improvement.lib.months import day_label, long_label


@dataclass(frozen=True)
class TargetLine:
    """One target: whose, from when, how much, who proposed and signed it. `pk` is None for the definition's own."""

    pk: int | None
    title: str
    code: str
    level: str
    since: str
    value: str
    source: str
    state: str
    words: str
    proposed_by: int | None = None


STATES = {"waiting": "Waiting to be signed", "in_force": "Signed", "withdrawn": "Withdrawn", "default": "By definition"}


def target_lines() -> list[TargetLine]:
    """Return every target by indicator and month, those of the definitions first; one query."""
    rows: dict[str, list[TargetSetting]] = {}
    for row in TargetSetting.objects.select_related("proposed_by", "signed_by", "withdrawn_by").order_by(
        "indicator", "month", "pk"
    ):
        rows.setdefault(row.indicator, []).append(row)
    lines = []
    for found in all_definitions():
        if found.target:
            value = rates.show(found.target.value, found.unit)
            words = (None, found.title, found.code, "Every level", "", value, found.target.source, "default", "")
            lines.append(TargetLine(*words))
        lines += [_line(row, found) for row in rows.get(found.code, [])]
    return lines


def _line(row: TargetSetting, found) -> TargetLine:
    state = "withdrawn" if row.withdrawn_at else "in_force" if row.signed_at else "waiting"
    parts = [f"Proposed by {row.proposed_by.name} on {day_label(row.proposed_at)}"]
    if row.signed_at:
        parts.append(f"signed by {row.signed_by.name} on {day_label(row.signed_at)}")
    if row.withdrawn_at:
        parts.append(f"withdrawn by {row.withdrawn_by.name} on {day_label(row.withdrawn_at)}")
    return TargetLine(
        pk=row.pk,
        title=found.title,
        code=found.code,
        level=Level(row.level).label,
        since=long_label(row.month),
        value=rates.show(float(row.value), found.unit),
        source=row.source,
        state=state,
        words="; ".join(parts) + ".",
        proposed_by=row.proposed_by_id,
    )


def target_or_none(pk: int) -> TargetSetting | None:
    """Return a target by its id, or None."""
    return TargetSetting.objects.filter(pk=pk).first()
