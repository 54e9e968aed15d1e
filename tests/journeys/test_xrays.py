"""From the figures to the X-rays, to the rows of one, to a child's record."""

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from casework.models import CinStatus
from improvement.indicators.calendar import load_calendar
from improvement.indicators.xrays.services import look
from tests.factories import make_fact, make_import, make_tree
from tests.factories.indicators import make_series

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_analyst_finds_what_is_in_doubt(signed_in, live_server, axe, both_widths):
    load_calendar()
    tree = make_tree()
    source = make_import()
    make_series("FD06", tree["larchshire"], [10] * 14, 60)
    for _ in range(3):
        make_fact(CinStatus, source=source, team=tree["mere-safeguarding"], as_on=date(2026, 10, 31), status="CIN")
    look(at=datetime(2026, 11, 3, 9, 0, tzinfo=UTC))
    page = signed_in("analyst")
    page.goto(live_server.url + "/figures/")
    page.get_by_role("link", name="X-rays of the data").click()
    axe(page)
    page.get_by_role("link", name="Open case without a worker").click()
    axe(page)
    expect(page.get_by_role("row").filter(has_text="Mere Safeguarding")).to_have_count(3)
