"""A person makes a key for a program, sees it once, and takes it back."""

import pytest

from tests.factories import make_tree

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_key_is_made_and_taken_back(signed_in, live_server, axe, both_widths):
    make_tree()
    page = signed_in("analyst")
    page.get_by_role("link", name="Your account").first.click()
    page.get_by_role("link", name="Access for other programs").click()
    axe(page)
    page.get_by_role("button", name="Make a key").click()
    page.get_by_role("link", name="Say which program it is for.").wait_for()
    page.get_by_label("Which program is it for?").fill("Power BI")
    page.get_by_role("button", name="Make a key").click()
    page.locator("#key").wait_for()
    key = page.locator("#key").inner_text()
    axe(page)
    told = page.request.get(live_server.url + "/api/v1/teams", headers={"Authorization": f"Bearer {key}"})
    assert [team["code"] for team in told.json()["teams"]][:1] == ["larchshire"]
    page.get_by_role("button", name="Take back the key for Power BI").click()
    page.get_by_text("opens nothing any more").wait_for()
    axe(page)
    again = page.request.get(live_server.url + "/api/v1/teams", headers={"Authorization": f"Bearer {key}"})
    assert again.status == 401
