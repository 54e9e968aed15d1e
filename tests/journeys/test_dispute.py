"""A grade is disputed by the worker and decided by somebody independent; it stands beside the grade (practice 2.6)."""

import pytest
from playwright.sync_api import expect

from tests.audits.conftest import make_scene
from tests.audits.test_loop import final

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_worker_s_words_to_the_decision(signed_in, live_server, axe, both_widths):
    scene = make_scene()
    audit = final(scene)
    page = signed_in(user=scene.people["worker"])
    page.goto(f"{live_server.url}/audits/{audit.pk}/")
    page.get_by_role("link", name="Dispute the grade").click()
    page.get_by_role("heading", name="Dispute the grade").wait_for()
    axe(page)
    page.get_by_role("button", name="Dispute the grade").click()
    expect(page.get_by_text("Choose the grade that you think is right.").first).to_be_visible()
    page.get_by_label("Outstanding").check()
    page.get_by_label("What makes you say so?").fill("She was seen alone on every visit, and it says what she said.")
    axe(page)
    page.get_by_role("button", name="Dispute the grade").click()
    page.get_by_text("Somebody independent decides").wait_for()
    expect(page.get_by_role("heading", name="Disputed, to be decided")).to_be_visible()

    page = signed_in(user=scene.people["quality"])
    page.goto(live_server.url + "/audits/")
    expect(page.get_by_role("heading", name="Disputed grades to decide")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Mere Safeguarding, LS000777").click()
    page.get_by_role("heading", name="says it is not good but outstanding").wait_for()
    axe(page)
    page.get_by_label("Outstanding").check()
    page.get_by_label("Why?").fill("Seven visits bear it out.")
    page.get_by_role("button", name="Decide").click()
    page.get_by_text("Decided. Those concerned are told.").wait_for()
    expect(page.get_by_role("heading", name="Disputed and changed: good became outstanding")).to_be_visible()
    axe(page)
