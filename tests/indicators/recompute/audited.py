"""What audits, their moderation and their actions count for, in plain Python; shares no code with the roll-up."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from audits.models import Audit, Moderation
from casework.models import Action

AUDITED = {"QA01", "QA02", "QA03", "QA04", "QA07", "QA08"}
LONDON = ZoneInfo("Europe/London")


@dataclass
class Row:
    """One figure in the shape of a given one."""

    indicator: str
    team_id: int
    month: date
    numerator: Decimal = Decimal(0)
    denominator: Decimal = Decimal(0)
    symbol: str = ""


def here(moment):
    return moment.astimezone(LONDON).date()


def month_of(day):
    return day.replace(day=1)


def audits_began():
    return min((month_of(here(audit.allocated_at)) for audit in Audit.objects.all()), default=date.max)


def audited(began):
    """A row for each indicator, team and month with an audit, a moderation or an action of one, from `began` on."""
    rows = {}
    tally = defaultdict(list)
    for audit in Audit.objects.all():
        if audit.state != "withdrawn":
            first_after = month_of(month_of(audit.due_on) + timedelta(days=31))
            in_time = audit.drafted_at is not None and here(audit.drafted_at) < first_after
            tally["QA01", audit.team_id, audit.due_on].append(in_time)
        if audit.final_at is not None:
            day = here(audit.final_at)
            tally["QA02", audit.team_id, day].append(audit.grade in ("outstanding", "good"))
            tally["QA07", audit.team_id, day].append(audit.grade == "inadequate")
            tally["QA08", audit.team_id, day].append(audit.grade == "outstanding")
    for moderation in Moderation.objects.select_related("audit").exclude(settled_at=None):
        kept = moderation.first_grade == moderation.outcome
        tally["QA03", moderation.audit.team_id, here(moderation.settled_at)].append(kept)
    for action in Action.objects.filter(origin="audit"):
        if action.state != "withdrawn":
            done = action.state in ("done", "closed") and here(action.done_at) <= action.due_on
            tally["QA04", action.team_id, action.due_on].append(done)
    for (indicator, team, day), found in tally.items():
        if day >= began:
            key = indicator, team, month_of(day)
            row = rows.setdefault(key, Row(*key))
            row.numerator += sum(found)
            row.denominator += len(found)
    return list(rows.values())
