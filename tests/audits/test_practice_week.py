"""The demo plays a whole practice week through the services, the same each time, and its report can be read."""

import itertools
import os
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from audits.guidance.queries import library
from audits.models import Activity, Audit, Consent, Finding, Learning, Moderation, RoundReport
from audits.reports.of_round import round_report
from audits.rounds import queries
from audits.tools.shipped import load_shipped
from casework.models import Action
from improvement.management.practice_week import KEY, play_week
from improvement.management.taught import WORDS, found
from tests.factories import make_import, make_tree, make_user, make_worker
from tests.factories.casework import NOW
from tests.factories.rounds import make_open_work

# The demo's own 80, 20 and 25 are looked at in tests/journeys/test_demo.py.
TARGETS = {"target_audits": 24, "target_observations": 6, "target_families": 6}


@pytest.fixture
def department(db, settings):
    settings.SYNTHETIC = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    tree = make_tree()
    load_shipped(at=NOW)
    for role in ("quality_lead", "director", "auditor"):
        make_user(role, tree["larchshire"], email=f"{role.replace('_', '-')}@larchshire.example")
    source = make_import(as_on=date(2026, 8, 31))
    for code in ("mere-assessment", "mere-safeguarding", "weald-safeguarding"):
        for number in range(6):
            worker = make_worker(f"{code} {number}")
            make_open_work(tree[code], count=9, worker=worker, source=source, as_on=date(2026, 8, 31))
    return tree


def test_a_department_too_small_plays_none(department):
    assert play_week(targets={"target_audits": 500, "target_observations": 20, "target_families": 25}) is None


def test_a_week_is_played_to_its_report(department):
    asked = itertools.count()
    with connection.execute_wrapper(lambda execute, *given: (next(asked), execute(*given))[1]):
        week = play_week(targets=TARGETS)
    board = queries.board_of(week, choice=queries.Choice(), on=week.last_on)
    assert [(each.kind, each.done) for each in board.progress] == [("audit", 24), ("observation", 5), ("family", 6)]
    assert week.state == "closed"
    # Two leaders were ill on Monday: nothing stayed with them.
    ill = week.participants.filter(away_at__isnull=False)
    assert ill.count() == 2
    assert not Activity.objects.filter(round=week, person__in=ill.values("person")).exists()
    audits = Audit.objects.filter(activity__round=week)
    assert {audit.final_at is not None for audit in audits} == {True}
    assert all(audit.auditor_id == audit.activity.person_id for audit in audits.select_related("activity"))
    assert Consent.objects.filter(answer="refused").count() == 1
    assert Moderation.objects.filter(audit__in=audits, state="settled").count() == Moderation.objects.count() > 2
    assert Action.objects.filter(origin="round", origin_id=week.pk).count() == 3
    _taught(week, audits)
    report = RoundReport.objects.get(round=week)
    assert bytes(report.pdf).startswith(b"%PDF-")
    if folder := os.environ.get("SHOTS"):
        (Path(folder) / "practice-week.pdf").write_bytes(bytes(report.pdf))
    assert play_week() == week
    assert Activity.objects.filter(round=week).exclude(state="dropped").count() == 35
    # What an activity costs on any machine, the whole round's own steps with it: the demo's 125 take some 20,000.
    assert next(asked) < 200 * 36


def _taught(week, audits):
    """Each audit has its findings under themes, the report counts them, and the library and register have their two."""
    judged = audits.exclude(grade="")
    assert judged.filter(findings__isnull=True).count() == 0
    assert 2 * judged.count() <= Finding.objects.filter(audit__in=judged).count() <= 3 * judged.count()
    report = round_report(week, hides=False, on=week.last_on, at=NOW)
    tables = {table.caption: table.rows for part in report.parts for table in part.tables}
    for kind, caption in (("strength", "Themes of strengths"), ("difficulty", "Themes of difficulties")):
        assert sum(row[1] for row in tables[caption]) == Finding.objects.filter(kind=kind).count() > 10
    assert [line.read_by for line in library(on=week.last_on)] == [14, 9]
    kept = list(Learning.objects.values_list("source", "source_words", "action__origin", "action__state"))
    assert kept == [("round", week.name, "learning", "open")] * 2


def test_what_is_found_is_the_same_each_time_and_each_theme_once():
    for grade, kinds in WORDS["kinds"].items():
        lines = found(seed="a child", grade=grade, observed=True)
        assert lines == found(seed="a child", grade=grade, observed=True)
        assert [line[0] for line in lines] == kinds
        assert len({line[1] for line in lines}) == len(kinds)
    assert len({tuple(found(seed=str(number), grade="good", observed=False)) for number in range(20)}) > 10


def test_the_same_children_are_drawn_each_time(department):
    week = play_week(targets={"target_audits": 4, "target_observations": 2, "target_families": 2})
    assert week.samples.get().seed == KEY
    assert week.allocations.order_by("pk").first().seed == KEY
