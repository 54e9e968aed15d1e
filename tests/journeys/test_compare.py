"""From a figure to its teams compared fairly."""

import pytest

from tests.factories import make_import, make_team, make_tree
from tests.factories.indicators import make_tree_series

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_director_compares_teams(signed_in, live_server, axe, both_widths):
    tree = make_tree()
    make_import()
    counts = {"alder": 8, "birch": 24, "cedar": 16, "elm": 16}
    for name in counts:
        make_team(name.capitalize(), parent=tree["mere"])
    make_tree_series("FD06", {code: [n] * 14 for code, n in counts.items()}, {code: [60] * 14 for code in counts})
    page = signed_in("director")
    page.goto(live_server.url + "/figures/FD06/")
    page.get_by_role("link", name="Compare the teams fairly").click()
    page.get_by_role("heading", name="better: Alder; worse: Birch").wait_for()
    axe(page)
    page.get_by_role("link", name="This month").click()
    page.get_by_role("heading", name="lie within what chance allows").wait_for()
    axe(page)
