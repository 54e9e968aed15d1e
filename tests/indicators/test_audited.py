"""Figures of audits: each write marks its months; what was given before the first audit stands, later it does not."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from audits.models import Audit
from improvement.indicators import audited, rollups
from improvement.indicators.given.checks import began
from improvement.indicators.given.queries import given_in, origin_of
from improvement.indicators.given.services import receive_file
from improvement.indicators.models import Figure, StaleKey
from improvement.lib.months import add_months, first_of
from tests.factories import make_action, make_tree, make_user
from tests.factories.audits import make_audit
from tests.factories.given import make_given
from tests.factories.moderation import make_moderation

THIS = first_of(timezone.localdate())
NOW = timezone.now()


@pytest.fixture
def tree(db):
    return make_tree()


@pytest.fixture
def team(tree):
    return tree["mere-safeguarding"]


def marked():
    found = set(StaleKey.objects.values_list("source", "month"))
    StaleKey.objects.all().delete()
    return found


def audit_of(team, *, at=NOW, **fields):
    made = make_audit(auditor=make_user(), team=team, due_on=timezone.localdate(at), **fields)
    Audit.objects.filter(pk=made.pk).update(allocated_at=at)
    made.refresh_from_db()
    return made


def figure(team, code, month=THIS):
    rollups.roll_up(source="audit", months=[month], at=NOW)
    found = Figure.objects.filter(team=team, indicator=code, month=month).first()
    return found and (found.numerator, found.denominator)


def test_what_happens_to_an_audit_marks_the_months_it_counts_in(team):
    audit = audit_of(team, state="replied")
    before = add_months(THIS, -2)
    marked()
    Audit.objects.filter(pk=audit.pk).update(due_on=before)
    assert {("audit", THIS), ("audit", before)} <= marked()
    Audit.objects.filter(pk=audit.pk).update(state="final", final_at=NOW)
    assert ("audit", THIS) in marked()
    Audit.objects.filter(pk=audit.pk).update(meet_on=THIS)
    assert marked() == set()
    make_action(team=team, owner=make_user())
    assert marked() == set()
    action = make_action(team=team, owner=make_user(), origin="audit", origin_id=audit.pk, due_on=before)
    assert marked() == {("audit", before)}
    type(action).objects.filter(pk=action.pk).update(due_on=THIS)
    assert marked() == {("audit", before), ("audit", THIS)}
    make_moderation(audit)
    assert marked() == set()


def test_a_dispute_that_changes_a_grade_changes_its_month(team):
    audit = audit_of(team, state="final", grade="good", final_at=NOW)
    assert figure(team, "QA02") == (1, 1)
    marked()
    Audit.objects.filter(pk=audit.pk).update(grade="inadequate")
    assert ("audit", THIS) in marked()
    assert (figure(team, "QA02"), figure(team, "QA07"), figure(team, "QA08")) == ((0, 1), (1, 1), (0, 1))


def test_a_team_without_an_audit_has_no_figure_and_the_county_has_the_sum(tree, team):
    audit_of(team, state="final", grade="good", final_at=NOW)
    audit_of(tree["weald-safeguarding"], state="final", grade="inadequate", final_at=NOW)
    assert figure(tree["larchshire"], "QA02") == (1, 2)
    assert figure(tree["mere-assessment"], "QA02") is None


def test_what_was_given_before_the_first_audit_stands_and_what_after_is_kept_aside(tree, team):
    before = add_months(THIS, -1)
    make_given("QA02", team, month=before, numerator=3, denominator=4)
    make_given("QA02", team, month=THIS, numerator=9, denominator=10)
    assert (figure(team, "QA02"), figure(team, "QA02", before)) == ((9, 10), (3, 4))
    marked()
    audit_of(team, state="final", grade="inadequate", final_at=NOW)
    assert ("audit", THIS) in marked()
    assert (figure(team, "QA02"), figure(team, "QA02", before)) == ((0, 1), (3, 4))
    assert origin_of(team=team, indicator="QA02", month=before)
    assert origin_of(team=team, indicator="QA02", month=THIS) == ""


def test_nobody_is_asked_for_what_is_counted_and_a_file_that_gives_it_is_told(team):
    codes = {each.code for each in given_in(THIS)}
    assert {"QA01", "QA02", "QA03", "QA04", "QA05"} <= codes
    assert not {"QA07", "QA08"} & codes
    audit_of(team)
    assert began() == {"audit": THIS}
    assert not {each.code for each in given_in(THIS)} & set(audited.CODES)
    assert {each.code for each in given_in(add_months(THIS, -1))} == codes
    line = f"indicator,month,team,numerator,denominator\nQA02,{THIS:%Y-%m},{team.code},1,2\n"
    file = receive_file(name="f.csv", content=line.encode(), key="f", by=make_user(), at=NOW)
    assert file.state == "checked"
    (problem,) = file.problems.all()
    assert "is counted from audits" in problem.message
    assert not problem.stops


def test_the_first_audit_is_dated_by_the_day_it_is_here(team):
    midnight = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    audit_of(team, at=midnight)
    assert began()["audit"] == (midnight + timedelta(hours=1)).date().replace(day=1)
