"""Tests of change: begun with a measure, noted on its chart, looked at, and kept, tried again or stopped."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from casework.notices import notices_of
from casework.services import NotAllowed
from improvement.indicators.models import ChangeTest, Cycle
from improvement.indicators.readings import readings
from improvement.indicators.trying import services
from improvement.indicators.trying.queries import heading, leads, tried_at
from tests.factories import make_user
from tests.factories.indicators import make_figure
from tests.factories.trying import make_change_test, make_plan
from tests.indicators.said.conftest import AT, OCTOBER

LATER = AT + timedelta(days=30)


@pytest.fixture
def begun(tree, people, lead):
    return make_change_test(tree["mere-safeguarding"], by=people["manager"], lead=lead)


def notes(tree, team="mere-safeguarding"):
    (reading,) = readings(team=tree[team], codes=["FD06"], until=OCTOBER)
    return reading.chart.notes


def look(test, by, decision="kept", again=None, at=AT, **fields):
    given = {"learned": "Referrers like being rung", "reason": "It came down and people want it", **fields}
    return services.look(cycle=test.cycles.latest("number"), decision=decision, again=again, **given, by=by, at=at)


def test_it_begins_with_one_cycle_and_its_lead_is_told(begun, people, lead):
    cycle = begun.cycles.get()
    assert (cycle.number, cycle.state, cycle.lead) == (1, "running", lead)
    assert [each.path for each in notices_of(lead)] == [f"/figures/tests/{begun.pk}/"]
    assert notices_of(people["manager"]) == []


def test_the_same_form_sent_twice_begins_one(tree, people):
    team, given = tree["mere-safeguarding"], {"aim": "Sooner help", "key": "k", "by": people["manager"], "at": AT}
    plan = make_plan(people["manager"])
    first = services.begin(indicator="FD06", team=team, plan=plan, **given)
    assert services.begin(indicator="FD06", team=team, plan=plan, **given) == first
    assert Cycle.objects.count() == 1


def test_its_start_is_a_note_on_that_figures_chart_for_that_team_alone(begun, tree):
    assert notes(tree) == (
        "September 2026: a test of change began on 7 September 2026: Ring every referrer within a day. "
        "(Led by Lee Lead. Being tried.)",
    )
    assert notes(tree, "mere-assessment") == notes(tree, "mere") == ()


def test_a_further_cycle_is_numbered_and_noted_too(begun, tree, people, lead):
    again = make_plan(lead, plan="Ring at noon!", start_on=date(2026, 10, 5), expected_on=date(2026, 12, 1))
    again = replace(again, look_on=date(2027, 1, 11))
    look(begun, people["manager"], "repeated", again)
    first, second = begun.cycles.order_by("number")
    assert (first.state, second.state, second.number, second.plan) == ("repeated", "running", 2, "Ring at noon!")
    assert notes(tree) == (
        "September 2026: a test of change began on 7 September 2026: Ring every referrer within a day. "
        "(Led by Lee Lead. Tried again.)",
        "October 2026: a test of change, cycle 2, began on 5 October 2026: Ring at noon! "
        "(Led by Lee Lead. Being tried.)",
    )


def test_what_the_chart_said_that_day_is_kept(begun, tree, people):
    (reading,) = readings(team=tree["mere-safeguarding"], codes=["FD06"], until=OCTOBER)
    looked = look(begun, people["manager"])
    assert looked.state == "kept"
    assert looked.seen == f"{reading.title} {reading.subtitle}"
    make_figure("FD06", tree["mere-safeguarding"], date(2026, 11, 1), 1, 60)
    looked.refresh_from_db()
    assert "(1 of 60" not in looked.seen


def test_nothing_is_kept_that_no_whole_month_shows_to_have_worked(tree, people, lead):
    fields = {"start_on": date(2026, 10, 5), "expected_on": date(2026, 11, 1), "look_on": date(2026, 12, 7)}
    test = make_change_test(tree["mere-safeguarding"], by=people["manager"], lead=lead, **fields)
    with pytest.raises(NotAllowed, match="no figure of a whole month since 5 October 2026 yet"):
        look(test, people["manager"])
    assert test.cycles.get().learned == ""
    assert look(test, lead, "stopped").state == "stopped"


def test_of_two_who_decide_at_once_one_is_told(begun, people, lead):
    cycle = begun.cycles.get()
    look(begun, people["manager"], "stopped", reason="Too much work")
    with pytest.raises(NotAllowed, match="while you were writing"):
        services.look(cycle=cycle, decision="kept", learned="Good", reason="Good", by=lead, at=AT)
    cycle.refresh_from_db()
    assert (cycle.state, cycle.reason, cycle.looked_by) == ("stopped", "Too much work", people["manager"])


def test_when_the_next_cycle_cannot_be_nothing_is_decided(begun, people, lead):
    with pytest.raises(NotAllowed, match="The day to look has passed"):
        look(begun, people["manager"], "repeated", make_plan(lead), at=LATER)
    with pytest.raises(NotAllowed, match="Say what you try next"):
        look(begun, people["manager"], "repeated")
    assert begun.cycles.get().state == "running"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"aim": " "}, "Say what should be different for children"),
        ({"plan": ""}, "Say what you will try"),
        ({"plan": "x" * 2001}, "2,001 characters long"),
        ({"expected": Decimal(101)}, "A share cannot be more than 100%"),
        ({"expected_on": date(2026, 9, 1)}, "in a whole month after 7 September 2026"),
        ({"look_on": date(2026, 10, 31)}, "Look on 1 November 2026 or later"),
        ({"look_on": date(2026, 11, 2)}, "The day to look has passed"),
        ({"start_on": date(2024, 10, 31)}, "no figure up to 31 October 2024"),
        ({"indicator": "AS02"}, "nothing to compare with"),
        ({"indicator": "XX99"}, "nothing to compare with"),
    ],
)
def test_what_cannot_begin(fields, said, tree, people, lead):
    with pytest.raises(NotAllowed, match=said):
        make_change_test(tree["mere-safeguarding"], by=people["manager"], lead=lead, **fields)
    assert not ChangeTest.objects.exists()


def test_it_is_led_by_somebody_whose_role_reaches_the_team(tree, people, lead):
    may = set(leads(tree["mere-safeguarding"], on=AT.date()))
    assert may == {people[role] for role in ("manager", "head", "director", "analyst", "quality")} | {lead}
    gone = make_user("team_manager", tree["mere-safeguarding"], is_active=False)
    for user in (people["neighbour"], people["board"], gone):
        with pytest.raises(NotAllowed, match="holds no role that reaches Mere Safeguarding"):
            make_change_test(tree["mere-safeguarding"], by=people["manager"], lead=user)


def test_before_it_begins_there_is_nothing_to_look_at(tree, people, lead):
    fields = {"start_on": date(2026, 11, 9), "expected_on": date(2026, 12, 1), "look_on": date(2027, 1, 11)}
    test = make_change_test(tree["mere-safeguarding"], by=people["manager"], lead=lead, **fields)
    with pytest.raises(NotAllowed, match="begins on 9 November 2026"):
        look(test, people["manager"], "stopped")


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "kept"},
        {"reason": "Too soon"},
        {"look_on": date(2026, 9, 7)},
        {"look_on": date(2026, 10, 1)},
        {"expected_on": date(2026, 10, 2)},
        {"side": "near"},
        {"expected": -1},
        {"number": 0},
        {"plan": ""},
    ],
)
def test_the_database_holds_no_half_cycle(fields, begun):
    with pytest.raises(IntegrityError), transaction.atomic():
        begun.cycles.update(**fields)


def test_one_cycle_runs_at_a_time(begun):
    row = Cycle.objects.values().get()
    with pytest.raises(IntegrityError, match="cycle_one_at_a_time"):
        Cycle.objects.create(**{**row, "id": None, "number": 2})


def test_what_is_due_first_is_listed_first_and_what_is_decided_apart(tree, people, lead):
    late = make_change_test(tree["mere-safeguarding"], by=people["manager"], lead=lead, look_on=date(2026, 11, 4))
    soon = make_change_test(tree["mere-assessment"], by=people["head"], lead=people["head"])
    other = make_change_test(tree["weald-safeguarding"], by=people["director"], lead=people["director"])
    over = make_change_test(tree["mere-safeguarding"], by=people["manager"], lead=people["manager"])
    look(over, people["manager"], "stopped")

    def listed(team, user, **fields):
        given = {"decided": False, "page": None, **fields}
        found, late = tried_at(team=tree[team], user=user, on=date(2026, 11, 5), **given)
        return [(each.pk, each.overdue) for each in found], late

    three = [(late.pk, True), (soon.pk, False), (other.pk, False)]
    assert listed("larchshire", people["director"]) == (three, 1)
    assert listed("mere", people["head"]) == (three[:2], 1)
    assert listed("larchshire", people["head"], decided=True) == ([(over.pk, False)], 0)
    assert listed("mere", lead) == (three[:1], 1)
    assert listed("mere", lead, decided=True) == ([], 0)
    assert listed("larchshire", people["neighbour"]) == ([(other.pk, False)], 0)


@pytest.mark.parametrize(
    ("number", "late", "said"),
    [
        (0, 0, "Nothing is being tried."),
        (1, 0, "One is being tried."),
        (1, 1, "One is being tried, overdue to be looked at."),
        (3, 1, "Three are being tried, one of them overdue to be looked at."),
        (3, 3, "Three are being tried, all overdue to be looked at."),
    ],
)
def test_the_list_says_what_it_comes_to(number, late, said):
    assert heading(number, late) == said
