"""Verbs of tests of change: begin one, look at it and decide."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

import pghistory
from django.db import transaction
from django.utils.timezone import localdate

from casework.actions.services import said
from casework.models import Team, User
from casework.notices import tell
from casework.services import NotAllowed
from improvement.indicators.definitions import by_code, definition
from improvement.indicators.models import ChangeTest, Cycle, Figure
from improvement.indicators.queries import latest_month
from improvement.indicators.readings import readings
from improvement.indicators.trying import states
from improvement.indicators.trying.queries import leads, path
from improvement.lib.months import day_label, first_of, long_label, next_month
from improvement.lib.rates import unit_of


@dataclass(frozen=True)
class Plan:
    """What one cycle tries and expects: at most or at least (`side`) a value by a month, who leads, and its days."""

    plan: str
    side: str
    expected: Decimal
    expected_on: date
    lead: User
    start_on: date
    look_on: date


@transaction.atomic
def begin(*, indicator: str, team: Team, aim: str, plan: Plan, key: str, by: User, at: datetime) -> ChangeTest:
    """Return a test of change with its first cycle; the same `key` returns the same.

    Raises NotAllowed where a part is missing, the team has no figure to compare with, the figures expected could not
    be in on the day of the look, or who leads has no role that reaches the team.
    """
    again = ChangeTest.objects.filter(key=key).first()
    if again is not None:
        return again
    aim = said(aim, "Say what should be different for children.", longest=600)
    with pghistory.context(user=by.pk, why="test of change begun"):
        test = ChangeTest(indicator=indicator, team=team, aim=aim, key=key, begun_at=at, begun_by=by)
        checked = _checked(test, plan, on=localdate(at))
        test.save()
        _begin_cycle(test, 1, checked, by=by, at=at)
    return test


@transaction.atomic
def look(
    *, cycle: Cycle, decision: str, learned: str, reason: str, again: Plan | None = None, by: User, at: datetime
) -> Cycle:
    """Say what was learned and decide: keep it, try `again` (the next cycle, which begins with this), or stop.

    What the chart says that day is kept beside it. Raises NotAllowed where a part is missing, before it has begun, for
    keeping what no later figure can show to have worked, and where somebody has decided meanwhile.
    """
    today = localdate(at)
    if today < cycle.start_on:
        raise NotAllowed(f"It begins on {day_label(cycle.start_on)}: there is nothing to look at yet.")
    fields = {
        "learned": said(learned, "Say what people learned."),
        "reason": said(reason, "Say why you decide so."),
        "looked_by": by,
        "looked_at": at,
    }
    if decision == states.KEPT:
        _check_shown(cycle)
    if (decision == states.REPEATED) != (again is not None):
        raise NotAllowed("Say what you try next, where you try again, and only there.")
    checked = _checked(cycle.test, again, on=today) if again else None
    with pghistory.context(user=by.pk, why="test of change looked at"):
        rows = Cycle.objects.filter(pk=cycle.pk)
        if not states.move(rows, states.RUNNING, decision, **fields, seen=_seen(cycle.test)):
            raise NotAllowed("Somebody has looked at this and decided while you were writing. Read what they decided.")
        if checked:
            _begin_cycle(cycle.test, cycle.number + 1, checked, by=by, at=at)
    cycle.refresh_from_db()
    return cycle


def _begin_cycle(test: ChangeTest, number: int, plan: Plan, *, by: User, at: datetime) -> None:
    Cycle.objects.create(test=test, number=number, **vars(plan))
    if plan.lead.pk != by.pk:
        tell(person=plan.lead, words="A test of change is yours to lead.", path=path(test), at=at)


def _checked(test: ChangeTest, plan: Plan, *, on: date) -> Plan:
    """Return the plan with its words tidied; raise NotAllowed where it cannot be."""
    found = by_code().get(test.indicator)
    earlier = Figure.objects.filter(
        indicator=test.indicator, team=test.team, month__lte=first_of(plan.start_on), numerator__isnull=False
    )
    if found is None or not earlier.exists():
        raise NotAllowed(
            f"{test.team.name} has no figure up to {day_label(plan.start_on)}, so nothing to compare with. Choose a "
            "figure that it has, or a later day to begin."
        )
    if unit_of(found.unit).share and plan.expected > 100:
        raise NotAllowed("A share cannot be more than 100%. Write a smaller number.")
    if plan.expected_on < plan.start_on:
        raise NotAllowed(f"It can only show in a whole month after {day_label(plan.start_on)}. Choose a later month.")
    if plan.look_on < next_month(plan.expected_on):
        raise NotAllowed(
            f"The figure of {long_label(plan.expected_on)} is in when that month is over. Look on "
            f"{day_label(next_month(plan.expected_on))} or later."
        )
    if plan.look_on < on:
        raise NotAllowed("The day to look has passed. Choose a later day.")
    if not leads(test.team, on=on).filter(pk=plan.lead.pk).exists():
        raise NotAllowed(f"{plan.lead.name} holds no role that reaches {test.team.name}. Choose somebody who does.")
    return replace(plan, plan=said(plan.plan, "Say what you will try."))


def _check_shown(cycle: Cycle) -> None:
    # A month in the middle of which it began, or that is not over, says little of it.
    later = Figure.objects.filter(
        indicator=cycle.test.indicator,
        team=cycle.test.team,
        month__gte=cycle.start_on,
        month__lte=latest_month(),
        numerator__isnull=False,
    )
    if not later.exists():
        raise NotAllowed(
            f"There is no figure of a whole month since {day_label(cycle.start_on)} yet, so nothing shows that it "
            "worked. Look again when the next month is in, try again, or stop."
        )


def _seen(test: ChangeTest) -> str:
    (reading,) = readings(team=test.team, codes=[definition(test.indicator).code], until=latest_month())
    return f"{reading.title} {reading.subtitle}".strip()
