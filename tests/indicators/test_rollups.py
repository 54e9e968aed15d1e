"""Roll-ups: sums up the tree, stale keys taken once, safe to run twice, at once, and to be killed half-way."""

import threading
from datetime import UTC, date, datetime

import psycopg
import pytest
from django.db import connection, transaction

from casework import models as casework
from casework.models import CalendarDay, TeamEdge
from improvement.indicators import rollups, services, tasks
from improvement.indicators.calendar import CalendarMissing, load_calendar
from improvement.indicators.models import Figure, Population, StaleKey
from improvement.indicators.sources import SOURCES
from tests.factories.casework import make_child, make_fact, make_import, make_team, make_tree

AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def tree(db):
    load_calendar()
    return make_tree()


def referrals(team, count, *, day=date(2026, 10, 5), nfa=0):
    source = make_import()
    for number in range(count):
        make_fact(
            casework.Referral,
            child=make_child(source=source),
            team=team,
            referral_on=day,
            nfa="Y" if number < nfa else "N",
        )


def value(code, team, month=OCTOBER):
    found = Figure.objects.filter(indicator=code, team=team, month=month).values_list("numerator", "denominator")
    return found.first()


def count(*months, source="referral"):
    return rollups.roll_up(source=source, months=months or [OCTOBER], at=AT)


def test_a_team_above_is_the_sum_of_those_below_not_their_average(tree):
    referrals(tree["mere-assessment"], 10, nfa=1)
    referrals(tree["mere-safeguarding"], 2, nfa=1)
    count()
    assert value("FD07", tree["mere-assessment"]) == (1, 10)
    assert value("FD07", tree["mere"]) == value("FD07", tree["west"]) == value("FD07", tree["larchshire"]) == (2, 12)
    assert value("FD07", tree["north"]) == (0, 0)


def test_facts_without_a_team_and_teams_without_a_county_add_to_the_county(tree):
    referrals(None, 1)
    referrals(make_team("Lone"), 2)
    referrals(tree["west"], 4)
    count()
    assert value("FD07", tree["larchshire"]) == (0, 7)
    assert value("FD07", tree["west"]) == (0, 4)


def test_a_team_that_moves_keeps_its_history_where_it_was_counted(tree):
    team = tree["mere-safeguarding"]
    TeamEdge.objects.filter(team=team).update(end_on=date(2026, 9, 15))
    TeamEdge.objects.create(team=team, parent=tree["north-weald"], start_on=date(2026, 9, 15))
    months = [date(2026, 8, 1), date(2026, 9, 1), OCTOBER]
    for month in months:
        referrals(team, 3, day=month)
    count(*months)
    assert [value("FD07", tree["west"], month)[1] for month in months] == [3, 0, 0]
    assert [value("FD07", tree["north"], month)[1] for month in months] == [0, 3, 3]


def test_a_closed_team_has_no_figure_and_its_old_facts_still_count_above(tree):
    team = tree["mere-safeguarding"]
    referrals(team, 3)
    count()
    casework.Team.objects.filter(pk=team.pk).update(closed_on=date(2026, 9, 30))
    assert count().removed
    assert value("FD07", team) is None
    assert value("FD07", tree["larchshire"]) == (0, 3)


def test_a_rate_is_divided_by_the_population_of_the_nearest_year_before(tree):
    Population.objects.create(team=tree["larchshire"], year=2024, children=60_000)
    Population.objects.create(team=tree["larchshire"], year=2027, children=99_000)
    referrals(tree["west"], 3)
    count()
    assert value("FD05", tree["larchshire"]) == (3, 60_000)
    assert value("FD05", tree["west"]) == (3, None)


def test_running_again_writes_nothing(tree):
    referrals(tree["west"], 3)
    assert count().written > 0
    again = count()
    assert (again.written, again.removed) == (0, 0)


def test_a_month_we_cannot_know_has_no_figures(tree):
    referrals(tree["west"], 3, day=date(2026, 11, 2))
    months = [date(2026, 4, 1), date(2026, 5, 1), OCTOBER, date(2026, 11, 1), date(2027, 1, 1)]
    count(*months)
    held = set(Figure.objects.values_list("month", flat=True))
    assert held == {date(2026, 5, 1), OCTOBER}


