"""A team tries something small: its manager begins it from a figure, its lead looks and tries again, it is kept."""

from datetime import date

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from casework.services import move_team
from improvement.indicators.models import ChangeTest, Cycle
from improvement.lib.months import add_months, first_of
from tests.browser import shot
from tests.factories import make_import, make_user
from tests.factories.indicators import make_risen_tree, make_series
from tests.factories.trying import make_change_test, make_lead

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tree():
    make_import()
    return make_risen_tree()


def plan(page, lead, words):
    """Fill in what is tried, from today, to show by next month."""
    shows = add_months(first_of(localdate()), 1)
    page.get_by_label("What will you try?").fill(words)
    page.get_by_label("At most").check()
    page.get_by_label("The value you expect").fill("20")
    page.get_by_label("By which month should it show?").fill(f"{shows:%Y-%m}")
    page.get_by_label("Who leads it?").select_option(label=lead.name)
    days = {"The day it begins": localdate(), "The day to look": add_months(shows, 1).replace(day=12)}
    for legend, day in days.items():
        group = page.get_by_role("group", name=legend)
        for part in ("Day", "Month", "Year"):
            group.get_by_label(part).fill(str(getattr(day, part.lower())))


def test_from_the_figure_to_a_decision(tree, signed_in, live_server, axe, both_widths):
    team = tree["mere-safeguarding"]
    lead = make_lead(team, name="Lee Lead")
    page = signed_in(user=make_user("team_manager", team, name="May Manager"))
    page.goto(live_server.url + "/figures/FD06/?team=mere-safeguarding")
    page.get_by_role("link", name="Begin a test of change").click()
    axe(page)
    page.get_by_role("button", name="Begin the test of change").click()
    page.get_by_role("link", name="Say what should be different.").wait_for()
    axe(page)
    page.get_by_label("What do you want to be different for children?").fill("Children are helped the first time")
    plan(page, lead, "Ring every referrer within a day")
    shot(page, "begin")
    page.get_by_role("button", name="Begin the test of change").click()
    page.get_by_role("heading", name="Children are helped the first time").wait_for()
    axe(page)
    shot(page, "card")
    page.goto(live_server.url + "/figures/FD06/?team=mere-safeguarding")
    expect(page.get_by_role("link", name="Children are helped the first time")).to_be_visible()
    axe(page)
    shot(page, "figure")

    # Since then a whole month has passed, and the day to look with it.
    Cycle.objects.update(start_on=date(2026, 9, 7), expected_on=date(2026, 10, 1), look_on=date(2026, 11, 10))
    page = signed_in(user=lead)
    page.get_by_role("link", name="Look at what was tried: Children are helped the first time").click()
    page.get_by_role("heading", name="Look, and decide").wait_for()
    axe(page)
    page.get_by_label("What did people learn?").fill("Referrers like being rung, but later in the day")
    page.get_by_label("Try again, changed by what we learned").check()
    page.get_by_label("Why?").fill("It is nearly there")
    page.get_by_role("button", name="Keep what is decided").click()
    page.get_by_role("link", name="Say by which month it should show.").wait_for()
    axe(page)
    shot(page, "look-wrong")
    plan(page, lead, "Ring every referrer at four o'clock")
    page.get_by_role("button", name="Keep what is decided").click()
    page.get_by_role("heading", name="Cycle 2").wait_for()
    expect(page.get_by_text("Tried again.")).to_be_visible()
    axe(page)

    Cycle.objects.filter(number=2).update(start_on=date(2026, 9, 20))
    page = signed_in(user=make_user("head_of_service", tree["west"]))
    page.goto(live_server.url + "/figures/")
    page.get_by_role("link", name="Tests of change").click()
    page.get_by_role("heading", name="One is being tried.").wait_for()
    axe(page)
    page.get_by_role("link", name="Children are helped the first time").click()
    page.get_by_label("What did people learn?").fill("At four they have time")
    page.get_by_label("It works: keep it and spread it").check()
    page.get_by_label("Why?").fill("It came down and people want it")
    page.get_by_role("button", name="Keep what is decided").click()
    page.get_by_text("Kept, to be spread.").first.wait_for()
    axe(page)
    shot(page, "kept")
    page.emulate_media(media="print")
    shot(page, "kept-print")
    page.emulate_media(media="screen")
    page.goto(live_server.url + "/figures/tests/?show=decided")
    axe(page)
    shot(page, "decided")
    assert ChangeTest.objects.get().cycles.count() == 2


def test_what_is_overdue_stands_first_on_the_list_and_on_the_teams_page(tree, signed_in, live_server, axe, both_widths):
    team = tree["mere-safeguarding"]
    manager = make_user("team_manager", team)
    for aim in ("Children are seen at home", "Families know who rings"):
        make_change_test(team, by=manager, aim=aim)
    page = signed_in(user=manager)
    page.goto(live_server.url + "/figures/team/")
    expect(page.get_by_role("link", name="Look at what was tried: Families know who rings")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Tests of change").click()
    page.get_by_role("heading", name="Two are being tried, all overdue to be looked at.").wait_for()
    axe(page)
    shot(page, "overdue")


def test_what_balcony_notes_by_itself_stands_on_the_chart(tree, signed_in, live_server, axe, both_widths):
    team, by = tree["mere-safeguarding"], make_user()
    for each in tree.values():
        make_series("LA17", each, [5] * 24, 40)
    move_team(team=team, parent=tree["north-weald"], on=date(2026, 6, 8), by=by)
    page = signed_in("director")
    page.goto(live_server.url + "/figures/LA17/?team=mere&month=2026-10")
    moved = "June 2026: the structure changed. Mere Safeguarding moved from Mere to North Weald on 8 June 2026."
    expect(page.get_by_role("list", name="Notes on this chart")).to_contain_text(moved)
    page.get_by_text("Show as a table").click()
    row = page.get_by_role("row", name="June 2026")
    expect(row).to_contain_text("The structure changed")
    axe(page)
    shot(page, "structure")
