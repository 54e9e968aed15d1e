"""The chair exports the pack the night before, and it is there in the morning."""

import hashlib

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from improvement.boards import building
from improvement.boards.models import Pack
from tests.factories import make_tree
from tests.factories.boards import make_board, make_figures, make_pack

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def board():
    county = make_tree()["larchshire"]
    make_figures(county)
    return make_board(county, name="Performance board")


def build(pack):
    assert building.build_pack(pack_id=pack.pk, at=timezone.now()) == "ready"


def test_from_the_list_of_boards_to_the_document_in_hand(board, signed_in, live_server, axe, both_widths):
    page = signed_in("independent_chair", team=board.team)
    page.goto(live_server.url + "/boards/")
    axe(page)
    page.get_by_role("link", name="Performance board", exact=True).click()
    expect(page.get_by_role("heading", name="No pack yet")).to_be_visible()
    axe(page)

    page.get_by_role("button", name="Export pack").click()
    axe(page)
    page.get_by_label("Re-referrals within 12 months").uncheck()
    page.get_by_label("Open assessments over 45 working days").uncheck()
    page.get_by_label("Children looked after", exact=True).uncheck()
    page.get_by_role("button", name="Export pack").click()
    expect(page.get_by_role("link", name="Choose at least one measure.")).to_be_visible()
    axe(page)
    page.get_by_label("Re-referrals within 12 months").check()
    page.get_by_label("Month of the pack").select_option("October 2026")
    expect(page.get_by_label("Restricted: numbers in full")).to_be_checked()
    page.get_by_role("button", name="Export pack").click()

    expect(page.get_by_role("heading", name="The pack of October 2026 is being made")).to_be_visible()
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    axe(page)
    pack = Pack.objects.get()
    build(pack)
    page.get_by_role("heading", name="Pack of October 2026", exact=True).wait_for()  # by itself: the page looks again
    axe(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download PDF").click()
    content = waiting.value.path().read_bytes()
    pack.refresh_from_db()
    assert hashlib.sha256(content).hexdigest() == pack.sha256
    assert waiting.value.suggested_filename == "performance-board-2026-10-restricted-edition-1.pdf"


def test_without_script_the_page_refreshes_itself(board, signed_in, live_server, without_script):
    pack = make_pack(board, at=timezone.now())
    page = without_script(signed_in("independent_chair", team=board.team))
    page.goto(f"{live_server.url}/boards/packs/{pack.pk}/")
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    expect(page.get_by_role("link", name="Look again")).to_be_visible()
    build(pack)
    page.get_by_role("heading", name="Pack of October 2026", exact=True).wait_for()


def test_a_failure_is_explained_and_tried_again(board, signed_in, live_server, axe, both_widths):
    pack = make_pack(board)
    Pack.objects.filter(pk=pack.pk).update(state="failed", reason="The document needs more memory than it may have.")
    page = signed_in("independent_chair", team=board.team)
    page.goto(f"{live_server.url}/boards/packs/{pack.pk}/")
    expect(page.get_by_text("needs more memory")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="The pack of October 2026 is being made")).to_be_visible()


def test_a_director_sets_up_a_board_and_someone_else_was_first(board, signed_in, live_server, axe, both_widths):
    page = signed_in("director", team=board.team)
    page.goto(f"{live_server.url}/boards/{board.pk}/setup/")
    axe(page)
    type(board).objects.filter(pk=board.pk).update(name="Improvement board", version=2)
    page.get_by_label("Name of the board").fill("Quality board")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="What someone else has saved")).to_be_visible()
    expect(page.get_by_label("Name of the board")).to_have_value("Quality board")
    axe(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Quality board")).to_be_visible()


def test_the_list_of_packs_passes(board, signed_in, live_server, axe, both_widths):
    build(make_pack(board, indicators=["FD06"]))
    make_pack(board)
    page = signed_in("independent_chair", team=board.team)
    page.goto(f"{live_server.url}/boards/{board.pk}/")
    expect(page.get_by_role("table")).to_be_visible()
    axe(page)
