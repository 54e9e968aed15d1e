"""Factories of rounds: a round, and children with open work for it to be drawn from."""

import itertools
from datetime import date, datetime

from django.utils import timezone

from audits.models import Activity, Participant
from audits.rounds import services
from casework.models import Child, CinStatus
from tests.factories.audits import make_tool
from tests.factories.casework import make_import, make_user, make_worker

_next = itertools.count(1).__next__
# A Monday at 7.45, five weeks before the round: the people are matched to the cases.
AT = timezone.make_aware(datetime(2026, 10, 26, 7, 45))
MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)


def make_open_work(team, *, count=6, worker=None, source=None, status="CIN", as_on=date(2026, 10, 20)):
    """Return children with open work in a team, as the newest extract has it."""
    source = source or make_import(as_on=as_on)
    worker = worker or make_worker()
    children = Child.objects.bulk_create(
        Child(reference=f"LS{_next():06d}", birth_month=date(2012, 3, 1), source=source) for _ in range(count)
    )
    CinStatus.objects.bulk_create(
        CinStatus(child=child, source=source, team=team, worker=worker, as_on=as_on, status=status)
        for child in children
    )
    return children


def make_round(team, *, by=None, kind="practice_week", start_on=MONDAY, last_on=FRIDAY, **fields):
    """Return a planned round."""
    by = by or make_user("quality_lead", team)
    fields.setdefault("tool", make_tool().tool)
    fields = {"target_audits": 4, "target_observations": 2, "target_families": 2, **fields}
    return services.plan(
        name=fields.pop("name", f"Round {_next()}"),
        kind=kind,
        team=team,
        lead=fields.pop("lead", by),
        start_on=start_on,
        last_on=last_on,
        key=f"round-{_next()}",
        by=by,
        at=AT,
        **fields,
    )


def make_participant(round, person=None, *, limit=6, **fields):
    """Return somebody who takes part in a round."""
    return Participant.objects.create(
        round=round,
        person=person or make_user(),
        limit=limit,
        added_at=AT,
        added_by=round.planned_by,
        **fields,
    )


def make_activity(round, *, child, kind="audit", person=None, **fields):
    """Return an activity, given where there is a person."""
    fields.setdefault("state", "given" if person else "open")
    fields.setdefault("due_on", round.last_on)
    fields.setdefault("team", round.team)
    return Activity.objects.create(round=round, child=child, kind=kind, person=person, **fields)
