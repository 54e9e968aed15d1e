"""An action in the one register: agreed, its day moved, done with what changed, sent back, closed, looked at again."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from casework.models import Action
from tests.factories import make_tree, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_agreed_to_looked_at_again(signed_in, live_server, axe, both_widths):
    tree = make_tree()
    team = tree["mere-safeguarding"]
    head = make_user("head_of_service", tree["west"], name="H. Head")
    worker = make_user("practitioner", team, name="W. Worker")
    today = timezone.localdate()
    page = signed_in(user=head)
    page.goto(live_server.url + "/actions/")
    axe(page)
    page.get_by_role("button", name="Agree an action").click()
    page.get_by_role("heading", name="Agree an action").wait_for()
    page.get_by_role("button", name="Agree the action").click()
    expect(page.get_by_text("Say what is to be done.").first).to_be_visible()
    axe(page)
    page.get_by_label("What is to be done?").fill("Ask her what she wants to happen")
    page.get_by_label("How shall we know that it worked?").fill("Her words are in the next plan")
    page.get_by_label("For which team?").select_option(label="Mere Safeguarding")
    page.get_by_label("Who does it?").select_option(label="W. Worker")
    _day(page, "due_on", today + timedelta(days=30))
    page.get_by_role("button", name="Agree the action").click()
    page.get_by_role("heading", name="Ask her what she wants to happen").wait_for()
    axe(page)
    address = f"{live_server.url}/actions/{Action.objects.get().pk}/"

    page = signed_in(user=worker)
    page.goto(live_server.url + "/actions/")
    axe(page)
    page.get_by_role("link", name="Ask her what she wants to happen").click()
    page.get_by_role("link", name="Move the day").click()
    _day(page, "to_on", today + timedelta(days=45))
    page.get_by_label("Why does it move?").fill("She is away until then")
    axe(page)
    page.get_by_role("button", name="Move the day").click()
    page.get_by_role("heading", name="Ask her what she wants to happen").wait_for()
    _say_done(page)
    axe(page)

    page = signed_in(user=head)
    page.goto(address)
    page.get_by_role("link", name="Send it back").click()
    page.get_by_label("What is missing?").fill("What she said")
    axe(page)
    page.get_by_role("button", name="Send it back").click()
    page.get_by_role("heading", name="Ask her what she wants to happen").wait_for()
    page = signed_in(user=worker)
    page.goto(address)
    expect(page.get_by_text("What she said")).to_be_visible()
    _say_done(page)
    page = signed_in(user=head)
    page.goto(address)
    page.get_by_role("button", name="Close the action").click()
    _day(page, "look_again_on", today + timedelta(days=90))
    axe(page)
    page.get_by_role("button", name="Close the action").click()
    page.get_by_role("heading", name="Ask her what she wants to happen").wait_for()
    Action.objects.update(look_again_on=today)
    page.goto(live_server.url + "/actions/?show=again")
    axe(page)
    page.goto(address)
    page.get_by_role("button", name="Look again").click()
    page.get_by_label("Yes").check()
    page.get_by_label("What did you find?").fill("She chose who comes to the review")
    axe(page)
    page.get_by_role("button", name="Keep what you found").click()
    expect(page.get_by_text("She chose who comes to the review")).to_be_visible()
    axe(page)


def _say_done(page):
    page.get_by_role("button", name="Say it is done").click()
    page.get_by_label("What shows that it is done?").fill("The plan of today")
    page.get_by_label("What changed for the child").fill("She chose who comes")
    page.get_by_role("button", name="Say it is done").click()
    page.get_by_role("heading", name="Ask her what she wants to happen").wait_for()


def _day(page, name, day):
    for part in ("day", "month", "year"):
        page.locator(f"[name={name}_{part}]").fill(str(getattr(day, part)))
