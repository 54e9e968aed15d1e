"""Who is due, late and never asked, by team and child; and the reviews at which no chair has heard them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from casework import access, permissions
from casework.models import Team, User, Worker
from feedback.due import sql
from feedback.models import Asking, Respondent

DUE, UNHEARD = "feedback:due", "feedback:unheard"
PARTS = tuple(sql.SHOWN)


@dataclass(frozen=True)
class DueTeam:
    """How many children and families a team works with, and of them how many are due, late and were never asked."""

    name: str
    code: str
    all: int
    due: int
    late: int
    never: int


@dataclass(frozen=True)
class DueLine:
    """A child or family to be asked: why, by when, and when they were asked last, if ever."""

    child_id: int
    reference: str
    team: str
    respondent: str
    last_on: date | None
    due_on: date
    reason: str
    late: bool

    @property
    def who(self) -> str:
        """Whom to ask, in words."""
        return Respondent(self.respondent).label

    @property
    def why(self) -> str:
        """Why they are due, in words."""
        return Asking.Reason(self.reason).label


class DueLines(Sequence):
    """The lines of one part of the list, fetched a page at a time; `len` is known from the counts already read."""

    def __init__(self, scope: dict, show: str, size: int):
        self.scope, self.show, self.size = scope, show, size

    def __len__(self):
        return self.size

    def __getitem__(self, part: slice) -> list[DueLine]:
        limits = {"offset": part.start or 0, "limit": (part.stop or self.size) - (part.start or 0)}
        return [DueLine(*row) for row in rows(sql.page_of(self.show), self.scope | limits)]


@dataclass(frozen=True)
class Due:
    """Who is to be asked at a place: the counts of each team, and the lines of the part that is looked at."""

    teams: list[DueTeam]
    show: str
    lines: DueLines

    def total(self, part: str) -> int:
        """Return how many there are in a part of the list, all teams together."""
        return sum(getattr(team, part) for team in self.teams)


def due(*, team: Team, user: User, show: str, on: date) -> Due:
    """Return who is to be asked at a team and all below it on a day: counts by team, and the lines of a part.

    `show` is one of PARTS. Somebody who works with families themselves sees their own. However many children there
    are, it takes the same few queries; the lines are one more when they are read.
    """
    scope = scope_of(team=team, user=user, on=on)
    teams = [DueTeam(*row) for row in rows(sql.COUNTS, scope)]
    return Due(teams, show, DueLines(scope, show, sum(getattr(each, show) for each in teams)))


def scope_of(*, team: Team, user: User, on: date) -> dict:
    """Return what the statements of the list need: the day, and the teams and own work this person reaches."""
    reach = access.at_or_below([team.pk], on=on) & access.team_ids_for(user, DUE, codes="RWX")
    own = any(permissions.table()[DUE][role] == "r" for role in access.roles(user))
    workers = list(Worker.objects.filter(user=user).values_list("pk", flat=True)) if own else []
    return {"on": on, "teams": sorted(reach), "workers": workers}


@dataclass(frozen=True)
class Unheard:
    """A review or conference at which nobody independent has recorded what the child or family said."""

    child_id: int
    reference: str
    team: str
    what: str
    on: date


def unheard(*, team: Team, user: User, on: date) -> list[Unheard]:
    """Return the reviews and conferences of the last four weeks without an independent answer, oldest first (S07)."""
    reach = access.at_or_below([team.pk], on=on) & access.team_ids_for(user, UNHEARD, codes="RWX")
    scope = {"first": on - timedelta(days=sql.UNHEARD_DAYS), "last": on, "teams": sorted(reach)}
    return [Unheard(*row) for row in rows(sql.UNHEARD, scope)]


def rows(statement: str, scope: dict) -> list[tuple]:
    """Return what one of the statements of `sql` finds."""
    with connection.cursor() as cursor:
        cursor.execute(statement, scope)
        return cursor.fetchall()
