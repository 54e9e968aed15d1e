"""Lists that come every day: who waits is as of the last of them, in the month that runs too."""

from datetime import UTC, date, datetime

import pytest

from casework.models import CpPlan, Visit
from improvement.indicators.rollups import roll_up
from tests.factories import make_fact, make_import, make_tree, make_user

NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def tree(calendar, settings):
    """Return the tree with two plans in Mere Safeguarding, of which one child was last seen in October."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    tree = make_tree()
    made = deliver(date(2026, 11, 27), "the first")
    for seen_on in (date(2026, 11, 24), date(2026, 10, 20)):
        plan = make_fact(CpPlan, source=made, team=tree["mere-safeguarding"], start_on=date(2026, 9, 1))
        make_fact(Visit, child=plan.child, source=made, team=plan.team, kind="cp", visit_on=seen_on)
    roll_up(source="cp_plan", months=[NOVEMBER], at=datetime(2026, 11, 27, 9, tzinfo=UTC))
    tree["waiting"] = plan
    return tree


def deliver(day, key):
    return make_import(as_on=day, applied_at=datetime(day.year, day.month, day.day, 8, tzinfo=UTC), key=key)


def late(client):
    page = client.get("/figures/team/?month=2026-11")
    return {each.what: (each.late, each.of) for each in page.context["overdue"]}, page.content.decode()


def test_a_visit_told_the_next_day_is_no_longer_waited_for(client, tree):
    client.force_login(make_user("team_manager", tree["mere-safeguarding"]))
    found, page = late(client)
    assert found["Protection visit overdue"] == (1, 2)
    assert "from the lists of 27 November 2026" in page
    plan, made = tree["waiting"], deliver(date(2026, 11, 28), "the next day's")
    make_fact(Visit, child=plan.child, source=made, team=plan.team, kind="cp", visit_on=date(2026, 11, 27))
    roll_up(source="cp_plan", months=[NOVEMBER], at=datetime(2026, 11, 28, 9, tzinfo=UTC))
    found, page = late(client)
    assert found["Protection visit overdue"] == (0, 2)
    assert "from the lists of 28 November 2026" in page
