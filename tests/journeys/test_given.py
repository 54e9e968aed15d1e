"""An analyst brings in a month's figures, a manager types theirs, and the director sees how the work is spread."""

from datetime import date

import pytest
from playwright.sync_api import expect

from improvement.indicators import rollups
from improvement.indicators.calendar import load_calendar
from improvement.indicators.given import services
from improvement.indicators.models import StaleKey
from tests.browser import shot
from tests.factories import make_import, make_tree, make_user
from tests.factories.given import AT, MONTH, apply, csv_of, make_given, receive
from tests.factories.indicators import make_series
from tests.indicators.given.test_workforce import HEAD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINES = [
    "FD02,2026-10,mere-assessment,112,120,",
    "FD02,2026-09,mere-assessment,101,118,",
    "WF07,2026-10,mere-assessment,,,x",
    "WF07,2026-10,mere-safeguarding,7,8,",
]


@pytest.fixture
def tree():
    load_calendar()
    tree = make_tree()
    make_import()
    StaleKey.objects.all().delete()
    return tree


def upload(page, url, name, content):
    page.goto(f"{url}/figures/files/upload/")
    page.get_by_label("File of figures").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Upload and check").click()


def test_a_file_is_refused_line_by_line_put_right_applied_and_undone(tree, signed_in, live_server, axe, both_widths):
    make_given("FD02", tree["mere-assessment"], 100, 118, month=date(2026, 9, 1))
    page = signed_in("analyst")
    page.get_by_role("link", name="Bring in monthly figures").click()
    expect(page.get_by_role("heading", name="No files yet")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Upload a file").click()
    expect(page.get_by_role("heading", name="Upload a file of figures")).to_be_visible()
    axe(page)
    shot(page, "given-upload")
    upload(page, live_server.url, "october.csv", csv_of(*LINES, "ZZ99,soon,Atlantis,many,2,q"))
    expect(page.get_by_text("1 of its 5 lines needs putting right")).to_be_visible()
    expect(page.get_by_text("There is no indicator of this code")).to_be_visible()
    axe(page)
    shot(page, "given-refused")
    upload(page, live_server.url, "october.csv", csv_of(*LINES))
    expect(page.get_by_role("heading", name="Figures it changes")).to_be_visible()
    expect(page.locator("#changes + div td", has_text="101 of 118")).to_be_visible()
    axe(page)
    shot(page, "given-checked")
    page.get_by_role("button", name="Apply", exact=True).click()
    page.get_by_role("button", name="Apply it").click()
    expect(page.get_by_role("heading", name="october.csv: applied")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Undo this file").click()
    axe(page)
    page.get_by_role("button", name="Undo it").click()
    expect(page.get_by_role("heading", name="october.csv: undone")).to_be_visible()
    page.goto(f"{live_server.url}/figures/files/")
    axe(page)
    shot(page, "given-files")


def test_a_manager_types_the_month(tree, signed_in, live_server, axe, both_widths):
    apply("QA01,2026-10,mere-safeguarding,3,4,", name="october.csv", by=make_user(name="R. Patel"))
    page = signed_in("team_manager", team=tree["mere-safeguarding"])
    page.get_by_role("link", name="Give figures for October 2026").click()
    expect(page.get_by_role("heading", name="Figures of Mere Safeguarding for October 2026")).to_be_visible()
    axe(page)
    shot(page, "given-give")
    supervision = page.get_by_role("group", name="Supervision in timescale")
    supervision.get_by_label("Supervisions held within").fill("nearly all")
    supervision.get_by_label("Supervisions due").fill("8")
    page.get_by_role("button", name="Save these figures").click()
    expect(page.get_by_role("link", name="Supervision in timescale: this is not a number")).to_be_visible()
    axe(page)
    shot(page, "given-give-wrong")
    supervision.get_by_label("Supervisions held within").fill("7")
    page.get_by_role("group", name="Core group within").get_by_label("If there is no number").select_option("x")
    page.get_by_role("button", name="Save these figures").click()
    expect(page.get_by_text("2 figures saved.")).to_be_visible()
    expect(page.get_by_text("3 of 17 given")).to_be_visible()
    axe(page)
    shot(page, "given-my-team")


def posts(team, cases, fte="1"):
    return [f"2026-10,{team},{team}-{n},{fte},no,no,{held},," for n, held in enumerate(cases)]


def test_caseloads_are_shown_as_a_spread(tree, signed_in, live_server, axe, both_widths):
    lines = posts("mere-assessment", [9, 12, 12, 14, 15, 15, 15, 16, 18, 22, 24, 31])
    lines += posts("mere-safeguarding", [11, 13, 14, 14, 17, 18, 18, 18, 19, 21])
    lines += posts("weald-safeguarding", [8, 8, 30])
    file = receive(content="\n".join([HEAD, *lines]).encode(), name="workforce.csv")
    services.apply_file(file=file, by=None, at=AT)
    make_series("WF05", tree["larchshire"], [300 + step % 7 for step in range(24)], 20)
    rollups.roll_up(source="given", months=[MONTH], at=AT)
    page = signed_in("director")
    page.goto(f"{live_server.url}/figures/WF05/?month=2026-10")
    heading = page.get_by_role("heading", name="How the work is spread")
    expect(heading).to_be_visible()
    expect(page.get_by_text("from the workforce file of October 2026")).to_be_visible()
    axe(page)
    shot(page, "given-spread")
    page.goto(f"{live_server.url}/figures/WF01/?month=2026-10&team=mere-assessment")
    axe(page)
    shot(page, "given-posts")
    page.goto(f"{live_server.url}/figures/WF01/explained/?month=2026-10&team=mere-assessment")
    expect(page.get_by_text("From workforce.csv, applied on 3 November 2026")).to_be_visible()
    axe(page)
    shot(page, "given-explained")
