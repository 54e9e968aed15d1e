"""Whose work nobody looked at, for the quality lead alone; and which way one's own grades lean, shared by oneself."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_tree, make_user, make_worker
from tests.factories.moderation import make_judged, make_moderation
from tests.factories.rounds import make_open_work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_coverage_of_people_and_drift_that_is_shared(signed_in, live_server, axe, both_widths):
    tree = make_tree()
    team = tree["mere-safeguarding"]
    make_open_work(team, count=3, worker=make_worker("B. Never"))
    auditor = make_user("auditor", team, name="A. Auditor")
    lead = make_user("quality_lead", tree["larchshire"], name="Q. Lead")
    make_moderation(make_judged(team=team, auditor=auditor, grade="good"), grade="inadequate")

    page = signed_in(user=lead)
    page.goto(live_server.url + "/audits/rounds/coverage/")
    axe(page)
    page.get_by_role("link", name="Whose work nobody looked at").click()
    page.get_by_role("heading", name="The work of 1 of 1 person was not looked at in a year.").wait_for()
    expect(page.get_by_text("B. Never")).to_be_visible()
    axe(page)

    page = signed_in(user=auditor)
    page.goto(live_server.url + "/audits/moderation/")
    expect(page.get_by_text("Only you see this.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Share it with whoever leads").click()
    expect(page.get_by_text("because you share it")).to_be_visible()
    axe(page)

    page = signed_in(user=lead)
    page.goto(live_server.url + "/audits/moderation/")
    expect(page.get_by_role("heading", name="Shared with you")).to_be_visible()
    expect(page.get_by_text("A. Auditor.")).to_be_visible()
    axe(page)
