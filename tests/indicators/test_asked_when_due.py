"""Asked in time, of those due: what counts, that it agrees with the list of who is to be asked, and what it marks."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from casework.models import CarePeriod, Child, CinPlan, CpPlan, Placement, Review
from feedback.due import queries
from feedback.models import Asking
from improvement.indicators import rollups
from improvement.indicators.models import Figure, StaleKey
from improvement.lib.months import add_months, first_of, month_end
from tests.factories import make_fact, make_tree, make_user
from tests.factories.feedback import make_known_child, make_link

NOW = timezone.now()
THIS = first_of(timezone.localdate())
MONTH = add_months(THIS, -2)
END = month_end(MONTH)
LONG_AGO = add_months(MONTH, -14)


@pytest.fixture
def tree(db):
    """The tree, where somebody was asked long ago: everybody's three months have run since."""
    tree = make_tree()
    ask(known(tree["weald-safeguarding"]), LONG_AGO + timedelta(days=3))
    return tree


@pytest.fixture
def team(tree):
    return tree["mere-safeguarding"]


def ask(child, day, respondent="family"):
    make_link(child, respondent=respondent, at=datetime.combine(day, time(12), UTC))


def known(team, **fields):
    """A child too young to be asked, whom a team has worked with for long: the family alone is due."""
    return make_known_child(team, start_on=LONG_AGO, **{"birth_month": add_months(THIS, -20)} | fields)


def figure(team, month=MONTH):
    rollups.roll_up(source="due", months=[month], at=NOW)
    found = Figure.objects.filter(team=team, indicator="VO08", month=month).first()
    return found and (found.numerator, found.denominator)


def marked():
    found = set(StaleKey.objects.filter(source="due").values_list("month", flat=True))
    StaleKey.objects.all().delete()
    return found


def test_asked_in_the_last_three_months_of_those_whose_three_months_are_over(team):
    in_time, early, late = (known(team) for _ in range(3))
    known(team)
    ask(in_time, END)
    ask(early, add_months(MONTH, -1))
    ask(late, add_months(MONTH, -3))
    make_known_child(team, start_on=MONTH, birth_month=add_months(THIS, -20))
    assert figure(team, MONTH) == (2, 5), "a plan that began on the first was due its first asking on the fifteenth"


def test_a_child_and_the_family_are_two(team):
    child = known(team, birth_month=add_months(MONTH, -60))
    ask(child, END)
    assert figure(team) == (1, 2)
    ask(child, END, "child")
    assert figure(team) == (2, 2)


@pytest.mark.parametrize(("days", "in_time"), [(-15, 0), (-14, 1), (14, 1), (15, 0)])
def test_a_key_point_is_met_within_two_weeks(team, days, in_time):
    child, day = known(team), MONTH + timedelta(days=5)
    ask(child, MONTH - timedelta(days=20))
    assert figure(team) == (1, 1)
    make_fact(Review, child=child, kind="cp", review_on=day)
    assert figure(team) == (0, 1), "asked in the three months, and not near the review"
    ask(child, day + timedelta(days=days))
    assert figure(team) == (in_time, 1)


def test_what_falls_due_next_month_is_no_key_point_of_this_one(team):
    child = known(team)
    ask(child, END - timedelta(days=30))
    make_fact(Review, child=child, kind="cp", review_on=END - timedelta(days=13))
    assert figure(team) == (1, 1)
    assert figure(team, add_months(MONTH, 1)) == (0, 1)


def test_it_is_the_team_that_works_with_them_at_the_months_end(tree, team):
    child, other = known(team), tree["weald-safeguarding"]
    CpPlan.objects.filter(child=child).update(end_on=END - timedelta(days=20))
    make_fact(CarePeriod, child=child, team=other, start_on=END - timedelta(days=40))
    assert figure(team) is None
    assert figure(other) == (0, 2), "this one, and the child asked long ago"
    assert figure(tree["larchshire"]) == (0, 2)


def test_those_who_were_not_asked_are_those_whom_the_list_shows_as_late(tree, team):
    """The list is another statement: looked at on the month's last day, it has as many late as are not in time."""
    for days in (0, 20, 88, 95, 300):
        ask(known(team), END - timedelta(days=days))
    make_known_child(team, start_on=END - timedelta(days=110), birth_month=add_months(THIS, -20))
    begun = make_known_child(team, start_on=END - timedelta(days=80), birth_month=add_months(THIS, -20))
    ask(begun, END - timedelta(days=78))
    user = make_user("participation_lead", tree["larchshire"])
    found = queries.due(team=tree["larchshire"], user=user, show="late", on=END)
    late = {each.name: each.late for each in found.teams}
    for each in (team, tree["weald-safeguarding"]):
        above, below = figure(each)
        assert below - above == late[each.name] > 0


def test_nobody_is_due_for_what_was_not_asked_of_anybody_yet(tree, team):
    known(team)
    Asking.objects.update(asked_at=NOW)
    assert figure(team) is None
    first = add_months(MONTH, -2)
    Asking.objects.update(asked_at=datetime.combine(first, time(12), UTC))
    assert figure(team) is None, "not before three months after the first asking of all"
    assert figure(team, add_months(MONTH, 1)) == (0, 1)


def test_an_asking_marks_three_months_and_the_first_of_all_every_month_since(tree, team):
    child = known(team)
    marked()
    ask(child, add_months(MONTH, -6).replace(day=10))
    assert marked() == {add_months(MONTH, back) for back in (-6, -5, -4, -3)}
    Asking.objects.filter(child=child).update(asked_at=datetime.combine(add_months(LONG_AGO, -1), time(12), UTC))
    assert marked() == {add_months(LONG_AGO, step) for step in range(-1, 17)}


def test_facts_mark_the_months_in_which_they_make_somebody_due(tree, team):
    child = known(team)
    marked()
    make_fact(Review, child=child, kind="cp", review_on=MONTH.replace(day=20))
    assert marked() == {add_months(MONTH, 1)}
    for model in (CinPlan, Placement):
        make_fact(model, child=child, start_on=MONTH.replace(day=2))
        assert marked() == {MONTH}
    CpPlan.objects.filter(child=child).update(end_on=add_months(MONTH, -6).replace(day=20))
    assert marked() >= {add_months(MONTH, back) for back in (-6, -3, 0, 1, 2)}, "work was open until now"
    Child.objects.filter(pk=child.pk).update(birth_month=add_months(MONTH, -80))
    assert marked() == {add_months(LONG_AGO, step) for step in range(12)}
    CpPlan.objects.filter(child=child).update(team=tree["weald-safeguarding"])
    assert LONG_AGO in marked()


def test_facts_mark_no_month_before_the_first_asking(tree, team):
    child, other = known(team), tree["weald-safeguarding"]
    Asking.objects.all().update(asked_at=NOW)
    marked()
    CpPlan.objects.filter(child=child).update(team=other)
    assert marked() == {THIS}
