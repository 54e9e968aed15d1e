"""Escalations as they are read: those open, those settled with how long they took, and how long it takes."""

from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import F, QuerySet

from casework import access
from casework.models import Team, User
from casework.themes import offered
from feedback.models import Escalation
from improvement.lib.working_days import working_days_between

LIST, LOG, RESOLVE = "feedback:escalations", "feedback:escalation_log", "feedback:escalation_resolve"


@dataclass(frozen=True)
class Line:
    """An escalation, and how many working days it took to settle, or has waited so far."""

    escalation: Escalation
    days: int


@dataclass(frozen=True)
class Took:
    """How many were settled in a year one way, and the middle one's working days; None where there were none."""

    direction: str
    settled: int
    open: int
    days: float | None


def escalations(*, team: Team, user: User, on: date) -> QuerySet[Escalation]:
    """Return the escalations at a place and all below it, open ones first, the longest waiting before."""
    reach = access.at_or_below([team.pk], on=on) & access.team_ids_for(user, LIST, codes="RW")
    rows = Escalation.objects.filter(team_id__in=reach).select_related("team", "theme")
    return rows.order_by(F("resolved_on").desc(nulls_first=True), "raised_on", "pk")


def lines(rows, *, on: date) -> list[Line]:
    """Return escalations with their working days; the day one was raised is day 0."""
    return [Line(each, working_days_between(each.raised_on, each.resolved_on or on)) for each in rows]


def took(*, team: Team, user: User, on: date) -> list[Took]:
    """Return, each way, what is open and how long those of the last year took; one query after the tree's."""
    year_ago = date(on.year - 1, on.month, min(on.day, 28))
    rows = escalations(team=team, user=user, on=on).values_list("direction", "raised_on", "resolved_on").order_by()
    found = []
    for direction in Escalation.Direction:
        mine = [(began, ended) for way, began, ended in rows if way == direction]
        days = [working_days_between(began, ended) for began, ended in mine if ended and ended > year_ago]
        waiting = sum(ended is None for _, ended in mine)
        found.append(Took(direction.label, len(days), waiting, median(days) if days else None))
    return found


def escalation_or_none(*, pk: int, user: User) -> Escalation | None:
    """Return an escalation this person may settle, or None."""
    reach = access.team_ids_for(user, RESOLVE, codes="W")
    return Escalation.objects.filter(pk=pk, team_id__in=reach).select_related("team", "theme").first()


def choices(*, team: Team, user: User, on: date) -> dict:
    """Return the teams this person may write for within a place, and the themes on offer."""
    reach = access.at_or_below([team.pk], on=on) & access.team_ids_for(user, LOG, codes="W")
    return {"teams": Team.objects.filter(pk__in=reach, closed_on__isnull=True).order_by("name"), "themes": offered()}
