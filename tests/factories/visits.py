"""Factories of visits to teams."""

import itertools
from datetime import date

from audits.models import Heard, PracticeVisit
from tests.factories.casework import NOW, make_user

_next = itertools.count(1).__next__


def make_visit(team, *, visitor=None, kind="practice", state="planned", visit_on=date(2026, 11, 2), **fields):
    """Return a visit to a team."""
    visitor = visitor or make_user()
    if state != "planned":
        fields = {"ended_at": NOW, "ended_by": visitor, **fields}
    return PracticeVisit.objects.create(
        team=team,
        visitor=visitor,
        kind=kind,
        state=state,
        visit_on=visit_on,
        key=f"visit-{_next()}",
        planned_at=NOW,
        planned_by=visitor,
        **fields,
    )


def make_heard(team, *, words="Laptops freeze on visits", **fields):
    """Return one thing heard on a visit that is planned still."""
    visit = fields.pop("visit", None) or make_visit(team)
    return Heard.objects.create(
        visit=visit, topic="accommodation", words=words, written_at=NOW, written_by=visit.visitor, **fields
    )
