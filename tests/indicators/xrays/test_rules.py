"""Each X-ray finds what it is for, and not what only looks like it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from casework.models import (
    Assessment,
    CareLeaverStatus,
    CarePeriod,
    CareStatus,
    CinEpisode,
    CinStatus,
    CpPlan,
    Placement,
    Referral,
    Review,
    Section47,
    Visit,
)
from improvement.indicators.models import Doubt, Population, Reported, ReportedMonth, StaleKey, XrayLook
from improvement.indicators.xrays.rules import all_rules, by_code
from improvement.indicators.xrays.services import is_due, look
from tests.factories import make_child, make_fact, make_import, make_tree, make_worker
from tests.factories.indicators import make_figure

AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
AS_ON = date(2026, 10, 31)


class Department:
    """What a case is made of: a team, an extract, and facts of one child a time."""

    def __init__(self):
        self.tree = make_tree()
        self.team = self.tree["mere-safeguarding"]
        make_import(as_on=date(2025, 1, 31))
        self.source = make_import(as_on=AS_ON)
        for code in ("mere-assessment", "mere-safeguarding", "weald-safeguarding"):
            self.status(team=self.tree[code])
        Population.objects.create(team=self.tree["larchshire"], year=2025, children=100_000)
        StaleKey.objects.all().delete()

    def child(self, **fields):
        return make_child(source=self.source, **fields)

    def fact(self, model, child, **fields):
        return make_fact(
            model, child=child, source=fields.pop("source", self.source), team=fields.pop("team", self.team), **fields
        )

    def status(self, *, team="same", status="CIN", worker="some", child=None):
        return make_fact(
            CinStatus,
            child=child or self.child(),
            source=self.source,
            team=self.team if team == "same" else team,
            worker=make_worker() if worker == "some" else worker,
            as_on=AS_ON,
            status=status,
        )

    def episode(self, child, start=date(2026, 1, 5), end=None, reason=None, **fields):
        reason = ("RC1" if end else "") if reason is None else reason
        return self.fact(CinEpisode, child, start_on=start, end_on=end, close_reason=reason, **fields)

    def plan(self, child, start=date(2026, 9, 21), end=None, **fields):
        """A plan as it should be: an episode around it and a conference before it, and visits."""
        self.fact(CpPlan, child, start_on=start, end_on=end, latest_category=fields.pop("category", "NEG"))

    def care(self, child, start=date(2026, 9, 21), end=None, reason=""):
        self.fact(CarePeriod, child, start_on=start, end_on=end, end_reason=reason)


@pytest.fixture
def department(calendar):
    return Department()


def _closed(d, visit_on):
    child = d.child()
    d.episode(child, end=date(2026, 5, 1))
    d.fact(Visit, child, kind="cin", visit_on=visit_on)


def _plans(d, second):
    child = d.child()
    d.plan(child, start=date(2026, 3, 2), end=date(2026, 6, 1))
    d.plan(child, start=second)


def _care(d, second):
    child = d.child()
    d.care(child, start=date(2026, 3, 2), end=date(2026, 6, 1), reason="E4A")
    d.care(child, start=second)


def _episodes(d, second):
    child = d.child()
    d.episode(child, end=date(2026, 6, 1))
    d.episode(child, start=second)


def _conference(d, day, **fields):
    d.fact(Section47, d.child(), start_on=date(2026, 9, 1), icpc_on=day, **fields)


def _before_birth(d, day):
    d.fact(Referral, d.child(birth_month=date(2026, 10, 1)), referral_on=day)


def _needs_episode(d, begin, has):
    child = d.child()
    if has:
        d.episode(child)
    begin(child)


def _decided(d, plan_on):
    child = d.child()
    d.fact(Section47, child, start_on=date(2026, 9, 1), icpc_on=date(2026, 9, 14), icpc_led_to_plan="Y")
    if plan_on:
        d.plan(child, start=plan_on)


def _begun(d, conference_on):
    child = d.child()
    d.plan(child, start=date(2026, 9, 21))
    if conference_on:
        d.fact(Section47, child, start_on=date(2026, 9, 1), icpc_on=conference_on)


def _visited(d, begin, kind, visit_on):
    child = d.child()
    begin(child, date(2026, 8, 3))
    if visit_on:
        d.fact(Visit, child, kind=kind, visit_on=visit_on)


def _referred(d, second):
    child = d.child()
    d.fact(Referral, child, referral_on=date(2026, 9, 1))
    d.fact(Referral, child, referral_on=second)


def _placed(d, day):
    child = d.child()
    d.care(child)
    d.fact(Placement, child, start_on=day)


def _unborn(d, day):
    d.fact(Referral, d.child(birth_month=None, is_unborn=True), referral_on=day)


def _leaver(d, birth_month):
    d.fact(CareLeaverStatus, d.child(birth_month=birth_month), as_on=AS_ON)


def _reviewed(d, day):
    child = d.child()
    d.plan(child)
    d.fact(Review, child, kind="cp", review_on=day)


def _in_care(d, placement):
    child = d.child()
    d.care(child)
    d.fact(CareStatus, child, as_on=AS_ON, care_start_on=date(2026, 9, 21), placement_type=placement)


def _cases(d, count):
    worker = make_worker()
    for _ in range(count):
        d.status(worker=worker)


def _emptied(d, count):
    CinStatus.objects.filter(team=d.team).delete()
    if count:
        d.status()


def _team_closed(d, status):
    d.team.closed_on = date(2026, 10, 1)
    d.team.save()
    CinStatus.objects.filter(team=d.team).update(status=status)


def _extract_on(d, day):
    d.source.as_on = day
    d.source.save()
    StaleKey.objects.all().delete()


def _waiting(d, minutes):
    StaleKey.objects.create(source="referral", month=date(2026, 10, 1), transaction=1)
    StaleKey.objects.update(marked_at=datetime.now(UTC) - timedelta(minutes=minutes))


def _population(d, year):
    Population.objects.update(year=year)


def _moved(d, now_is):
    month = ReportedMonth.objects.create(month=date(2026, 9, 1), reported_at=AT)
    figure = make_figure("FD06", d.team, date(2026, 9, 1), now_is, 60)
    Reported.objects.create(
        of=month,
        indicator="FD06",
        team=d.team,
        numerator=20,
        denominator=60,
        definition_version=figure.definition_version,
    )


# Rule -> (what raises it, what does not though it is near).
CASES = {
    "X01": (lambda d: _closed(d, date(2026, 5, 2)), lambda d: _closed(d, date(2026, 5, 1))),
    "X02": (lambda d: _plans(d, date(2026, 5, 31)), lambda d: _plans(d, date(2026, 6, 1))),
    "X03": (lambda d: _care(d, date(2026, 5, 31)), lambda d: _care(d, date(2026, 6, 1))),
    "X04": (lambda d: _episodes(d, date(2026, 5, 31)), lambda d: _episodes(d, date(2026, 6, 1))),
    "X05": (lambda d: _conference(d, date(2026, 9, 12)), lambda d: _conference(d, date(2026, 9, 14))),
    "X06": (lambda d: _before_birth(d, date(2025, 12, 24)), lambda d: _before_birth(d, date(2025, 12, 25))),
    "X07": (
        lambda d: d.care(d.child(birth_month=date(2026, 10, 1))),
        lambda d: d.care(d.child(birth_month=date(2026, 9, 1))),
    ),
    "X08": (lambda d: _needs_episode(d, d.plan, False), lambda d: _needs_episode(d, d.plan, True)),
    "X09": (lambda d: _needs_episode(d, d.care, False), lambda d: _needs_episode(d, d.care, True)),
    "X10": (lambda d: _decided(d, None), lambda d: _decided(d, date(2026, 9, 14))),
    "X11": (lambda d: _begun(d, None), lambda d: _begun(d, date(2026, 9, 21))),
    "X12": (
        lambda d: d.care(d.child(), end=date(2026, 10, 1)),
        lambda d: d.care(d.child(), end=date(2026, 10, 1), reason="E4A"),
    ),
    "X13": (
        lambda d: d.episode(d.child(), end=date(2026, 10, 1), reason=""),
        lambda d: d.episode(d.child(), end=date(2026, 10, 1)),
    ),
    "X14": (lambda d: d.status(worker=None), lambda d: d.status(worker=None, status="CLO")),
    "X15": (lambda d: d.status(team=None), lambda d: d.status(team=None, status="CLO")),
    "X16": (
        lambda d: d.fact(Visit, d.child(), kind="cin", visit_on=date(2026, 11, 1)),
        lambda d: d.fact(Visit, d.child(), kind="cin", visit_on=AS_ON),
    ),
    "X17": (
        lambda d: _visited(d, d.plan, "cp", None),
        lambda d: _visited(d, d.plan, "cp", date(2026, 8, 3)),
    ),
    "X18": (
        lambda d: _visited(d, d.care, "cla", date(2026, 8, 2)),
        lambda d: _visited(d, d.care, "cla", date(2026, 8, 3)),
    ),
    "X19": (lambda d: _referred(d, date(2026, 9, 8)), lambda d: _referred(d, date(2026, 9, 9))),
    "X20": (
        lambda d: d.episode(d.child(), gone_source=d.source),
        lambda d: d.episode(d.child(), end=date(2026, 10, 1), gone_source=d.source),
    ),
    "X21": (lambda d: _placed(d, date(2026, 9, 20)), lambda d: _placed(d, date(2026, 9, 21))),
    "X22": (lambda d: _unborn(d, date(2025, 12, 1)), lambda d: _unborn(d, date(2026, 2, 1))),
    "X23": (lambda d: _leaver(d, date(2010, 11, 1)), lambda d: _leaver(d, date(2010, 10, 1))),
    "X24": (
        lambda d: d.fact(Assessment, d.child(), start_on=date(2026, 4, 30)),
        lambda d: d.fact(Assessment, d.child(), start_on=date(2026, 5, 1)),
    ),
    "X25": (lambda d: _reviewed(d, date(2026, 9, 20)), lambda d: _reviewed(d, date(2026, 9, 21))),
    "X26": (lambda d: _in_care(d, ""), lambda d: _in_care(d, "U6")),
    "X27": (lambda d: d.plan(d.child(), category=""), lambda d: d.plan(d.child())),
    "X28": (
        lambda d: d.episode(d.child(birth_month=None)),
        lambda d: d.episode(d.child(birth_month=None, is_unborn=True)),
    ),
    "X29": (lambda d: _cases(d, 61), lambda d: _cases(d, 60)),
    "X30": (lambda d: _emptied(d, 0), lambda d: _emptied(d, 1)),
    "X31": (lambda d: _team_closed(d, "CIN"), lambda d: _team_closed(d, "CLO")),
    "X32": (lambda d: _extract_on(d, date(2026, 9, 23)), lambda d: _extract_on(d, date(2026, 9, 24))),
    "X33": (lambda d: _waiting(d, 61), lambda d: _waiting(d, 50)),
    "X34": (lambda d: _population(d, 2022), lambda d: _population(d, 2023)),
    "X36": (lambda d: _moved(d, 27), lambda d: _moved(d, 25)),
}
COUNTY = {"X15", "X32", "X33", "X34"}


def open_doubts(code):
    return list(Doubt.objects.filter(rule=code, cleared_at=None))


def test_there_are_at_least_twenty_five_and_each_has_its_cases():
    assert len(all_rules()) >= 25
    assert set(by_code()) == {*CASES, "X35"}
    assert len({rule.title for rule in all_rules()}) == len(all_rules())


@pytest.mark.parametrize("code", CASES)
def test_it_finds_what_it_is_for(code, department):
    look(at=AT)
    assert open_doubts(code) == []
    CASES[code][0](department)
    look(at=AT)
    (doubt,) = open_doubts(code)
    assert doubt.team.code == ("larchshire" if code in COUNTY else "mere-safeguarding")


@pytest.mark.parametrize("code", CASES)
def test_it_lets_pass_what_is_near_it(code, department):
    CASES[code][1](department)
    look(at=AT)
    assert open_doubts(code) == []


def test_a_definition_past_its_review_is_in_doubt(department):
    look(at=AT)
    assert open_doubts("X35") == []
    look(at=datetime(2036, 1, 1, tzinfo=UTC))
    assert open_doubts("X35")


def test_what_is_put_right_is_cleared_and_its_first_day_kept(department):
    status = department.status(worker=None)
    look(at=AT)
    look(at=AT + timedelta(days=1))
    (doubt,) = open_doubts("X14")
    assert (doubt.first_seen_at, doubt.last_seen_at) == (AT, AT + timedelta(days=1))
    status.worker = make_worker()
    status.save()
    look(at=AT + timedelta(days=2))
    doubt.refresh_from_db()
    assert doubt.cleared_at == AT + timedelta(days=2)
    status.worker = None
    status.save()
    look(at=AT + timedelta(days=3))
    doubt.refresh_from_db()
    assert (doubt.first_seen_at, doubt.cleared_at) == (AT, None)


def test_looking_twice_at_the_same_data_changes_nothing(department):
    department.status(worker=None)
    look(at=AT)
    before = list(Doubt.objects.values_list())
    assert sum(looked.cleared for looked in look(at=AT)) == 0
    assert list(Doubt.objects.values_list()) == before


def test_it_is_due_at_first_after_a_delivery_and_after_a_night(department):
    now = datetime.now(UTC)
    assert is_due(at=now)
    look(at=now)
    assert not is_due(at=now + timedelta(hours=1))
    assert is_due(at=now + timedelta(hours=21))
    make_import(as_on=date(2026, 11, 30), applied_at=now + timedelta(minutes=1))
    assert is_due(at=now + timedelta(hours=1))


def test_an_empty_department_has_no_doubt_and_no_fault(calendar):
    assert sum(looked.found for looked in look(at=AT)) == 0
    assert XrayLook.objects.count() == len(all_rules())
