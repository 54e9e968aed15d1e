"""No page or file of the figures asks the database more for ten times the months, teams, rows and words."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.models import CinStatus, Referral, Team
from improvement.indicators.limits.services import set_limits, undo_limits
from improvement.indicators.models import ChangeTest, Figure, FiguresFile, NewLimits, Query
from improvement.indicators.reported.services import report
from improvement.indicators.said import services as said
from improvement.indicators.targets.services import propose_target
from improvement.indicators.urls import urlpatterns
from improvement.indicators.xrays.services import look
from improvement.lib.months import add_months
from tests.factories import grant, make_child, make_fact, make_import, make_team, make_tree, make_user, make_worker
from tests.factories.given import make_given, receive
from tests.factories.indicators import LATEST, make_fresh_import, make_series
from tests.factories.trying import make_change_test

AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
# What only answers a button that was pressed.
PRESSED = {"target_sign", "target_withdraw", "withdraw"}
# The page or file, and how many queries it takes. The index is held to twelve by the house.
PAGES = {
    "index": 9,
    "team": 17,
    "give": 8,
    "files": 8,
    "file_upload": 6,
    "file": 11,
    "file_apply": 9,
    "file_discard": 9,
    "file_undo": 9,
    "file_problems": 6,
    "xrays": 9,
    "xrays_download": 8,
    "xray": 12,
    "targets": 7,
    "target_propose": 6,
    "queries": 9,
    "query": 11,
    "answer": 11,
    "follow_up": 11,
    "explain": 12,
    "compare": 11,
    "compare_download": 12,
    "ask": 8,
    "comment": 8,
    "tests": 11,
    "test": 14,
    "test_look": 15,
    "test_begin": 10,
    "limits": 9,
    "limits_undo": 9,
    "indicator": 13,
    "download": 9,
    "rows": 15,
    "rows_download": 16,
}
# Those of who sees small numbers hidden.
HIDDEN = {
    # Four of them ask what the collation tells of the same answers.
    "index": 16,
    "indicator": 18,
    "compare": 11,
    "compare_download": 12,
    "download": 12,
}


@pytest.fixture
def tree(calendar, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    tree = make_tree()
    make_fresh_import()
    return tree


@pytest.fixture
def everybody(tree):
    """Return somebody who may open every page."""
    user = make_user("director", tree["larchshire"])
    for role in ("head_of_service", "analyst"):
        grant(user, role, tree["larchshire"])
    return user


def grow(tree, by, *, months, rows):
    """Give every place `months` months of figures, and add `rows` of everything that a page lists."""
    for _ in range(rows):
        make_team(parent=tree["mere"])
    Figure.objects.all().delete()
    for team in Team.objects.all():
        for code in ("FD02", "FD06", "CP11", "WF07"):
            make_series(code, team, [20 + step % 3 for step in range(months)], 60)
    source = make_import()
    for row in range(rows):
        child = make_child(source=source)
        fact = {"child": child, "source": source, "team": tree["mere-safeguarding"]}
        make_fact(Referral, **fact, referral_on=date(2026, 6, 5))
        make_fact(Referral, **fact, referral_on=date(2026, 10, 5))
        worker = make_worker() if row % 2 else None
        make_fact(CinStatus, **fact, as_on=date(2026, 10, 31), status="CIN", worker=worker)
        talk(tree["larchshire"], by)
    send("FD02,soon,{code},1,40,", rows)
    send("FD02,2026-10,{code},1,40,", rows)
    report(at=AT)
    look(at=AT)


def send(line, rows):
    """Send a file with such a line for each team, and as many others like it as there are rows to add."""
    codes = Team.objects.filter(level="team").values_list("code", flat=True)
    for _ in range(rows):
        receive(*(line.format(code=code) for code in codes))


def talk(team, by):
    """Add one of everything that people say, set and give."""
    number, spoken = Query.objects.count(), {"by": by, "at": AT}
    place = {"indicator": "FD06", "team": team}
    said.ask(**place, month=LATEST, question="Why?", key=f"query-{number}", **spoken)
    said.comment(**place, month=LATEST, text="A family of six moved here", key=f"comment-{number}", **spoken)
    limits = set_limits(**place, month=LATEST, reason="A new front door", **spoken)
    undo_limits(limits=limits, reason="It closed", **spoken)
    make_change_test(team, by=by, lead=by, at=AT)
    month = add_months(LATEST, number)
    propose_target(
        indicator="FD06", level="county", month=month, value=Decimal(15), source="Board", key=f"{number}", **spoken
    )
    make_given("WF07", team, 4, 40, month=add_months(LATEST, -number), by=by)


def address(name):
    """Return where a page is, of the newest thing of its kind."""
    kinds = {
        "query": Query,
        "answer": Query,
        "follow_up": Query,
        "limits_undo": NewLimits,
        "test": ChangeTest,
        "test_look": ChangeTest,
        "file_problems": FiguresFile.objects.filter(state="refused"),
    }
    things = kinds.get(name, FiguresFile.objects.filter(state="checked"))
    newest = getattr(things, "objects", things).latest("pk")
    arguments = {"code": "FD06", "kind": "csv", "rule": "X14", "pk": newest.pk, "number": 1}
    pattern = next(pattern for pattern in urlpatterns if pattern.name == name).pattern
    return reverse(f"figures:{name}", kwargs={each: arguments[each] for each in pattern.converters})


def asked(client, pages):
    """Return how many queries each page takes once what is kept in memory is there; before, it may take few more."""
    found = {}
    for name in pages:
        with CaptureQueriesContext(connection) as first:
            client.get(address(name))
        with CaptureQueriesContext(connection) as second:
            assert client.get(address(name)).status_code == 200, name
        assert len(first) <= len(second) + 3, name
        found[name] = len(second)
    return found


def test_no_page_is_left_out():
    assert {pattern.name for pattern in urlpatterns} == set(PAGES) | PRESSED


def test_every_page_and_file(client, tree, everybody):
    client.force_login(everybody)
    grow(tree, everybody, months=14, rows=2)
    assert asked(client, PAGES) == PAGES
    grow(tree, everybody, months=140, rows=18)
    assert asked(client, PAGES) == PAGES


def test_every_page_of_who_sees_small_numbers_hidden(client, tree, everybody):
    client.force_login(make_user("board_member", tree["larchshire"]))
    grow(tree, everybody, months=14, rows=2)
    assert asked(client, HIDDEN) == HIDDEN
    grow(tree, everybody, months=140, rows=18)
    assert asked(client, HIDDEN) == HIDDEN
