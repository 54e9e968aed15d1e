"""A director doubts a figure, the manager answers, the answer stands on the chart, and somebody else follows it up."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localdate
from playwright.sync_api import expect

from improvement.indicators.models import NewLimits, Query
from improvement.indicators.said import services
from improvement.lib.months import day_label
from tests.factories import make_import, make_user
from tests.factories.indicators import make_figure, make_risen_tree

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tree():
    make_import()
    return make_risen_tree()


def test_from_doubt_to_follow_up(tree, signed_in, live_server, axe, both_widths):
    page = signed_in("director")
    page.goto(live_server.url + "/figures/FD06/?team=mere-safeguarding")
    page.get_by_role("link", name="Ask about this figure").click()
    axe(page)
    page.get_by_role("button", name="Ask the team").click()
    page.get_by_role("link", name="Say what looks wrong.").wait_for()
    axe(page)
    page.get_by_label("What looks wrong?").fill("Why has this doubled since February?")
    page.get_by_role("button", name="Ask the team").click()
    page.get_by_role("heading", name="The question").wait_for()
    axe(page)

    page = signed_in(user=make_user("team_manager", tree["mere-safeguarding"]))
    page.goto(live_server.url + "/figures/queries/")
    axe(page)
    page.get_by_role("link", name="Re-referrals").click()
    page.get_by_label("Why is the figure as it is?").fill("Work was closed too early")
    page.get_by_label("What is being done about it?").fill("We look at each closure together")
    page.get_by_label("By which month should it show?").fill("2026-12")
    page.get_by_role("button", name="Send the answer").click()
    page.get_by_role("heading", name="The answer").wait_for()
    axe(page)
    page.goto(live_server.url + "/figures/FD06/")
    expect(page.get_by_text("Work was closed too early.").first).to_be_visible()
    axe(page)

    page = signed_in(user=make_user("head_of_service", tree["west"]))
    address = f"{live_server.url}/figures/queries/{Query.objects.get().pk}/"
    page.goto(address)
    page.get_by_label("What became of it?").fill("It came down")
    page.get_by_role("button", name="Close the query").click()
    page.get_by_text("There is no figure after October 2026 yet.").first.wait_for()
    make_figure("FD06", tree["mere-safeguarding"], date(2026, 11, 1), 12, 60)
    make_import(as_on=date(2026, 11, 30))
    page.get_by_role("button", name="Close the query").click()
    page.get_by_text("Followed up.").first.wait_for()
    expect(page.get_by_text("November 2026: 20% (12 of 60 referrals)")).to_be_visible()
    axe(page)


def test_the_analyst_sets_limits_anew_and_looks_first(tree, signed_in, live_server, axe, both_widths):
    page = signed_in("analyst")
    page.goto(live_server.url + "/figures/FD06/")
    page.get_by_role("link", name="Set its limits anew").click()
    axe(page)
    page.get_by_label("From the month").select_option("2026-02")
    page.get_by_label("What changed, and why will it last?").fill("A new front door opened")
    page.get_by_role("button", name="Look first").click()
    page.get_by_role("heading", name="As it would be").wait_for()
    axe(page)
    page.get_by_role("button", name="Set the limits anew").click()
    page.get_by_text("Limits set anew from February 2026").first.wait_for()
    said = NewLimits.objects.get()
    by = f"by {said.set_by.name} on {day_label(localdate(said.set_at))}"
    printed = f"Limits set anew from February 2026, {by}: A new front door opened."
    expect(page.get_by_role("list", name="Notes on this chart")).to_contain_text(printed)
    axe(page)
    page.get_by_role("link", name="Set its limits anew").click()
    page.get_by_role("link", name="Undo the limits from February 2026").click()
    page.get_by_role("heading", name="Undo the limits from February 2026").wait_for()
    axe(page)
    page.get_by_label("Why").fill("The front door closed again")
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("The limits are as they were.").first.wait_for()
    expect(page.get_by_text("Limits set anew from February 2026")).to_have_count(0)
    axe(page)


def test_a_query_nobody_answers_is_carried_to_the_place_above(tree, signed_in, live_server, axe, both_widths):
    query = services.ask(
        indicator="FD06",
        team=tree["mere-safeguarding"],
        month=date(2026, 10, 1),
        question="Why has this doubled?",
        key="carried",
        by=make_user("director", tree["larchshire"]),
        at=timezone.now() - timedelta(days=30),
    )
    assert services.carry_forward(at=timezone.now()) == 1
    page = signed_in(user=make_user("head_of_service", tree["west"]))
    page.goto(f"{live_server.url}/figures/queries/{query.pk}/")
    expect(page.get_by_text("West asks after it.")).to_be_visible()
    expect(page.get_by_text("from Mere to West, because its day had passed.")).to_be_visible()
    axe(page)


def test_a_target_is_proposed_by_one_and_signed_by_another(tree, signed_in, live_server, axe, both_widths):
    page = signed_in("analyst")
    page.goto(live_server.url + "/figures/")
    page.get_by_role("link", name="Targets").click()
    axe(page)
    page.get_by_role("button", name="Propose a target").or_(page.get_by_role("link", name="Propose a target")).click()
    axe(page)
    page.get_by_label("Indicator").select_option("FD06")
    page.get_by_label("County").check()
    page.get_by_label("From the month").fill("2026-04")
    page.get_by_label("Target", exact=True).fill("16")
    page.get_by_label("Who decided it").fill("Improvement board")
    page.get_by_role("button", name="Propose").click()
    page.get_by_role("heading", name="Waiting to be signed").wait_for()
    page = signed_in("director")
    page.goto(live_server.url + "/figures/targets/")
    axe(page)
    page.get_by_role("button", name="Sign the target").click()
    page.get_by_text("The target is signed and in force.").wait_for()
