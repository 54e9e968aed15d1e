"""S34: the participation lead adds a care ambassador, who then sees a page of their own."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from casework.models import User
from feedback.met import services as meeting
from tests.browser import shot
from tests.factories import make_tree, make_user
from tests.factories.feedback import AT, make_met
from tests.factories.rounds import make_participant, make_round

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_being_added_to_what_changed(signed_in, live_server, axe, both_widths):
    cache.clear()
    tree = make_tree()
    lead = make_user("participation_lead", tree["larchshire"], name="P. Lead")
    page = signed_in(user=lead)
    page.get_by_role("link", name="Feedback", exact=True).click()
    page.get_by_role("link", name="What leaders heard from children").click()
    page.get_by_role("link", name="Care ambassadors", exact=True).click()
    expect(page.get_by_role("heading", name="None yet")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Add a care ambassador").click()
    axe(page)
    shot(page, "ambassador-add")
    page.get_by_label("Their work e-mail address").fill("ambassador1@larchshire.example")
    page.get_by_role("button", name="Add them").click()
    expect(page.get_by_role("heading", name="1 care ambassador")).to_be_visible()
    axe(page)
    shot(page, "ambassadors")
    page.get_by_role("link", name="Write down what they worked on").click()
    expect(page.get_by_label("Care ambassador 1")).to_be_visible()
    axe(page)
    shot(page, "ambassador-met-log")

    person = User.objects.get(email="ambassador1@larchshire.example")
    leader = make_user("director", tree["larchshire"], name="D. Irector")
    given = {"kind": "ambassadors", "leaders": [leader], "ambassadors": [person]}
    plans = make_met(tree["larchshire"], **given, influence="plans", heard="Our plans read like forms.", key="plans")
    meeting.say_did(met=plans, did="The pathway plan is two pages now, in words of ours.", by=lead, at=AT)
    meeting.keep_view(met=plans, view="partly", view_words="Better, and still long.", by=lead, at=AT)
    make_met(tree["larchshire"], **given, influence="recruiting", heard="Ask how they listen.", key="recruiting")
    inspection = make_round(tree["mere"], kind="inspection", name="Inspection of Mere")
    make_participant(inspection, person, part="ambassador", theme="How plans are written")
    page = signed_in(user=person)
    expect(
        page.get_by_role("heading", name="You worked on two things, and something changed after one.")
    ).to_be_visible()
    axe(page)
    shot(page, "ambassador-page")
    page.get_by_role("link", name="What you asked, and the answers").click()
    expect(page.get_by_role("heading", name="None yet")).to_be_visible()
    axe(page)
    shot(page, "ambassador-asked")
