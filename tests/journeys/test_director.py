"""The director finds the real change and follows it from the county down to the children behind it."""

import re
import time
from datetime import date

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from casework.models import ReadLog, Referral
from improvement.indicators.definitions import all_definitions
from improvement.indicators.models import Figure, StaleKey
from tests.factories import make_child, make_fact, make_import, make_tree
from tests.factories.indicators import make_series, make_tree_series, shift

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEAMS = ("mere-assessment", "mere-safeguarding", "weald-safeguarding")


@pytest.fixture
def county(transactional_db):
    """Return the tree: re-referrals are worse, because of Weald Safeguarding, whose October rows are there."""
    # What a migration put there, an earlier journey may have emptied.
    call_command("load_calendar")
    tree = make_tree()
    source = make_import()
    quiet = shift(36, before=8, after=8, at=0)
    loud = shift(36, before=8, after=30, at=27)
    sixty = {code: [60] * 36 for code in TEAMS}
    make_tree_series("FD06", dict.fromkeys(TEAMS, quiet) | {"weald-safeguarding": loud}, sixty)
    make_tree_series("AS02", dict.fromkeys(TEAMS, shift(36, before=38, after=52, at=20)), sixty)
    make_tree_series("CP11", dict.fromkeys(TEAMS, shift(36, before=50, after=50, at=0)), sixty)
    make_tree_series("LA01", dict.fromkeys(TEAMS, shift(36, before=20, after=20, at=0)))
    team = tree["weald-safeguarding"]
    for _ in range(int(Figure.objects.get(indicator="FD06", team=team, month=date(2026, 10, 1)).numerator)):
        child = make_child(source=source)
        for day in (date(2026, 5, 5), date(2026, 10, 6)):
            make_fact(Referral, child=child, source=source, team=team, referral_on=day)
    StaleKey.objects.all().delete()
    return tree


def test_from_the_sentence_to_the_children(county, signed_in, axe, both_widths):
    page = signed_in("director", team=county["larchshire"])
    expect(page.locator("h1")).to_have_text("One thing needs you. One is better than it was.")
    axe(page)
    page.get_by_role("link", name=re.compile("See why.*Re-referrals")).click()
    page.wait_for_selector(".b-explorer--live")
    expect(page.locator("h1")).to_contain_text("Re-referrals have been above average")
    axe(page)
    for place in ("North", "North Weald", "Weald Safeguarding"):
        page.locator("table[class=b-table]").get_by_role("link", name=place, exact=True).click()
        expect(page.get_by_label("Place").locator("[aria-current]")).to_have_text(place)
    page.get_by_text("Show as a table").click()
    row = page.locator("#month-2026-10")
    expect(row).to_be_visible()
    number = row.locator("td a").first.inner_text()
    row.locator("td a").first.click()
    page.wait_for_url("**/figures/FD06/rows/**")
    expect(page.locator("tbody tr")).to_have_count(int(number))
    assert ReadLog.objects.filter(kind="page", what="figures:rows FD06").count() == 1
    axe(page)
    page.locator("tbody a").first.click()
    page.wait_for_url("**/children/**")


STEADY = [50, 48, 51, 49, 52, 50, 47, 51, 50, 49, 51, 48, 52, 50, 49, 51, 50, 48, 51, 49, 50, 52, 49, 50]


@pytest.fixture
def one_change(transactional_db):
    """Return the county where, of every indicator there is, only one has really changed: assessments in time."""
    call_command("load_calendar")
    county = make_tree()["larchshire"]
    make_import()
    for defined in all_definitions():
        worse = [value - 20 * (index >= 17) for index, value in enumerate(STEADY)]
        make_series(
            defined.code, county, worse if defined.code == "AS02" else STEADY, 100 if defined.denominator else None
        )
    StaleKey.objects.all().delete()
    return county


def test_the_one_real_change_among_sixty_is_three_clicks_away(one_change, signed_in, axe, both_widths):
    """It is first on her first screen; one click tells why, and two more find it from the index."""
    began, clicks = time.monotonic(), 0
    page = signed_in("director", team=one_change)
    expect(page.locator("h1")).to_have_text("One thing needs you.")
    only = page.locator(".b-exception")
    expect(only).to_have_count(1)
    sentence = only.locator(".b-exception__sentence").inner_text()
    axe(page)
    only.get_by_role("link", name="See why").click()
    clicks += 1
    expect(page.locator("h1")).to_have_text(sentence)
    assert time.monotonic() - began < 120
    page.get_by_role("link", name="Figures", exact=True).first.click()
    clicks += 1
    expect(page.locator(".b-exception")).to_have_count(len(all_definitions()))
    page.get_by_label("Signal").select_option("concern")
    page.get_by_role("button", name="Show", exact=True).click()
    clicks += 1
    expect(page.locator(".b-exception")).to_have_count(1)
    expect(page.locator(".b-exception__sentence")).to_have_text(sentence)
    axe(page)
    assert clicks == 3


def test_the_index_is_narrowed_to_what_got_worse(county, signed_in, axe, both_widths):
    page = signed_in("director", team=county["larchshire"])
    page.goto(page.url + "figures/?month=2026-09")
    axe(page)
    page.get_by_label("Signal").select_option("concern")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**/figures/?*month=2026-09*")
    expect(page.locator(".b-exception")).to_have_count(1)


def test_without_script_the_drawn_chart_and_its_table_are_there(county, signed_in, without_script, live_server):
    page = without_script(signed_in("director", team=county["larchshire"]))
    page.goto(f"{live_server.url}/figures/FD06/")
    expect(page.locator("#explorer svg")).to_have_count(1)
    page.get_by_text("Show as a table").click()
    expect(page.locator("#month-2026-10")).to_be_visible()
