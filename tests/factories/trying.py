"""Factories of tests of change, made by the services that people use."""

import itertools
from datetime import date
from decimal import Decimal

from improvement.indicators.trying.services import Plan, begin
from tests.factories.casework import NOW, grant, make_user

_next = itertools.count(1).__next__


def make_plan(lead, **fields):
    """Return what a cycle tries: begun in September 2026, expected to show by October, looked at in November."""
    given = {
        "plan": "Ring every referrer within a day",
        "side": "at_most",
        "expected": Decimal(15),
        "expected_on": date(2026, 10, 1),
        "start_on": date(2026, 9, 7),
        "look_on": date(2026, 11, 10),
        **fields,
    }
    return Plan(lead=lead, **given)


def make_lead(team, role="practitioner", **fields):
    """Return somebody who may lead a test of change of a team."""
    user = make_user(**fields)
    grant(user, role, team)
    return user


def make_change_test(team, *, by, indicator="FD06", aim="Children are helped the first time", at=NOW, **plan):
    """Return a test of change, begun; led by a practitioner made for it unless told otherwise."""
    lead = plan.pop("lead", None) or make_lead(team)
    key = f"change-test-{_next()}"
    return begin(indicator=indicator, team=team, aim=aim, plan=make_plan(lead, **plan), key=key, by=by, at=at)
