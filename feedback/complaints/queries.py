"""The learning log as it is read: each complaint with its clock, what was learned, and the issues that come again."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Prefetch, QuerySet

from casework import access
from casework.models import Team, Theme, User
from feedback.models import Complaint, ComplaintStage, ComplaintTheme, Lesson

LIST, ONE = "feedback:complaints", "feedback:complaint"

# An issue comes again when the same theme was complained of before, at the same team, within a year.
ISSUES = """
SELECT t.name, count(*),
    count(*) FILTER (WHERE EXISTS (
        SELECT FROM feedback_complaint e JOIN feedback_complainttheme f ON f.complaint_id = e.id
        WHERE f.theme_id = x.theme_id AND e.team_id = c.team_id AND e.id <> c.id
            AND (e.received_on, e.id) < (c.received_on, c.id) AND e.received_on >= c.received_on - interval '1 year'
    )),
    count(*) FILTER (WHERE EXISTS (
        SELECT FROM feedback_complaintstage s WHERE s.complaint_id = c.id AND s.outcome IN ('upheld', 'partly')
    ))
FROM feedback_complaint c
JOIN feedback_complainttheme x ON x.complaint_id = c.id
JOIN casework_theme t ON t.id = x.theme_id
WHERE c.team_id = ANY(%(teams)s) AND c.received_on > %(on)s - interval '1 year' AND c.received_on <= %(on)s
GROUP BY t.name ORDER BY count(*) DESC, t.name
"""


@dataclass(frozen=True)
class Line:
    """A complaint as it is listed: the stage it stands at, and its clock."""

    pk: int
    reference: str
    team: str
    received_on: date
    themes: str
    stage: str
    due_on: date
    ended_on: date | None
    outcome: str
    late: bool


@dataclass(frozen=True)
class Issue:
    """A theme of the last year's complaints: how many, how many came again at the same team, how many were upheld."""

    theme: str
    all: int
    again: int
    upheld: int


def complaints(*, team: Team, user: User, on: date) -> QuerySet[Complaint]:
    """Return the complaints about a place and all below it, newest first."""
    reach = access.at_or_below([team.pk], on=on) & _reach(user, LIST)
    themes = Prefetch("themes", ComplaintTheme.objects.select_related("theme"))
    rows = Complaint.objects.filter(team_id__in=reach).select_related("team")
    return rows.prefetch_related("stages", themes).order_by("-received_on", "-pk")


def lines(rows: QuerySet[Complaint], *, on: date) -> list[Line]:
    """Return a page of `complaints` as lines; three queries."""
    return [_line(row, on) for row in rows]


def _line(row: Complaint, on: date) -> Line:
    stage = list(row.stages.all())[-1]
    return Line(
        pk=row.pk,
        reference=row.reference,
        team=row.team.name,
        received_on=row.received_on,
        themes=", ".join(each.theme.name for each in row.themes.all()),
        stage=stage.get_number_display(),
        due_on=stage.due_on,
        ended_on=stage.ended_on,
        outcome=stage.get_outcome_display(),
        late=(stage.ended_on or on) > stage.due_on,
    )


def issues(*, team: Team, user: User, on: date) -> list[Issue]:
    """Return the themes of the last year's complaints about a place and all below it, most often named first."""
    reach = access.at_or_below([team.pk], on=on) & _reach(user, LIST)
    with connection.cursor() as cursor:
        cursor.execute(ISSUES, {"teams": sorted(reach), "on": on})
        return [Issue(*row) for row in cursor.fetchall()]


def lessons(*, team: Team, user: User, on: date) -> list[Lesson]:
    """Return what complaints about a place taught, the latest first; one query after those of the reach."""
    reach = access.at_or_below([team.pk], on=on) & _reach(user, LIST)
    rows = Lesson.objects.filter(complaint__team_id__in=reach).select_related("complaint", "action__owner")
    return list(rows.order_by("-written_at", "-pk")[:50])


def complaint_or_none(*, pk: int, user: User) -> Complaint | None:
    """Return a complaint this person may read, or None."""
    return Complaint.objects.filter(pk=pk, team_id__in=_reach(user, ONE)).select_related("team", "logged_by").first()


def parts_of(complaint: Complaint) -> dict:
    """Return the stages, themes and lessons of a complaint; three queries."""
    return {
        "stages": list(complaint.stages.all()),
        "themes": [each.theme.name for each in complaint.themes.select_related("theme")],
        "lessons": list(complaint.lessons.select_related("action__owner", "written_by")),
    }


def lesson_or_none(*, pk: int, complaint: Complaint) -> Lesson | None:
    """Return a lesson of a complaint, or None."""
    return complaint.lessons.filter(pk=pk).select_related("complaint__team").first()


def choices(user: User) -> dict:
    """Return the teams this person may log complaints about, and the themes."""
    reach = access.team_ids_for(user, "feedback:complaint_log", codes="W")
    teams = Team.objects.filter(pk__in=reach, closed_on__isnull=True).order_by("name")
    return {"teams": teams, "themes": Theme.objects.filter(retired_on__isnull=True)}


def open_stage(stages: list[ComplaintStage]) -> ComplaintStage | None:
    """Return the stage that has not ended, or None."""
    return next((stage for stage in stages if stage.ended_on is None), None)


def _reach(user: User, page: str) -> set[int]:
    return access.team_ids_for(user, page, codes="RW")
