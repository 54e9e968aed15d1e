"""M10: a child types "he hurts me"; a person reads it, somebody takes it on, and nothing closes by itself."""

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from feedback.models import Concern
from feedback.reading import services
from tests.factories import make_tree, make_user
from tests.factories.feedback import make_known_child, make_link
from tests.journeys.test_family import shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_he_hurts_me_to_in_hand(signed_in, browser, live_server, axe, both_widths):
    cache.clear()
    tree = make_tree()
    child = make_known_child(tree["mere-safeguarding"])
    reader, manager = make_user("participation_lead", tree["larchshire"]), make_user("head_of_service", tree["west"])
    phone = browser.new_page(viewport={"width": 360, "height": 740}, locale="en-GB")
    phone.goto(f"{live_server.url}/say/{make_link(child, respondent='child', at=timezone.now())}/")
    text = phone.locator("main").inner_text()
    assert text.index("private, but not secret") < text.index("Who will know")
    phone.get_by_text("In confidence").click()
    phone.get_by_role("button", name="Start").click()
    phone.wait_for_url("**/1/**")
    phone.get_by_text("Say more, if you want to").click()
    expect(phone.get_by_role("link", name="0800 1111")).to_be_visible()
    phone.get_by_label("Say more, if you want to").fill("he hurts me")
    phone.get_by_role("button", name="Next").click()
    phone.wait_for_url("**/2/**")
    phone.close()

    page = signed_in(user=reader)
    page.goto(f"{live_server.url}/feedback/")
    axe(page)
    shot(page, "landing-waiting")
    page.get_by_role("button", name="What must be read today").click()
    expect(page.get_by_text("Nobody is named to read today.")).to_be_visible()
    axe(page)
    shot(page, "queue")
    page.get_by_role("link", name="Who is on duty").click()
    page.get_by_label("Duty manager").check()
    page.get_by_label("For", exact=True).select_option("West")
    page.get_by_label("Who?").select_option(manager.name)
    today = timezone.localdate()
    for part in ("day", "month", "year"):
        page.locator(f"[name=start_on_{part}]").fill(str(getattr(today, part)))
    axe(page)
    shot(page, "duties")
    page.get_by_role("button", name="Name them").click()
    expect(page.get_by_text(f"{manager.name} is named.")).to_be_visible()
    axe(page)
    page.goto(f"{live_server.url}/feedback/queue/")
    page.get_by_role("link", name="Do you understand the reason we are involved?").click()
    expect(page.get_by_text("he hurts me")).to_be_visible()
    axe(page)
    shot(page, "passage")
    page.get_by_label("A safeguarding concern").check()
    page.get_by_role("button", name="Say so").click()
    expect(page.get_by_role("heading", name="Everything is read")).to_be_visible()
    axe(page)

    page = signed_in(user=manager)
    page.goto(f"{live_server.url}/feedback/")
    page.get_by_role("link", name="Safeguarding concern").click()
    expect(page.get_by_text("he hurts me")).to_be_visible()
    axe(page)
    shot(page, "concern")
    page.get_by_role("button", name="I take this on").click()
    expect(page.get_by_text("You have taken this on.")).to_be_visible()
    axe(page)
    services.move_up(at=timezone.now())
    assert Concern.objects.get().state == "acknowledged"
    page.get_by_role("button", name="It is in hand").click()
    expect(page.get_by_role("link", name="Say what was done")).to_be_visible()
    axe(page)
    page.get_by_label("What was done").fill("Referred in the case system at 11:20")
    page.get_by_role("button", name="It is in hand").click()
    expect(page.get_by_role("heading", name="What was done")).to_be_visible()
    axe(page)
    shot(page, "concern-ended")
