"""As first reported, and as known now: kept once, never changed, and said where they differ."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from casework.models import Referral
from improvement.indicators.models import Figure, Reported, ReportedMonth, StaleKey
from improvement.indicators.reported.queries import first_reported
from improvement.indicators.reported.services import report
from improvement.indicators.rollups import take_stale
from tests.factories import make_child, make_fact, make_import, make_tree, make_user
from tests.factories.indicators import make_tree_series

AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)


@pytest.fixture
def tree(calendar, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    tree = make_tree()
    make_import()
    teams = ("mere-assessment", "mere-safeguarding", "weald-safeguarding")
    make_tree_series("FD06", {code: [20] * 14 for code in teams}, {code: [60] * 14 for code in teams})
    StaleKey.objects.all().delete()
    return tree


def change(team, month=OCTOBER, numerator=26, denominator=64):
    Figure.objects.filter(team=team, indicator="FD06", month=month).update(numerator=numerator, denominator=denominator)


def test_every_whole_month_is_reported_once(tree):
    assert len(report(at=AT)) == 14
    assert Reported.objects.count() == Figure.objects.count()
    assert report(at=LATER) == []
    assert set(ReportedMonth.objects.values_list("reported_at", flat=True)) == {AT}


def test_a_month_that_is_not_over_or_waits_to_be_counted_is_not_reported(tree):
    make_tree_series("FD06", {"mere-safeguarding": [1]}, {"mere-safeguarding": [2]}, until=date(2026, 11, 1))
    StaleKey.objects.create(source="referral", month=SEPTEMBER, transaction=1)
    months = report(at=AT)
    assert SEPTEMBER not in months
    assert date(2026, 11, 1) not in months
    assert OCTOBER in months
    StaleKey.objects.all().delete()
    assert report(at=LATER) == [SEPTEMBER]


def test_nothing_reported_can_be_changed_or_taken_away(tree):
    report(at=AT)
    for rows in (Reported.objects.all(), ReportedMonth.objects.all()):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            rows.delete()
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        Reported.objects.update(numerator=0)


def test_a_later_delivery_moves_what_is_known_and_not_what_was_reported(calendar):
    tree = make_tree()
    team = tree["mere-safeguarding"]
    source = make_import(as_on=date(2026, 10, 31))
    for _ in range(6):
        make_fact(Referral, child=make_child(source=source), source=source, team=team, referral_on=date(2026, 10, 5))
    while take_stale(at=AT):
        pass
    report(at=AT)
    late = make_import(as_on=date(2026, 11, 30))
    make_fact(Referral, child=make_child(source=late), source=late, team=team, referral_on=date(2026, 10, 30))
    while take_stale(at=LATER):
        pass
    report(at=LATER)
    county = tree["larchshire"]
    first = first_reported(team=county, code="FD06", months=[OCTOBER])[OCTOBER]
    now = Figure.objects.get(team=county, indicator="FD06", month=OCTOBER)
    assert (first.point.denominator, now.denominator, first.reported_at) == (6, 7, AT)


def test_the_page_says_what_moved_and_shows_both(client, tree):
    report(at=AT)
    county = tree["larchshire"]
    change(county, numerator=72, denominator=190)
    client.force_login(make_user("director", county))
    page = client.get("/figures/FD06/").content.decode()
    said = (
        "October 2026 was first reported as 33% (60 of 180 referrals) on 3 November 2026; "
        "it is now 38% (72 of 190 referrals)."
    )
    assert said in page
    assert client.get("/figures/FD06/").context["page"].subtitle.startswith("38% in October")
    first = client.get("/figures/FD06/?as=first")
    assert first.context["page"].subtitle.startswith("33% in October")
    assert "as they were first reported" in first.content.decode()


def test_where_nothing_moved_that_is_said(client, tree):
    report(at=AT)
    client.force_login(make_user("director", tree["larchshire"]))
    assert "No figure on this chart has moved" in client.get("/figures/FD06/").content.decode()


def test_who_sees_small_numbers_hidden_sees_no_difference(client, tree):
    report(at=AT)
    change(tree["mere-safeguarding"], numerator=2, denominator=60)
    client.force_login(make_user("board_member", tree["larchshire"]))
    for address in ("/figures/FD06/?team=mere-safeguarding", "/figures/FD06/?team=mere-safeguarding&as=first"):
        page = client.get(address).content.decode()
        assert "first reported" not in page
    assert client.get("/figures/FD06/explained/?team=mere-safeguarding").status_code == 404


def test_a_number_is_explained_with_its_own_numbers(client, tree):
    report(at=AT)
    client.force_login(make_user("analyst", tree["larchshire"]))
    page = client.get("/figures/FD06/explained/?month=2026-10").content.decode()
    assert "60 ÷ 180 = 33%" in page
    found = client.get("/figures/FD06/explained/?month=2026-10").context["found"]
    assert [(row.name, row.numerator, row.denominator) for row in found.parts] == [
        ("North", "20", "60"),
        ("West", "40", "120"),
    ]
    assert found.sums == "Together 60 of 180."
    assert found.moved == "First reported on 3 November 2026, and the same since."
    facts = dict(found.facts)
    assert facts["Last counted"].startswith("3 November 2026, from")
    assert facts["Definition"] == "FD06, version 1"
    assert [words for words, _ in found.rows] == ["The 60 above the line", "The 180 below it"]


def test_what_belongs_to_no_team_below_is_said(client, tree):
    change(tree["larchshire"], numerator=63, denominator=180)
    client.force_login(make_user("analyst", tree["larchshire"]))
    found = client.get("/figures/FD06/explained/?month=2026-10").context["found"]
    assert found.sums == "Together 60 of 180; the other 3 belong to no team below, or to one that has closed."
    assert "has not been reported yet" in found.moved


def test_a_month_without_a_figure_is_no_fault(client, tree):
    client.force_login(make_user("analyst", tree["larchshire"]))
    assert "There is no figure for this month." in client.get("/figures/FD06/explained/?month=2001-01").content.decode()


def test_the_explanation_asks_the_same_queries_whatever_is_below(client, tree, django_assert_max_num_queries):
    client.force_login(make_user("analyst", tree["larchshire"]))
    client.get("/figures/FD06/explained/")
    with django_assert_max_num_queries(18):
        client.get("/figures/FD06/explained/")
