"""The analyst brings the yearly returns in by the same door: sees their faults, applies them, and takes one back."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from casework.imports import services
from casework.models import Review, Section47
from tests.factories import make_tree
from tests.journeys.test_analyst import read, upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DATA = Path(__file__).parents[1] / "data"


def test_an_ssda903_return_is_looked_at_applied_and_taken_back(signed_in, live_server, axe, both_widths):
    make_tree()
    page = signed_in("analyst")
    delivery = upload(page, live_server, sorted((DATA / "ssda903").glob("*.csv")))
    read(delivery)
    page.get_by_role("heading", name="Check before you apply").wait_for()
    axe(page)
    expect(page.get_by_text("The lists as they stood on 31 March 2018")).to_be_visible()
    lists = page.get_by_role("table", name="What each list holds, and what it would change")
    expect(lists.get_by_role("row").filter(has_text="Reviews")).to_contain_text("reviews.csv")
    looked_at = page.get_by_role("table", name="Read, but look at them")
    expect(looked_at).to_contain_text("header.csv")
    expect(page.get_by_role("table", name="Values with no meaning yet")).to_contain_text("SWLAZY")
    page.get_by_role("button", name="Say what they mean").click()
    page.get_by_label("“XXX”").select_option("RD4")
    page.get_by_role("button", name="Remember these").click()
    page.get_by_text("1 remembered").wait_for()
    page.get_by_role("button", name="Apply", exact=True).click()
    axe(page)
    page.get_by_role("button", name="Apply it").click()
    page.get_by_role("heading", name="The import is being applied").wait_for()
    services.apply_import(delivery_id=delivery.pk, by=None, at=timezone.now())
    page.get_by_role("heading", name="Applied", exact=True).wait_for()
    axe(page)
    assert Review.objects.exclude(participation="").exists()
    page.get_by_role("link", name="Undo this import").click()
    page.get_by_role("button", name="Undo it").click()
    page.get_by_role("heading", name="Undone").wait_for()
    assert not Review.objects.exists()
    page.goto(live_server.url + "/imports/")
    expect(page.get_by_role("cell", name="SSDA903 return")).to_be_visible()
    axe(page)


def test_a_census_is_looked_at_and_applied(signed_in, live_server, axe, both_widths):
    make_tree()
    page = signed_in("analyst")
    delivery = upload(page, live_server, DATA / "cin_census" / "CIN_Census_2026.xml")
    read(delivery)
    page.get_by_role("heading", name="Check before you apply").wait_for()
    axe(page)
    expect(page.get_by_text("Children in need census. The lists as they stood on 31 March 2024")).to_be_visible()
    expect(page.get_by_role("table", name="Read, but look at them")).to_contain_text("between elements")
    page.get_by_role("button", name="Apply", exact=True).click()
    page.get_by_role("button", name="Apply it").click()
    page.get_by_role("heading", name="The import is being applied").wait_for()
    services.apply_import(delivery_id=delivery.pk, by=None, at=timezone.now())
    page.get_by_role("heading", name="Applied", exact=True).wait_for()
    axe(page)
    assert Section47.objects.exists()
