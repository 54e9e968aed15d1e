"""A participation lead finds who is to be asked, and a chair whom nobody independent has heard."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from casework.models import Review
from tests.factories import make_fact, make_tree, make_user
from tests.factories.feedback import make_known_child, make_recorded, make_theme
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


def test_the_month_is_read_and_an_answer_followed_up(tree, signed_in, live_server, axe, both_widths):
    manager = make_user("team_manager", tree["mere-safeguarding"], name="M. Hale")
    chair = make_user("independent_chair", tree["larchshire"])
    for _ in range(12):
        told = {"child": make_known_child(tree["mere-safeguarding"]), "at": timezone.now()}
        make_recorded(**told, choices=["yes"] * 4, by=manager)
        make_recorded(**told, choices=["no", "a_little", "yes", "yes"], by=chair, gathered_by="chair", mode="named")
    make_theme()
    page = signed_in("participation_lead")
    month = timezone.localdate().replace(day=1).isoformat()[:7]
    page.goto(f"{live_server.url}/feedback/?month={month}")
    axe(page)
    shot(page, "landing")
    page.goto(f"{live_server.url}/feedback/month/?month={month}")
    expect(page.get_by_role("heading", name="24 answered")).to_be_visible()
    axe(page)
    shot(page, "month")
    page.get_by_role("link", name="What workers are told beside what others are told").click()
    expect(page.get_by_role("heading", name="Fewer say yes to somebody independent")).to_be_visible()
    axe(page)
    shot(page, "compare")
    page.go_back()
    page.get_by_role("link", name="Answers to follow up").click()
    expect(page.get_by_role("heading", name="12 answers to decide about")).to_be_visible()
    axe(page)
    shot(page, "answers")
    page.get_by_role("link", name="number 1", exact=False).first.click()
    page.get_by_label("What does it speak of?").select_option("Change of worker")
    page.get_by_role("button", name="Put the theme on it").click()
    expect(page.get_by_text("to be checked")).to_be_visible()
    axe(page)
    shot(page, "answer")
    page.get_by_role("button", name="Have it followed up").click()
    page.get_by_label("What is to be done?").fill("Ring them")
    page.get_by_label("How shall we know that it worked?").fill("They say they were heard")
    page.get_by_label("Who does it?").select_option("M. Hale")
    due = timezone.localdate() + timedelta(days=14)
    for name, value in (("Day", due.day), ("Month", due.month), ("Year", due.year)):
        page.get_by_role("textbox", name=name, exact=True).fill(str(value))
    axe(page)
    shot(page, "follow-up")
    page.get_by_role("button", name="Give it to them").click()
    expect(page.get_by_role("link", name="Ring them")).to_be_visible()
    axe(page)
    page.goto(f"{live_server.url}/themes/")
    axe(page)
    shot(page, "themes")
