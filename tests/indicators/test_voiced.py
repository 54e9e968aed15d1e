"""Figures of answers: each write marks its months; what was given before the first answers stands, later does not."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from casework.models import Child
from feedback.asking.services import published, round_of
from feedback.models import Answer, Asking, Response, YouSaid
from improvement.indicators import rollups
from improvement.indicators.given.checks import began
from improvement.indicators.given.queries import given_in, origin_of
from improvement.indicators.given.services import receive_file
from improvement.indicators.models import Figure, StaleKey
from improvement.lib.months import add_months, first_of
from tests.factories import make_child, make_team, make_tree, make_user
from tests.factories.feedback import make_said
from tests.factories.given import make_given

THIS = first_of(timezone.localdate())
NOW = timezone.now()
# The 28 days of who was asked then, and the 60 of what was raised, end in the month before this one.
BEFORE = add_months(THIS, -1)
NOON = datetime(BEFORE.year, BEFORE.month, 10, 12, tzinfo=UTC)
CODES = ("understand_why", "have_say", "safer", "understand_plan")


@pytest.fixture
def tree(db):
    return make_tree()


@pytest.fixture
def team(tree):
    make_child()
    return tree["mere-safeguarding"]


def marked():
    """The months of this source that are marked, which are then forgotten."""
    found = set(StaleKey.objects.filter(source="response").values_list("month", flat=True))
    StaleKey.objects.all().delete()
    return found


def asked(team, *, at=NOW):
    return Asking.objects.create(
        round=round_of(on=timezone.localdate(at), at=at),
        child=Child.objects.first() or make_child(),
        team=team,
        respondent="family",
        key=f"asked {Asking.objects.count()}",
        asked_at=at,
        asked_by=make_user(),
    )


def answered(team, *choices, at=NOW, asking=None, by="worker", state="sent", mode="named", variant="helper"):
    """A response with these choices, in the order of the questions; "" leaves one out."""
    asking = asking or asked(team, at=at)
    response = Response.objects.create(
        round=asking.round,
        asking=asking,
        team=team,
        respondent="family",
        mode=mode,
        variant=variant,
        language="en",
        gathered_by=by,
        method="in_person",
        setting="home",
        state=state,
        key=f"recorded {Response.objects.count()}",
        begun_at=at,
        sent_at=at if state == "sent" else None,
        closes_at=at,
        recorded_by=make_user(),
    )
    questions = {each.code: each for each in published(at=at).questions.all()}
    for code, choice in zip(CODES, choices, strict=False):
        if choice:
            Answer.objects.create(response=response, question=questions[code], choice=choice)
    return response


def figure(team, code, month=THIS):
    rollups.roll_up(source="response", months=[month], at=NOW)
    found = Figure.objects.filter(team=team, indicator=code, month=month).first()
    return found and (found.numerator, found.denominator)


def test_a_plain_yes_counts_and_nothing_else_does(tree, team):
    answered(team, "yes", "a_little", "no", "not_sure")
    answered(team, "yes", "yes", "yes", "")
    assert figure(tree["mere"], "VO02") == (2, 2)
    assert figure(tree["mere"], "VO03") == figure(tree["mere"], "VO04") == (1, 2)
    assert figure(tree["mere"], "VO05") == (0, 1)


def test_positive_is_more_than_half_of_what_was_answered(tree, team):
    answered(team, "yes", "yes", "no", "no")
    answered(team, "yes", "yes", "no")
    answered(team)
    assert figure(tree["mere"], "QA05") == (1, 2)
    assert figure(tree["mere"], "VO06") == (0, 3)


def test_chairs_and_managers_outside_the_line_are_independent(tree, team):
    for by in ("worker", "chair", "manager"):
        answered(team, "yes", by=by)
    assert figure(tree["mere"], "VO06") == (2, 3)


def test_what_somebody_independent_is_told_stands_beside_what_a_worker_is(tree, team):
    for by, safer in (("chair", "no"), ("manager", "yes"), ("worker", "yes"), ("worker", "")):
        answered(team, "yes", "a_little", safer, by=by)
    assert [figure(tree["mere"], code) for code in ("VO15", "VO16", "VO04")] == [(1, 2), (1, 1), (2, 3)]
    assert [figure(tree["mere"], code) for code in ("VO17", "VO18")] == [(2, 2), (2, 2)]
    assert [figure(tree["mere"], code) for code in ("VO19", "VO20")] == [(0, 2), (0, 2)]
    assert [figure(tree["mere"], code) for code in ("VO06", "VO14")] == [(2, 4), (2, 4)]


def test_by_mode_and_by_way_are_parts_of_all_sets_of_answers(tree, team):
    for mode, variant in (("named", "adult"), ("confidential", "child"), ("confidential", "easy"), ("named", "helper")):
        answered(team, "yes", by="chair", mode=mode, variant=variant)
    codes = ("VO09", "VO10", "VO11", "VO12", "VO13")
    assert [figure(tree["mere"], code) for code in codes] == [(2, 4), (0, 4), (1, 4), (1, 4), (1, 4)]


def test_who_was_asked_has_four_weeks_and_what_is_only_begun_is_no_answer(team):
    at = NOON - timedelta(days=28)
    answered(team, "yes", at=NOON - timedelta(days=70))
    in_time, late, begun = (asked(team, at=at) for _ in range(3))
    answered(team, "yes", asking=in_time, at=NOON + timedelta(hours=10))
    answered(team, "yes", asking=late, at=NOON + timedelta(days=1))
    answered(team, "yes", asking=begun, state="draft")
    assert figure(team, "VO01", BEFORE) == (1, 3)


def test_a_theme_is_owed_its_reply_in_sixty_days(team):
    answered(team, "yes", at=NOON - timedelta(days=70))
    raised = make_said(team, at=NOON - timedelta(days=60))
    assert figure(team, "VO07", BEFORE) == (0, 1)
    reply = {"state": "published", "kind": "cannot", "to_families": "No", "to_staff": "No", "written_at": NOON}
    reply |= {"written_by": make_user(), "published_by": make_user()}
    marked()
    YouSaid.objects.filter(pk=raised.pk).update(**reply, published_at=NOON)
    assert marked() == {BEFORE}
    assert figure(team, "VO07", BEFORE) == (1, 1)
    YouSaid.objects.filter(pk=raised.pk).update(published_at=NOON + timedelta(minutes=1))
    assert figure(team, "VO07", BEFORE) == (0, 1)


def test_what_happens_to_answers_marks_the_months_they_count_in(team):
    answered(team, "no", at=NOON - timedelta(days=200))
    marked()
    asking = asked(team, at=NOON - timedelta(days=28))
    assert marked() == {BEFORE}
    response = answered(team, "yes", asking=asking, state="draft")
    assert marked() == set()
    Response.objects.filter(pk=response.pk).update(state="sent", sent_at=NOW)
    assert marked() == {BEFORE, THIS}
    response.answers.update(choice="no")
    assert marked() == {THIS}
    Response.objects.filter(pk=response.pk).update(language="cy")
    assert marked() == set()
    Response.objects.filter(pk=response.pk).update(variant="easy")
    assert THIS in marked()


@pytest.mark.parametrize("code", ["QA05", "VO02", "VO06"])
def test_answers_count_for_the_place_over_a_team_and_the_county_has_the_sum(tree, code):
    answered(tree["mere-safeguarding"], "yes", by="chair")
    answered(tree["mere"], "no")
    answered(tree["weald-safeguarding"], "no")
    assert figure(tree["mere"], code) == (1, 2)
    assert figure(tree["north-weald"], code) == (0, 1)
    assert figure(tree["larchshire"], code) == (1, 3)
    assert not Figure.objects.filter(indicator=code, team__level="team").exists()


def test_answers_of_a_team_that_nothing_stands_over_count_for_the_county_alone(tree):
    alone = make_team("Alone")
    answered(alone, "yes")
    assert figure(tree["larchshire"], "VO02") == (1, 1)
    assert figure(alone, "VO02") is None


def test_what_was_given_before_the_first_answers_stands_and_what_after_is_kept_aside(tree, team):
    make_given("QA05", team, month=BEFORE, numerator=3, denominator=4)
    make_given("QA05", team, month=THIS, numerator=9, denominator=10)
    assert (figure(team, "QA05"), figure(team, "QA05", BEFORE)) == ((9, 10), (3, 4))
    marked()
    answered(team, "no", state="draft")
    assert figure(team, "QA05") == (9, 10)
    answered(team, "no")
    assert THIS in marked()
    assert (figure(team, "QA05"), figure(team, "QA05", BEFORE)) == (None, (3, 4))
    assert (figure(tree["mere"], "QA05"), figure(tree["mere"], "QA05", BEFORE)) == ((0, 1), (3, 4))
    assert origin_of(team=team, indicator="QA05", month=BEFORE)
    assert origin_of(team=team, indicator="QA05", month=THIS) == ""


def test_the_first_answers_of_all_set_aside_what_was_given_for_every_month_since(team):
    make_given("QA05", team, month=THIS, numerator=9, denominator=10)
    marked()
    first = answered(team, "yes", at=NOON)
    assert {BEFORE, THIS} <= marked()
    assert figure(team, "QA05") is None
    answered(team, "yes", at=NOON + timedelta(hours=1))
    assert marked() == {BEFORE, first_of((NOON + timedelta(days=28)).date())}
    first.answers.all().delete()
    assert marked() == {BEFORE}


def test_nobody_is_asked_for_what_is_counted_and_a_file_that_gives_it_is_told(team):
    codes = {each.code for each in given_in(THIS)}
    assert "QA05" in codes
    assert not [code for code in codes if code.startswith("VO")]
    answered(team, "yes")
    assert began() == {"response": THIS}
    assert {each.code for each in given_in(THIS)} == codes - {"QA05"}
    assert {each.code for each in given_in(BEFORE)} == codes
    line = f"indicator,month,team,numerator,denominator\nQA05,{THIS:%Y-%m},{team.code},1,2\n"
    file = receive_file(name="f.csv", content=line.encode(), key="f", by=make_user(), at=NOW)
    assert file.state == "checked"
    (problem,) = file.problems.all()
    assert "is counted from feedback" in problem.message
    assert not problem.stops
