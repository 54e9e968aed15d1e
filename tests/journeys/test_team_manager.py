"""A team manager opens one page and sees whose visits are late, how the work is spread, and what changed."""

from datetime import date

import pytest
from playwright.sync_api import expect

from casework.models import CinStatus
from improvement.indicators.models import StaleKey
from tests.factories import make_child, make_fact, make_import, make_tree, make_worker
from tests.factories.indicators import make_tree_series, shift

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEAMS = ("mere-assessment", "mere-safeguarding", "weald-safeguarding")


@pytest.fixture
def county(transactional_db):
    """Return the tree, with visits, re-referrals and three workers who hold two, four and six children."""
    tree = make_tree()
    source = make_import()
    sixty = {code: [60] * 24 for code in TEAMS}
    make_tree_series("FD06", dict.fromkeys(TEAMS, shift(before=10, after=20, at=15)), sixty)
    make_tree_series("CP11", dict.fromkeys(TEAMS, shift(before=50, after=50, at=0)), sixty)
    for name, held in (("A. Marsh", 2), ("B. Novak", 4), ("C. Osei", 6)):
        worker = make_worker(name)
        for _ in range(held):
            child = make_child(source=source)
            place = {"team": tree["mere-safeguarding"], "worker": worker}
            make_fact(CinStatus, child=child, source=source, as_on=date(2026, 10, 31), status="CIN", **place)
    StaleKey.objects.all().delete()
    return tree


def test_my_team_on_one_page(county, signed_in, axe, both_widths):
    page = signed_in("team_manager", team=county["mere-safeguarding"])
    assert page.url.endswith("/figures/team/")
    expect(page.locator("h1")).to_have_text("One thing needs you.")
    late = page.locator("tr", has_text="Protection visit overdue")
    expect(late.locator("td").nth(1)).to_have_text("60")
    expect(page.locator("p", has_text="Three workers hold 2 to 6 children each.")).to_be_visible()
    page.get_by_text("Show my workers, by name").click()
    expect(page.locator("details[open] tbody th")).to_have_text(["A. Marsh", "B. Novak", "C. Osei"])
    axe(page)


def test_nobody_above_the_team_reads_workers_names(county, signed_in):
    page = signed_in("head_of_service", team=county["west"])
    page.goto(page.url + "figures/team/")
    expect(page.locator("p", has_text="workers hold")).to_be_visible()
    assert "A. Marsh" not in page.content()
