"""The pages of the boards room: who sees what, what is kept, what leaves a mark, and how many queries it takes."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from casework.models import ReadLog
from improvement.boards import building, queries
from improvement.boards.models import Board, Pack
from improvement.indicators.models import Figure
from tests.factories import make_tree, make_user
from tests.factories.boards import AT, CODES, make_board, make_figures, make_pack, make_ready_pack

pytestmark = pytest.mark.django_db

READERS = ["team_manager", "auditor", "practitioner", "participation_lead", "board_member", "peer"]
PREPARERS = ["director", "head_of_service", "analyst", "independent_chair", "quality_lead"]


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def board(tree):
    make_figures(tree["larchshire"])
    return make_board(tree["larchshire"], name="Performance board")


@pytest.fixture
def chair(client, tree):
    user = make_user("independent_chair", tree["larchshire"], name="C. Hale")
    client.force_login(user)
    return user


def at(name, pk=None):
    return reverse(f"boards:{name}", args=[pk] if pk else None)


def asked(**changes):
    sent = {
        "month": "2026-10",
        "audience": "restricted",
        "key": "form-1",
        "indicators_fd": ["FD06"],
        "indicators_la": ["LA01"],
    }
    return {**sent, **changes}


def test_a_chair_exports_a_pack_and_reads_it(client, board, chair):
    page = client.get(at("export", board.pk))
    assert re.search(r'value="FD06"[^>]*checked', page.content.decode())
    answer = client.post(at("export", board.pk), asked())
    pack = Pack.objects.get()
    assert answer["Location"] == at("pack", pack.pk)
    assert pack.indicators == ["FD06", "LA01"]
    assert "is being made" in client.get(at("pack", pack.pk)).content.decode()
    assert building.build_pack(pack_id=pack.pk, at=AT) == "ready"
    pack.refresh_from_db()
    assert pack.sha256 in client.get(at("pack", pack.pk)).content.decode()
    file = client.get(at("pdf", pack.pk))
    assert file.content == bytes(pack.pdf)
    assert file["Content-Disposition"] == 'attachment; filename="performance-board-2026-10-restricted-edition-1.pdf"'
    assert file["Cache-Control"] == "no-store"


def test_the_same_form_twice_is_one_pack(client, board, chair):
    first = client.post(at("export", board.pk), asked())
    assert client.post(at("export", board.pk), asked())["Location"] == first["Location"]
    assert Pack.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"month": "2027-01"}, "Choose a month from the list"),
        ({"month": "yesterday"}, "Choose a month from the list"),
        ({"month": ""}, "Choose a month"),
        ({"audience": ""}, "Choose whom the pack is for"),
        ({"audience": "everyone"}, "Choose whom the pack is for: restricted or public"),
        ({"indicators_fd": ["XX99"]}, "There is no measure XX99"),
        ({"indicators_fd": [], "indicators_la": []}, "Choose at least one measure"),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_is_kept(client, board, chair, changes, words):
    page = client.post(at("export", board.pk), asked(**changes)).content.decode()
    assert words in page
    assert not Pack.objects.exists()
    if "month" in changes:
        assert re.search(r'value="LA01"[^>]*checked', page)
        assert not re.search(r'value="AS03"[^>]*checked', page)
    assert 'value="form-1"' in page


def test_without_figures_the_page_says_what_is_missing(client, tree, chair):
    empty = make_board(tree["larchshire"])
    assert "No figures yet" in client.get(at("export", empty.pk)).content.decode()
    assert "there are none yet for Larchshire" in client.get(at("board", empty.pk)).content.decode()
    assert "No figures yet" in client.post(at("export", empty.pk), asked()).content.decode()
    assert not Pack.objects.exists()


@pytest.mark.parametrize("role", READERS)
def test_readers_see_ready_packs_only_and_prepare_none(client, tree, board, role):
    ready, building_one = make_ready_pack(board, audience="public"), make_pack(board, audience="public")
    client.force_login(make_user(role, tree["larchshire"]))
    assert client.get(at("pack", ready.pk)).status_code == 200
    assert client.get(at("pdf", ready.pk)).status_code == 200
    assert client.get(at("pack", building_one.pk)).status_code == 404
    assert client.get(at("export", board.pk)).status_code == 404
    assert client.post(at("retry", building_one.pk)).status_code == 404
    assert at("pack", building_one.pk) not in client.get(at("board", board.pk)).content.decode()


@pytest.mark.parametrize("role", PREPARERS)
def test_preparers_see_packs_on_the_way(client, tree, board, role):
    client.force_login(make_user(role, tree["larchshire"]))
    assert client.get(at("pack", make_pack(board).pk)).status_code == 200
    assert client.get(at("export", board.pk)).status_code == 200


@pytest.mark.parametrize("role", ["director", "board_member", "peer"])
def test_boards_of_other_places_do_not_exist(client, tree, board, role):
    ready = make_ready_pack(board)
    client.force_login(make_user(role, tree["north"]))
    unknown = client.get("/boards/999999/")
    for name, pk in [("board", board.pk), ("pack", ready.pk), ("pdf", ready.pk), ("csv", ready.pk), ("xlsx", ready.pk)]:
        answer = client.get(at(name, pk))
        assert (answer.status_code, answer.content) == (404, unknown.content)
    assert "Performance board" not in client.get(at("index")).content.decode()


def test_a_pack_on_its_way_cannot_be_downloaded(client, board, chair):
    pack = make_pack(board)
    assert {client.get(at(name, pack.pk)).status_code for name in ("pdf", "csv", "xlsx")} == {404}


def test_every_file_that_leaves_is_on_record(client, board, chair):
    pack = make_ready_pack(board)
    for name in ("pdf", "csv", "xlsx"):
        client.get(at(name, pack.pk))
    reads = ReadLog.objects.filter(user=chair, kind="export").order_by("pk")
    assert [read.what.partition(": ")[2] for read in reads] == ["PDF", "figures as CSV", "figures as XLSX"]
    assert {read.team_id for read in reads} == {board.team_id}


def test_the_files_say_what_the_pack_froze(client, board, chair):
    pack = make_ready_pack(board)
    frozen = {(row.indicator, f"{row.month:%B} {row.month.year}"): row.numerator for row in Figure.objects.all()}
    Figure.objects.update(numerator=1)
    rows = list(csv.DictReader(io.StringIO(client.get(at("csv", pack.pk)).content.decode("utf-8-sig"))))
    found = {(row["Code"], row["Month"]): row["Numerator"] for row in rows if row["Numerator"]}
    assert found
    assert all(float(number) == frozen[key] for key, number in found.items())
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(at("xlsx", pack.pk)).content))
    sheet = book.get_sheet_by_name("Figures").to_python()
    assert len([row for row in sheet[1:] if row[0] in CODES]) == 3 * 36
    assert {(row[0], row[4]): row[6] for row in sheet[1:] if row[0] == "FD06"} == {
        key: float(number) for key, number in found.items() if key[0] == "FD06"
    }


def test_a_damaged_document_is_refused_on_a_plain_page(client, board, chair):
    pack = make_ready_pack(board)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE improvement_pack SET pdf = substr(pdf, 1, 9) WHERE id = %s", [pack.pk])
        cursor.execute("SET session_replication_role = DEFAULT")
    answer = client.get(at("pdf", pack.pk))
    assert answer.status_code == 500
    assert "This pack is damaged" in answer.content.decode()
    assert not ReadLog.objects.exists()


def test_a_failure_is_explained_and_tried_again(client, board, chair):
    pack = make_pack(board)
    Pack.objects.filter(pk=pack.pk).update(state="failed", reason="It was dark & <cold>.")
    page = client.get(at("pack", pack.pk)).content.decode()
    assert "It was dark &amp; &lt;cold&gt;." in page
    assert client.post(at("retry", pack.pk))["Location"] == at("pack", pack.pk)
    assert Pack.objects.get().state == "building"
    assert client.get(at("retry", pack.pk)).status_code == 405


def test_a_quality_lead_sets_up_a_board(client, tree):
    client.force_login(make_user("quality_lead", tree["west"]))
    sent = {"name": "West board", "team": tree["west"].pk, "indicators_fd": ["FD06"]}
    client.post(at("new"), sent)
    board = Board.objects.get()
    assert (board.name, board.team, board.indicators, board.version) == ("West board", tree["west"], ["FD06"], 1)
    page = client.post(at("new"), sent).content.decode()
    assert "already a board called" in page
    elsewhere = client.post(at("new"), {**sent, "name": "County board", "team": tree["larchshire"].pk})
    assert "Choose a place from the list" in elsewhere.content.decode()


def test_of_two_who_change_a_board_the_second_sees_both(client, tree, board):
    client.force_login(make_user("director", tree["larchshire"]))
    sent = {"name": "First", "team": board.team_id, "version": 1, "indicators_fd": ["FD06"]}
    client.post(at("setup", board.pk), sent)
    page = client.post(at("setup", board.pk), {**sent, "name": "Second"}).content.decode()
    assert "Someone changed this board" in page
    assert 'value="Second"' in page
    assert "<dd>First</dd>" in page
    assert 'value="2"' in page
    client.post(at("setup", board.pk), {**sent, "name": "Second", "version": 2})
    assert Board.objects.get().name == "Second"


def test_queries_do_not_grow(client, tree, board, chair):
    pages = {"index": None, "board": board.pk, "export": board.pk, "pack": make_ready_pack(board).pk}

    def counted():
        found = {}
        for name, pk in pages.items():
            with CaptureQueriesContext(connection) as seen:
                assert client.get(at(name, pk)).status_code == 200
            found[name] = len(seen)
        return found

    before = counted()
    for _ in range(10):
        make_ready_pack(board)
        make_ready_pack(board, audience="public")
        make_ready_pack(make_board(tree["larchshire"]))
    assert counted() == before
    assert max(before.values()) <= 14, before  # the frame's own among them


def test_what_the_pages_read_takes_so_many_queries(board, chair, django_assert_num_queries):
    pack = make_ready_pack(board)
    # The roles, the teams they reach (asked once for the whole request), the boards with their newest packs.
    with django_assert_num_queries(3):
        queries.boards(chair)
    with django_assert_num_queries(1):
        queries.packs(chair, board)
    with django_assert_num_queries(1):
        queries.contents(pack)
