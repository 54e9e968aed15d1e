"""Addresses that ask for what is not there get a plain answer, never a crash."""

import pytest

PAGES = ("/", "/figures/", "/figures/FD06/", "/figures/team/", "/figures/FD06/figures.csv")


@pytest.mark.parametrize("address", PAGES)
def test_what_is_no_month_is_said(address, client, sign_in):
    sign_in("director")
    for month in ("2026-13", "October", "2026-1", "0000-01", "2026-10-01", "99999999-01", "٢٠٢٦-١٠"):
        answer = client.get(address, {"month": month})
        assert answer.status_code == 400, month
        assert "is not a month. Write the year and the month as numbers, like 2026-10." in answer.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_what_is_no_team_code_is_said_and_escaped(address, client, sign_in):
    sign_in("director")
    answer = client.get(address, {"team": "<script>"})
    assert answer.status_code == 400
    assert "“&lt;script&gt;” is not the code of a team" in answer.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_a_team_out_of_reach_is_like_none_at_all(address, client, sign_in):
    sign_in("head_of_service", "west")
    for team in ("nowhere", "north", "weald-safeguarding"):
        assert client.get(address, {"team": team}).status_code == 404


def test_an_indicator_that_does_not_exist(client, sign_in):
    sign_in("director")
    for address in ("/figures/XX99/", "/figures/XX99/figures.csv", "/figures/FD06/figures.doc"):
        assert client.get(address).status_code == 404


def test_a_filter_that_does_not_exist_is_said(client, sign_in):
    sign_in("director")
    answer = client.get("/figures/", {"signal": "red"})
    assert answer.status_code == 400
    assert "“red” is not one of the choices" in answer.content.decode()


def test_a_month_without_figures_is_no_fault(client, sign_in):
    sign_in("director")
    for address in PAGES:
        for month in ("1990-01", "2026-01", "2099-12"):
            assert client.get(address, {"month": month}).status_code == 200
