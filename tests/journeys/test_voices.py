"""A participation lead finds who is to be asked, and a chair whom nobody independent has heard."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from casework.models import Review
from tests.factories import make_fact, make_tree
from tests.factories.feedback import make_known_child
from tests.journeys.test_family import shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tree():
    cache.clear()
    return make_tree()


def test_who_is_to_be_asked_is_one_click_from_asking(tree, signed_in, live_server, axe, both_widths):
    today = timezone.localdate()
    child = make_known_child(tree["mere-safeguarding"], start_on=today - timedelta(days=200))
    make_fact(Review, child=child, kind="cp", review_on=today - timedelta(days=3))
    page = signed_in("participation_lead")
    page.goto(f"{live_server.url}/feedback/")
    page.get_by_role("link", name="Who is due, late and never asked").click()
    expect(page.get_by_role("heading", name="2 are late to be asked")).to_be_visible()
    axe(page)
    shot(page, "due")
    page.get_by_role("link", name="Reviews and conferences without an independent answer").click()
    expect(page.get_by_role("heading", name="1 review or conference without an independent answer")).to_be_visible()
    axe(page)
    shot(page, "unheard")
    page.get_by_role("link", name=f"Family of {child.reference}").click()
    expect(page.get_by_label("An independent chair")).to_be_checked()
    page.go_back()
    page.go_back()
    page.get_by_role("link", name=f"Link for {child.reference}, parent").click()
    expect(page.get_by_label("Parent, carer or family")).to_be_checked()
