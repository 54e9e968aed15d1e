"""Asking for a pack: once for each form, one at a time, refused with a sentence."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from casework.services import NotAllowed
from improvement.boards import services, states
from improvement.boards.models import Pack
from tests.factories import make_tree, make_user
from tests.factories.boards import AT, CODES, MONTH, make_board, make_figures, make_pack, make_ready_pack

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    county = make_tree()["larchshire"]
    make_figures(county)
    return make_board(county)


def test_the_same_form_sent_twice_makes_one_pack(board):
    first, again = make_pack(board, key="one"), make_pack(board, key="one")
    assert first.pk == again.pk
    assert Pack.objects.count() == 1


def test_two_forms_for_the_same_pack_get_the_one_being_built(board):
    assert make_pack(board, key="one").pk == make_pack(board, key="two").pk


def test_the_next_pack_of_a_month_is_the_next_edition(board):
    first = make_ready_pack(board)
    second = make_pack(board)
    assert (first.edition, second.edition) == (1, 2)
    assert Pack.objects.get(pk=first.pk).state == states.READY


def test_each_audience_has_its_own_editions(board):
    restricted, public = make_ready_pack(board), make_pack(board, audience="public")
    again = make_pack(board)
    assert [(pack.audience, pack.edition) for pack in (restricted, public, again)] == [
        ("restricted", 1),
        ("public", 1),
        ("restricted", 2),
    ]


def test_a_pack_being_built_or_failed_for_one_audience_is_none_for_the_other(board):
    restricted = make_pack(board)
    assert make_pack(board, audience="public").pk != restricted.pk
    Pack.objects.filter(audience="public").update(state="failed", reason="It was dark.")
    assert make_pack(board).pk == restricted.pk
    assert make_pack(board, audience="public").edition == 1


def test_other_indicators_while_one_is_being_built_are_another_edition(board):
    first, second = make_pack(board), make_pack(board, indicators=["FD06"])
    assert (first.edition, second.edition) == (1, 2)


def test_after_a_failure_the_same_edition_is_built_anew(board):
    failed = make_pack(board)
    Pack.objects.filter(pk=failed.pk).update(state="failed", reason="It was dark.", attempts=3)
    again = make_pack(board, indicators=["FD06"])
    assert (again.pk, again.edition, again.state, again.reason, again.attempts) == (failed.pk, 1, "building", "", 0)
    assert again.indicators == ["FD06"]


def test_trying_again_twice_builds_once(board):
    pack, by = make_pack(board), make_user()
    Pack.objects.filter(pk=pack.pk).update(state="failed", reason="It was dark.")
    assert services.retry_pack(pack=pack, by=by, at=AT).state == "building"
    Pack.objects.filter(pk=pack.pk).update(attempts=1)
    assert services.retry_pack(pack=pack, by=by, at=AT).attempts == 1


def test_trying_a_ready_pack_again_changes_nothing(board):
    pack = make_ready_pack(board)
    assert services.retry_pack(pack=pack, by=make_user(), at=AT).state == "ready"


@pytest.mark.parametrize(
    ("month", "indicators", "words"),
    [
        (date(2026, 11, 1), CODES, "November 2026 is not over yet"),
        (date(2031, 1, 1), CODES, "January 2031 is not over yet"),
        (date(2019, 1, 1), CODES, "no figures yet for Larchshire in January 2019"),
        (MONTH, [], "Choose at least one"),
        (MONTH, ["FD06", "XX99"], "There is no indicator XX99"),
        (MONTH, ["FD06", "FD06"], "chosen twice"),
    ],
)
def test_what_cannot_be_built_is_refused_with_a_sentence(board, month, indicators, words):
    with pytest.raises(NotAllowed, match=words):
        services.request_pack(
            board=board, month=month, audience="public", indicators=indicators, key="k", by=None, at=AT
        )
    assert not Pack.objects.exists()


def test_a_state_that_is_not_in_the_table_is_refused(board):
    pack = make_ready_pack(board)
    with pytest.raises(ValueError, match="cannot go from ready to building"):
        states.move(Pack.objects.filter(pk=pack.pk), states.READY, states.BUILDING)


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_make_one_pack(board):
    def ask(_):
        try:
            return make_pack(board, key="the-same-form").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as crowd:
        assert len(set(crowd.map(ask, range(10)))) == 1
    assert Pack.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_forms_at_once_make_one_pack(board):
    def ask(number):
        try:
            return make_pack(board, key=f"form-{number}").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as crowd:
        assert len(set(crowd.map(ask, range(10)))) == 1