def test_the_version_of_the_definition_is_stamped(tree):
    referrals(tree["west"], 1)
    count()
    assert set(Figure.objects.values_list("definition_version", flat=True)) == {1}


def test_a_missing_calendar_is_said_aloud(tree):
    referrals(tree["west"], 1)
    CalendarDay.objects.filter(day=date(2026, 10, 31)).delete()
    with pytest.raises(CalendarMissing, match="load_calendar"):
        count()
    assert load_calendar() == 1


def test_stale_keys_are_taken_once_and_counted(tree):
    referrals(tree["west"], 2)
    assert StaleKey.objects.filter(source="referral").exists()
    while rollups.take_stale(at=AT):
        pass
    assert not StaleKey.objects.exists()
    assert value("FD07", tree["larchshire"]) == (0, 2)


def test_the_tasks_mark_and_count(tree):
    referrals(tree["west"], 2)
    StaleKey.objects.all().delete()
    tasks.mark_current_month()
    tasks.mark_everything()
    tasks.roll_up_stale()
    assert not StaleKey.objects.exists()
    assert value("FD07", tree["larchshire"]) == (0, 2)


def test_marking_twice_leaves_one_mark(tree):
    StaleKey.objects.all().delete()
    for _ in range(2):
        services.mark(months=[OCTOBER], at=AT)
    assert StaleKey.objects.count() == len(SOURCES)


def other_connection():
    """A connection of its own, as another worker has."""
    settings = connection.get_connection_params()
    return psycopg.connect(
        **{key: settings[key] for key in ("dbname", "user", "password", "host", "port") if settings.get(key)}
    )


@pytest.mark.django_db(transaction=True)
def test_a_source_another_worker_counts_is_passed_over():
    load_calendar()
    referrals(make_tree()["west"], 1)
    StaleKey.objects.exclude(source__in=["referral", "contact"]).delete()
    services.mark(months=[OCTOBER], sources=["contact"], at=AT)
    with other_connection() as other:
        other.execute("SELECT pg_advisory_xact_lock(%s, %s)", [rollups.LOCK, list(SOURCES).index("referral")])
        assert rollups.take_stale(at=AT).source == "contact"
        while rollups.take_stale(at=AT):
            pass
        assert set(StaleKey.objects.values_list("source", flat=True)) == {"referral"}
    assert rollups.take_stale(at=AT).source == "referral"


@pytest.mark.django_db(transaction=True)
def test_a_mark_made_while_counting_is_not_forgotten():
    """A writer that commits after the roll-up read its keys finds its own mark still there."""
    load_calendar()
    tree = make_tree()
    referrals(tree["west"], 1)
    while rollups.take_stale(at=AT):
        pass
    fact = casework.Referral.objects.get()
    services.mark(months=[OCTOBER], sources=["referral"], at=AT)
    with other_connection() as writer:
        writer.execute("UPDATE casework_referral SET nfa = 'Y' WHERE id = %s", [fact.pk])
        assert rollups.take_stale(at=AT)
        assert value("FD07", tree["west"]) == (0, 1)
    assert StaleKey.objects.filter(source="referral", month=OCTOBER).exists()
    rollups.take_stale(at=AT)
    assert value("FD07", tree["west"]) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_roll_ups_at_once_agree():
    load_calendar()
    tree = make_tree()
    referrals(tree["west"], 5, nfa=2)
    faults = []

    def work():
        try:
            while rollups.take_stale(at=AT):
                pass
            count()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not faults
    assert not StaleKey.objects.exists()
    assert value("FD07", tree["larchshire"]) == (2, 5)


@pytest.mark.django_db(transaction=True)
def test_a_roll_up_killed_half_way_leaves_its_keys():
    """The connection is cut with the figures written and the keys gone, but nothing committed."""
    load_calendar()
    tree = make_tree()
    referrals(tree["west"], 2)
    keys = StaleKey.objects.count()
    killed = threading.Thread(target=_die_before_commit)
    killed.start()
    killed.join()
    assert StaleKey.objects.count() == keys
    assert not Figure.objects.exists()
    while rollups.take_stale(at=AT):
        pass
    assert value("FD07", tree["larchshire"]) == (0, 2)


def _die_before_commit():
    try:
        with transaction.atomic():
            while rollups.take_stale(at=AT):
                pass
            assert Figure.objects.exists()
            connection.connection.close()
    except Exception:
        connection.connect()
    finally:
        connection.close()
