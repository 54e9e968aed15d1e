"""Who sees aggregates only never meets a small number, on any page, in any chart or file."""

import pytest

from improvement.indicators.models import Figure
from tests.factories import make_user
from tests.factories.indicators import make_tree_series

SMALL = 14


@pytest.fixture
def small(county):
    """Return the tree with a share whose numerator in Weald Safeguarding is 3 of 40 every month."""
    Figure.objects.filter(indicator="FD06").delete()
    numbers = {"mere-assessment": 12, "mere-safeguarding": 15, "weald-safeguarding": 3}
    make_tree_series(
        "FD06", {code: [count] * SMALL for code, count in numbers.items()}, {code: [40] * SMALL for code in numbers}
    )
    return county


@pytest.mark.parametrize("role", ["board_member", "auditor", "information_governance"])
def test_a_small_number_is_hidden_everywhere_alike(role, client, small):
    client.force_login(make_user(role, small["larchshire"]))
    query = {"team": "weald-safeguarding", "month": "2026-10"}
    page = client.get("/figures/FD06/", query)
    assert {row.numerator for row in page.context["page"].rows} == {"c"}
    assert page.context["page"].explorer is None
    assert "3 of 40" not in page.content.decode()
    assert " 8%" not in page.content.decode()
    assert "Re-referrals: hidden because the numbers are small." in page.content.decode()
    file = client.get("/figures/FD06/figures.csv", query).content.decode()
    assert ",c," in file
    assert "7.5" not in file
    index = client.get("/figures/", query).content.decode()
    assert "c: hidden because the numbers are small" in index


def test_what_is_hidden_cannot_be_had_as_the_whole_less_the_rest(client, small):
    client.force_login(make_user("board_member", small["larchshire"]))
    shown = {}
    for code in small:
        page = client.get("/figures/FD06/", {"team": code, "month": "2026-10"}).context["page"]
        shown[code] = page.rows[0].numerator
        for row in page.below.rows if page.below else ():
            assert row.numerator == shown.setdefault(row.team.code, row.numerator)
    # The team, the district and the area over it hold the same three children, so they are hidden together; and with
    # them either the county or the other area, or the three would be the county less the rest.
    assert {shown[code] for code in ("weald-safeguarding", "north-weald", "north")} == {"c"}
    assert "c" in (shown["larchshire"], shown["west"])


def test_the_same_place_in_full_for_those_who_answer_for_it(client, small):
    client.force_login(make_user("head_of_service", small["north"]))
    page = client.get("/figures/FD06/", {"team": "weald-safeguarding", "month": "2026-10"}).context["page"]
    assert page.rows[0].numerator == "3"
