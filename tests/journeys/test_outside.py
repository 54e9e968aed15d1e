"""A partner's deep dive: planned and shared by the quality lead, read and written by the reviewer, then acted on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.audits.outside.conftest import final
from tests.browser import shot
from tests.factories import grant, make_tree, make_user
from tests.journeys.test_visits import fill_day

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOUND = (
    ("What works", "Workers know the children, and say what they hope for."),
    ("What needs time", "Plans are being written with families. Half are so far."),
    ("Where to focus", "What changed for the child is not yet in every review."),
)


def test_a_partner_s_deep_dive(signed_in, live_server, axe, both_widths):
    tree, today = make_tree(), timezone.localdate()
    team = tree["mere-safeguarding"]
    peer = make_user(name="P. Peer")
    grant(peer, "peer", tree["larchshire"], end_on=today + timedelta(days=20), purpose="Deep dive")
    audits = [final(team, text="Her words are on five of seven visits.") for _ in range(3)]
    page = signed_in(user=make_user("quality_lead", tree["larchshire"], name="Q. Lead"))
    page.goto(f"{live_server.url}/audits/rounds/")
    page.get_by_role("navigation", name="Rounds").get_by_role("link", name="Reviews from outside").click()
    page.get_by_role("heading", name="No review yet").wait_for()
    axe(page)
    page.get_by_role("button", name="Plan a review").click()
    page.get_by_label("Improvement partner's deep dive").check()
    page.get_by_label("Who reviews?").select_option(label="P. Peer")
    page.get_by_label("Which authority or body are they from?").fill("Wealdshire")
    page.get_by_label("Whose work?").select_option(label="Mere Safeguarding")
    page.get_by_label("What are they asked to look at?").fill("Whether plans say what children want.")
    fill_day(page, "First day", today)
    fill_day(page, "Last day", today + timedelta(days=9))
    axe(page)
    shot(page, "outside-plan")
    page.get_by_role("button", name="Plan the review").click()
    for audit in audits[:2]:
        page.get_by_label(audit.child.reference).check()
    axe(page)
    shot(page, "outside-share")
    page.get_by_role("button", name="Share them").click()
    page.get_by_role("heading", name="With the reviewer").wait_for()
    axe(page)
    shot(page, "outside-lead")
    address = page.url

    signed_in(user=peer)
    page.get_by_role("link", name="Reviews from outside").first.click()
    page.get_by_role("link", name="Improvement partner's deep dive, Wealdshire").click()
    page.get_by_role("link", name=audits[0].child.reference).click()
    page.get_by_text("Her words are on five of seven visits.").first.wait_for()
    axe(page)
    shot(page, "outside-audit")
    for heading, words in FOUND:
        page.goto(address)
        page.get_by_role("button", name="Write what you found").click()
        page.get_by_label(heading).check()
        page.get_by_label("What did you find?").fill(words)
        axe(page)
        page.get_by_role("button", name="Keep it").click()
        page.get_by_text(words, exact=True).wait_for()
    axe(page)
    shot(page, "outside-reviewer")
    page.get_by_role("button", name="Submit the review").click()
    page.get_by_text("It is submitted, and stands.").wait_for()
    axe(page)

    signed_in(user=make_user("director", tree["larchshire"], name="D. Director"))
    page.goto(address)
    page.get_by_role("link", name="What changed for the child").click()
    page.get_by_label("What is to be done?").fill("Ask the question in every review.")
    page.get_by_label("How shall we know that it worked?").fill("Nine reviews of ten say so in March.")
    page.get_by_label("Who does it?").select_option(label="Q. Lead")
    fill_day(page, "By when?", today + timedelta(days=30))
    axe(page)
    page.get_by_role("button", name="Agree the action").click()
    page.get_by_role("link", name="Ask the question in every review.").wait_for()
    axe(page)
    shot(page, "outside-submitted")
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Reviews from outside").click()
    page.get_by_role("link", name="Improvement partner's deep dive, Wealdshire").wait_for()
    axe(page)
    shot(page, "outside-index")
