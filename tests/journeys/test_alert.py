"""M5: a child at risk, half-way through an audit: pressed, waiting, taken up by the manager, closed by another."""

import pytest
from playwright.sync_api import expect

from tests.audits.conftest import make_scene

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_button_to_closed(signed_in, live_server, axe, both_widths):
    scene = make_scene()
    audit = scene.talking()
    page = signed_in(user=scene.people["auditor"])
    page.goto(f"{live_server.url}/audits/{audit.pk}/section/1/")
    page.get_by_role("button", name="A child may be at risk now").click()
    page.get_by_role("heading", name="A child may be at risk now", level=1).wait_for()
    expect(page.get_by_text("This does not replace a referral.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Tell the manager now").click()
    page.get_by_role("heading", name="Waiting for M. Manager").wait_for()
    expect(page.get_by_role("button", name="I take this up")).to_have_count(0)
    axe(page)

    page = signed_in(user=scene.people["manager"])
    page.goto(live_server.url + "/audits/")
    axe(page)
    page.get_by_role("link", name="A child may be at risk").first.click()
    page.get_by_role("heading", name="Waiting for M. Manager").wait_for()
    axe(page)
    page.get_by_role("button", name="I take this up").click()
    page.get_by_role("heading", name="M. Manager has taken it up").wait_for()
    axe(page)
    page.get_by_label("Looked into: the child is safe").check()
    page.get_by_role("button", name="Close it").click()
    page.get_by_role("heading", name="Closed").wait_for()
    axe(page)

    page = signed_in(user=scene.people["auditor"])
    page.goto(f"{live_server.url}/audits/{audit.pk}/")
    page.get_by_role("link", name="Open it").click()
    page.get_by_role("heading", name="Closed").wait_for()
