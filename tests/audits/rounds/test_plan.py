"""A round is planned, kept to its rules, and ends."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from audits.models import Round
from audits.rounds import queries, services
from casework.services import NotAllowed
from tests.factories import make_user
from tests.factories.rounds import AT, MONDAY, make_activity, make_participant, make_round


def test_a_round_has_its_targets_and_the_days_of_its_steps(tree, lead):
    found = services.plan(
        name="Practice week",
        kind="practice_week",
        team=tree["larchshire"],
        lead=lead,
        start_on=MONDAY,
        last_on=date(2026, 11, 27),
        key="k",
        by=lead,
        at=AT,
    )
    # K2 of practice 1.1: up to 80 audits, 20 observations and 25 families.
    assert (found.target_audits, found.target_observations, found.target_families) == (80, 20, 25)
    assert (found.state, found.sample_on, found.report_due_on) == ("planned", date(2026, 10, 12), date(2026, 12, 11))


def test_the_same_key_plans_once(tree, lead):
    fields = {"name": "Week", "kind": "themed", "team": tree["larchshire"], "lead": lead, "key": "once"}
    days = {"start_on": MONDAY, "last_on": MONDAY}
    first = services.plan(**fields, **days, by=lead, at=AT)
    assert services.plan(**fields, **days, by=lead, at=AT) == first
    assert Round.objects.count() == 1


def test_one_of_a_kind_at_a_time(tree, lead, week):
    with pytest.raises(NotAllowed, match="Practice week, November 2026 is on some of those days"):
        make_round(tree["larchshire"], by=lead, start_on=date(2026, 11, 27), last_on=date(2026, 12, 1))
    make_round(tree["larchshire"], by=lead, start_on=date(2026, 11, 28), last_on=date(2026, 12, 1))
    make_round(tree["larchshire"], by=lead, kind="themed")
    make_round(tree["west"], by=lead)


def test_the_database_keeps_one_of_a_kind_at_a_time(week):
    with pytest.raises(IntegrityError, match="round_one_of_a_kind_at_a_time"), transaction.atomic():
        again = Round.objects.get(pk=week.pk)
        again.pk, again.key = None, "another"
        again.save(force_insert=True)


@pytest.mark.parametrize(
    ("code", "last", "words"),
    [
        ("larchshire", date(2026, 11, 27), "of a district, and Larchshire is a county"),
        ("mere", date(2026, 11, 24), "3 to 5 working days. This is 2"),
        ("mere", date(2026, 11, 30), "3 to 5 working days. This is 6"),
        ("mere", date(2026, 11, 20), "last day is before the first"),
        ("mere", date(2040, 11, 20), "beyond the bank holidays"),
    ],
)
def test_a_peer_inspection_is_of_a_district_and_three_to_five_days(tree, lead, code, last, words):
    with pytest.raises(NotAllowed, match=words):
        make_round(tree[code], by=lead, kind="inspection", last_on=last)


def test_of_two_who_change_it_one_is_told(week, lead):
    services.replan(round=week, version=1, by=lead, at=AT, target_audits=70)
    with pytest.raises(NotAllowed, match="Somebody has changed this round"):
        services.replan(round=week, version=1, by=lead, at=AT, target_audits=60)
    assert Round.objects.get().target_audits == 70


def test_a_relation_is_declared_once_and_taken_back_by_oneself(work, lead):
    child = work["mere-assessment"][0]
    first = services.declare(person=lead, child=child, at=AT)
    assert services.declare(person=lead, child=child, at=AT) == first
    with pytest.raises(NotAllowed, match="Only the person who declared it"):
        services.end_relation(relation=first, by=make_user(), at=AT)
    services.end_relation(relation=first, by=lead, at=AT)
    assert services.declare(person=lead, child=child, at=AT) != first


def test_done_by_whoever_has_it_and_only_while_it_runs(week, work, lead):
    person = make_participant(week).person
    activity = make_activity(week, child=work["mere-assessment"][0], person=person, kind="family")
    with pytest.raises(NotAllowed, match="not running"):
        services.say_done(activity=activity, fed_back=True, by=person, at=AT)
    services.tell(round=week, path="/", by=lead, at=AT)
    activity.round.refresh_from_db()
    with pytest.raises(NotAllowed, match="Only the person who has it"):
        services.say_done(activity=activity, fed_back=True, by=lead, at=AT)
    done = services.say_done(activity=activity, fed_back=True, by=person, at=AT)
    assert (done.state, done.done_at, done.feedback_at) == ("done", AT, AT)
    with pytest.raises(NotAllowed, match="meanwhile"):
        services.say_done(activity=activity, fed_back=True, by=person, at=AT)


def test_more_time_and_none_need_a_reason_and_somebody_else_who_agreed(week, work, lead):
    person = make_participant(week).person
    activity = make_activity(week, child=work["mere-assessment"][0], person=person)
    more = {"activity": activity, "by": lead, "at": AT}
    with pytest.raises(NotAllowed, match="somebody else must agree"):
        services.extend(to_on=date(2026, 12, 4), because="Ill", agreed_by=person, **more)
    with pytest.raises(NotAllowed, match="Say why it needs longer"):
        services.extend(to_on=date(2026, 12, 4), because="  ", agreed_by=lead, **more)
    with pytest.raises(NotAllowed, match="Choose a later day"):
        services.extend(to_on=week.last_on, because="Ill", agreed_by=lead, **more)
    found = services.extend(to_on=date(2026, 12, 4), because="Ill", agreed_by=lead, **more)
    activity.refresh_from_db()
    assert (activity.due_on, found.from_on, found.agreed_by) == (date(2026, 12, 4), week.last_on, lead)
    services.exempt(because="The family moved away", agreed_by=lead, **more)
    activity.refresh_from_db()
    assert activity.state == "dropped"


def test_a_round_closes_when_nothing_is_left(week, work, lead):
    person = make_participant(week).person
    activity = make_activity(week, child=work["mere-assessment"][0], person=person, kind="family")
    services.tell(round=week, path="/", by=lead, at=AT)
    with pytest.raises(NotAllowed, match="1 are neither done nor exempted"):
        services.close(round=week, by=lead, at=AT)
    activity.refresh_from_db()
    services.say_done(activity=activity, fed_back=False, by=person, at=AT)
    assert services.close(round=week, by=lead, at=AT).state == "closed"
    with pytest.raises(NotAllowed, match="is closed"):
        services.take_part(round=week, person=make_user(), limit=3, by=lead, at=AT)


def test_nothing_allocated_is_nothing_to_tell(week, lead):
    with pytest.raises(NotAllowed, match="Nothing is allocated yet"):
        services.tell(round=week, path="/", by=lead, at=AT)


def test_a_district_s_cycle_across_christmas_and_easter(tree, lead):
    """K10 and K11: twice in three years, the report within two weeks, the plan within two more, no day a holiday."""
    days = {"kind": "inspection", "by": lead, "target_observations": 0, "target_families": 0}
    first = make_round(tree["mere"], start_on=date(2025, 12, 8), last_on=date(2025, 12, 12), **days)
    # The report's fourteenth day is Boxing Day: Christmas Eve is the last working day within two weeks.
    assert (first.report_due_on, first.plan_due_on) == (date(2025, 12, 24), date(2026, 1, 7))
    second = make_round(tree["mere"], start_on=date(2026, 3, 16), last_on=date(2026, 3, 20), **days)
    # Fourteen days on is Good Friday.
    assert (second.report_due_on, second.plan_due_on) == (date(2026, 4, 2), date(2026, 4, 16))
    line = next(each for each in queries.inspection_cycle(on=date(2026, 11, 3)) if each.district == tree["mere"])
    assert (line.last, line.planned) == (second, None)
    # Two in any three years: the last but one, three years on.
    assert line.due_on == date(2028, 12, 12)
