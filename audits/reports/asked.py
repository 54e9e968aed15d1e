"""The list inspectors ask for: every final audit of a time, by reference, date, grade and moderated grade."""

from dataclasses import dataclass
from datetime import date, datetime

from audits.models import Audit
from audits.reports.shape import Part, Report, Table
from casework.access import at_or_below
from casework.models import Team
from improvement.lib.months import day_label

HEADERS = ("Child", "Tool", "Team", "Final on", "Auditor's grade", "Moderated grade", "Grade that stands")


@dataclass(frozen=True)
class Asked:
    """The list, and the children it names (ids), for the read log."""

    report: Report
    children: list[int]
    n: int


def asked_for(*, user, team: Team, first: date, last: date, at: datetime, on: date) -> Asked:
    """Return the final audits of a place and time that this person may open; two queries after their reach.

    Not final is not on it: a grade that somebody has yet to match blind is nobody's to list.
    """
    rows = Audit.objects.visible_to(user).filter(team_id__in=at_or_below([team.pk], on=on))
    rows = rows.filter(final_at__date__gte=first, final_at__date__lte=last).order_by("final_at", "pk")
    found = list(rows.select_related("child", "team", "tool_version__tool", "moderation", "overall"))
    lines = tuple(_line(each) for each in found)
    title = "Audits, as inspectors ask for them"
    part = Part(f"{len(lines)} audits", (), (Table(title, HEADERS, lines),) if lines else ())
    period = f"{day_label(first)} to {day_label(last)}"
    report = Report(title, team.name, period, at, (part,), hides=False)
    return Asked(report, [each.child_id for each in found if each.child_id], len(lines))


def _line(audit):
    moderation = getattr(audit, "moderation", None)
    settled = moderation is not None and moderation.settled_at is not None
    # What the auditor gave, whatever moderation or a dispute made of it since.
    overall = getattr(audit, "overall", None)
    return (
        audit.child.reference if audit.child else "No child",
        audit.tool_version.tool.name,
        audit.team.name,
        day_label(audit.final_at.date()),
        overall.get_grade_display() if overall else "",
        moderation.get_grade_display() if settled else "",
        audit.get_grade_display(),
    )
