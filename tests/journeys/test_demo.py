"""The demo as each person sees it: every first screen, with axe at both widths, and the pictures of the documents.

It needs a demo that runs and has loaded: `DEMO_URL=http://localhost:8000 make screenshots`.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from improvement.management.commands.load_demo import PASSWORD, address
from improvement.management.practice_week import WORDS

DEMO = os.environ.get("DEMO_URL", "").rstrip("/")
PICTURES = Path("docs/screenshots")
# Picture: who looks, at which page.
VIEWS = {
    "home": ("director", "/"),
    "figures": ("director", "/figures/"),
    "indicator": ("director", "/figures/FD06/"),
    "rows": ("head_of_service", "/figures/CP11/rows/?part=rest"),
    "team": ("team_manager", "/figures/team/"),
    "compare": ("director", "/figures/FD06/teams/"),
    "explain": ("director", "/figures/FD06/explained/"),
    "limits": ("analyst", "/figures/FD06/limits/"),
    "queries": ("head_of_service", "/figures/queries/"),
    "targets": ("analyst", "/figures/targets/"),
    "tests-of-change": ("team_manager", "/figures/tests/"),
    "ambassador": ("ambassador", "/"),
    "x-rays": ("analyst", "/figures/x-rays/"),
    "programs": ("analyst", "/programs/"),
    "imports": ("analyst", "/imports/"),
    "analyst": ("analyst", "/"),
    "boards": ("independent_chair", "/boards/"),
    "people": ("administrator", "/people/"),
    "shared": ("board_member", "/"),
    "feedback": ("participation_lead", "/feedback/"),
    "feedback-month": ("participation_lead", "/feedback/month/?month=2026-10"),
    "learning": ("quality_lead", "/learning/"),
}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not DEMO, reason="set DEMO_URL to the address of a running demo"),
]


def enter(page, role):
    page.goto(f"{DEMO}/account/login/")
    page.get_by_label("Email").fill(address(role))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "/account/login/" not in url)


@pytest.mark.parametrize("name", VIEWS)
def test_the_demo_is_clean_and_its_picture_is_kept(name, page, axe, both_widths):
    role, path = VIEWS[name]
    enter(page, role)
    answer = page.goto(DEMO + path)
    page.wait_for_load_state("networkidle")
    assert answer.status == 200
    expect(page.get_by_text("Synthetic department")).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= both_widths["width"]
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}-{both_widths['width']}.png")


def test_the_practice_week_is_whole_and_its_report_is_kept(page, axe, both_widths):
    enter(page, "quality_lead")
    page.goto(f"{DEMO}/audits/rounds/")
    page.get_by_role("link", name=WORDS["name"]).click()
    page.get_by_role("link", name="The report of this round").click()
    page.get_by_text("80 of 80 audits; 19 of 20 observations; 25 of 25 families spoken to.").wait_for()
    axe(page)
    page.screenshot(path=PICTURES / f"practice-week-{both_widths['width']}.png")
    with page.expect_download() as download:
        page.get_by_role("button", name="Take the PDF").click()
    download.value.save_as("docs/practice-week.pdf")
