"""A chair of service sees a figure as it was first reported and as it is known now, and has it explained."""

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from improvement.indicators.calendar import load_calendar
from improvement.indicators.models import Figure, StaleKey
from improvement.indicators.reported.services import report
from tests.factories import make_import, make_tree
from tests.factories.indicators import make_tree_series

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_as_reported_and_now(signed_in, live_server, axe, both_widths):
    load_calendar()
    tree = make_tree()
    make_import()
    teams = ("mere-assessment", "mere-safeguarding", "weald-safeguarding")
    make_tree_series("FD06", {code: [20] * 14 for code in teams}, {code: [60] * 14 for code in teams})
    StaleKey.objects.all().delete()
    report(at=datetime(2026, 11, 3, 9, 0, tzinfo=UTC))
    Figure.objects.filter(team=tree["larchshire"], indicator="FD06", month=date(2026, 10, 1)).update(
        numerator=72, denominator=190
    )
    page = signed_in("director")
    page.goto(live_server.url + "/figures/FD06/")
    page.get_by_text("October 2026 was first reported as 33%").wait_for()
    page.get_by_text("What moved").click()
    axe(page)
    page.get_by_role("link", name="Show the chart as first reported").click()
    page.get_by_text("as they were first reported").wait_for()
    expect(page.get_by_text("33% in October (60 of 180 referrals)").first).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Explain this number").click()
    page.get_by_role("heading", name="72 ÷ 190 = 38%").wait_for()
    axe(page)
