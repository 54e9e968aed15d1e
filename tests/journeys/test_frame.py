"""The frame in a browser: keyboard, narrow screens, no script, and the accessibility rules."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import make_tree, make_user
from tests.factories.casework import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIGNED_OUT = ("account_login", "account_reset_password", "account_reset_password_done", "account_signup")
SIGNED_IN = ("mfa_index", "account_change_password", "account_logout", "mfa_activate_totp")


@pytest.mark.parametrize("name", SIGNED_OUT)
def test_pages_before_signing_in_are_accessible(page, live_server, axe, both_widths, name):
    page.goto(live_server.url + reverse(name))
    axe(page)


def test_pages_of_the_account_are_accessible(signed_in, live_server, axe, both_widths):
    page = signed_in("director")
    for name in SIGNED_IN:
        page.goto(live_server.url + reverse(name))
        axe(page)


def test_signing_in_with_an_error_first(page, live_server, axe):
    user = make_user("director", make_tree()["larchshire"])
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_title("Error: Sign in · Balcony")
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    axe(page)
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Email")).to_be_focused()
    page.keyboard.type(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(live_server.url + "/")


def test_the_first_tab_skips_to_the_page(signed_in, live_server):
    page = signed_in("director")
    page.goto(live_server.url + reverse("mfa_index"))
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()


def test_place_and_month_are_chosen_without_script(without_script, signed_in, live_server):
    page = without_script(signed_in("director"))
    page.goto(live_server.url + reverse("casework:teams") + "?team=west&month=2026-05")
    place = page.get_by_role("region", name="Place and month")
    expect(place.get_by_text("West", exact=True)).to_have_attribute("aria-current", "location")
    place.get_by_text("May 2026").first.click()
    place.get_by_label("Month").select_option("2026-04")
    place.get_by_role("button", name="Show this month").click()
    page.wait_for_url(lambda url: "team=west" in url and "month=2026-04" in url)
    place.get_by_role("link", name="Mere").click()
    page.wait_for_url(lambda url: "team=mere&month=2026-04" in url)


def test_signing_out_is_a_button_that_reads_as_a_link(signed_in, live_server):
    page = signed_in("director")
    page.goto(live_server.url + reverse("mfa_index"))
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: reverse("mfa_index") not in url)
    page.goto(live_server.url + reverse("mfa_index"))
    assert reverse("account_login") in page.url


def test_nothing_is_blocked_by_the_policy_and_nothing_leaves_for_elsewhere(signed_in, live_server):
    page = signed_in("director")
    complaints, elsewhere = [], []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda sent: elsewhere.append(sent.url) if not sent.url.startswith(live_server.url) else None)
    page.goto(live_server.url + reverse("mfa_index"))
    assert page.evaluate("document.body.classList.contains('govuk-frontend-supported')")
    assert complaints == []
    assert elsewhere == []
