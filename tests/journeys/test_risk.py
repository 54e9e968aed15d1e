"""An auditor sees a child at risk half-way through (M5): one button, told at once, waiting, then taken up."""

import pytest
from playwright.sync_api import expect

from tests.audits.conftest import make_scene

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_one_button_and_somebody_has_it(signed_in, live_server, axe, both_widths):
    scene = make_scene()
    audit = scene.invited()
    page = signed_in(user=scene.people["auditor"])
    # The button is on every page of an unfinished audit; the form does not need finishing.
    for part in ("", "section/1/", "overall/", "talked/"):
        page.goto(f"{live_server.url}/audits/{audit.pk}/{part}")
        expect(page.get_by_text("A child may be at risk now").first).to_be_visible()
    page.get_by_text("A child may be at risk now").first.click()
    page.get_by_text("This does not replace a referral.").wait_for()
    axe(page)
    page.get_by_role("button", name="Tell the manager now").click()
    page.get_by_role("heading", name="Waiting for M. Manager").wait_for()
    axe(page)
    address = page.url

    manager = signed_in(user=scene.people["manager"])
    manager.goto(f"{live_server.url}/audits/")
    expect(manager.get_by_text("at risk").first).to_be_visible()
    axe(manager)
    manager.goto(address)
    manager.get_by_role("button", name="I take this up").click()
    manager.get_by_role("heading", name="M. Manager has taken it up").wait_for()
    axe(manager)

    page = signed_in(user=scene.people["auditor"])
    page.goto(address)
    page.get_by_role("heading", name="M. Manager has taken it up").wait_for()
    assert page.get_by_role("button", name="Close it").count() == 0
    page.goto(f"{live_server.url}/audits/{audit.pk}/")
    expect(page.get_by_text("M. Manager has taken it up")).to_be_visible()
