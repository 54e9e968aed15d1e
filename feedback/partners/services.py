"""Verbs of escalations: write one down, say how it was settled."""

from datetime import date, datetime

import pghistory
from django.db import transaction
from django.utils.timezone import localdate

from casework.actions.services import said
from casework.models import Team, Theme, User
from casework.services import NotAllowed
from feedback.models import Escalation
from improvement.lib.months import day_label
from improvement.lib.working_days import FIRST_DAY

LONGEST = 300


@transaction.atomic
def log(
    *,
    direction: str,
    agency: str,
    team: Team,
    theme: Theme,
    about: str,
    raised_on: date,
    key: str,
    by: User,
    at: datetime,
) -> Escalation:
    """Return an escalation from or to a partner; the same `key` returns the same.

    Raises NotAllowed without saying what it is about, or for a day to come or before the calendar of working days.
    """
    about = said(about, "Say what it is about.", longest=LONGEST)
    if not FIRST_DAY <= raised_on <= localdate(at):
        raise NotAllowed(f"Choose a day from {day_label(FIRST_DAY)} to today.")
    given = {"direction": direction, "agency": agency, "team": team, "theme": theme, "about": about}
    with pghistory.context(user=by.pk, why="escalation written down"):
        return Escalation.objects.get_or_create(
            key=key, defaults=given | {"raised_on": raised_on, "written_by": by, "written_at": at}
        )[0]


@transaction.atomic
def resolve(
    *, escalation: Escalation, outcome: str, settled: str, resolved_on: date, by: User, at: datetime
) -> Escalation:
    """Say how an escalation was settled and when, once. Raises NotAllowed for another day than from raised to today."""
    settled = said(settled, "Say what was done.", longest=LONGEST)
    if not escalation.raised_on <= resolved_on <= localdate(at):
        raise NotAllowed(f"Choose a day from {day_label(escalation.raised_on)} to today.")
    with pghistory.context(user=by.pk, why="escalation settled"):
        rows = Escalation.objects.filter(pk=escalation.pk, resolved_on__isnull=True)
        given = {"outcome": outcome, "settled": settled, "resolved_on": resolved_on}
        if not rows.update(**given, resolved_by=by, resolved_at=at):
            raise NotAllowed("Somebody has said how it was settled meanwhile. Theirs stands.")
    escalation.refresh_from_db()
    return escalation
