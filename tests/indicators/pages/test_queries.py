"""How many questions a page asks the database does not move with rows, teams or months."""

import pytest

from casework.models import CinStatus
from tests.factories import make_fact, make_team, make_user, make_worker
from tests.factories.indicators import make_series, shift

# The page, at most how many queries. The index is held to twelve by the house.
PAGES = {
    "/": 24,
    "/figures/": 12,
    "/figures/FD06/": 21,
    "/figures/team/?team=mere-safeguarding": 19,
    "/figures/FD06/figures.csv": 14,
}


def asked(client, address, django_assert_max_num_queries, most):
    # The first view after figures changed fetches what later ones find kept: one question more, whatever the size.
    with django_assert_max_num_queries(most):
        client.get(address)
    with django_assert_max_num_queries(most) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


@pytest.fixture
def workers(county):
    def more(count):
        for _ in range(count):
            make_fact(
                CinStatus, team=county["mere-safeguarding"], worker=make_worker(), as_on="2026-10-31", status="CIN"
            )

    return more


def test_the_same_queries_for_ten_times_as_much(client, county, workers, django_assert_max_num_queries):
    client.force_login(make_user("director", county["larchshire"]))
    workers(2)
    before = {page: asked(client, page, django_assert_max_num_queries, most) for page, most in PAGES.items()}
    workers(18)
    for _ in range(20):
        team = make_team(parent=county["mere"])
        for code in ("FD06", "AS02", "CP11", "LA01", "CN04", "LA10"):
            make_series(code, team, shift(36, before=20, after=30, at=12), 60)
    for code in ("LA01", "CN04", "LA10", "CP10", "AS01"):
        make_series(code, county["larchshire"], shift(36, before=200, after=300, at=12), 600)
    after = {page: asked(client, page, django_assert_max_num_queries, most) for page, most in PAGES.items()}
    assert after == before
