"""Every number leads to the rows behind it, for those who may see them; and looking is written down."""

from datetime import date

import pytest

from casework.models import ReadLog, Referral
from improvement.indicators.models import Figure
from improvement.indicators.rollups import roll_up
from tests.factories import make_child, make_fact, make_import, make_tree, make_user
from tests.factories.casework import NOW

MONTH = "2026-10"


@pytest.fixture
def referrals(calendar, settings):
    """Return the tree with 60 referrals of October in Mere Safeguarding, 12 of them of children referred before."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    tree = make_tree()
    source = make_import()
    for number in range(60):
        child = make_child(source=source)
        make_fact(Referral, child=child, source=source, team=tree["mere-safeguarding"], referral_on=date(2026, 10, 5))
        if number < 12:
            make_fact(
                Referral, child=child, source=source, team=tree["mere-safeguarding"], referral_on=date(2026, 6, 5)
            )
    roll_up(source="referral", months=[date(2026, 10, 1)], at=NOW)
    return tree


def read(client, part="numerator", team="mere-safeguarding", **more):
    return client.get("/figures/FD06/rows/", {"team": team, "month": MONTH, "part": part, **more})


def test_the_rows_are_those_of_the_figure(client, referrals):
    client.force_login(make_user("director", referrals["larchshire"]))
    figure = Figure.objects.get(indicator="FD06", team=referrals["larchshire"], month=date(2026, 10, 1))
    counts = {part: read(client, part, "larchshire").context["listed"].paginator.count for part in PARTS}
    assert counts == {
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "rest": figure.denominator - figure.numerator,
    }


PARTS = ("numerator", "denominator", "rest")


def test_the_page_links_numbers_to_rows_and_rows_to_children(client, referrals):
    client.force_login(make_user("team_manager", referrals["mere-safeguarding"]))
    page = client.get("/figures/FD06/", {"month": MONTH}).content.decode()
    assert "/figures/FD06/rows/?team=mere-safeguarding&amp;month=2026-10&amp;part=numerator" in page
    answer = read(client)
    assert f'href="/children/{answer.context["listed"][0].child_id}/"' in answer.content.decode()


def test_fifty_rows_a_page(client, referrals):
    client.force_login(make_user("team_manager", referrals["mere-safeguarding"]))
    assert [len(read(client, "denominator", page=page).context["listed"].object_list) for page in (1, 2)] == [50, 10]


def test_opening_and_taking_away_are_written_down(client, referrals):
    user = make_user("director", referrals["larchshire"])
    client.force_login(user)
    read(client, "denominator")
    client.get("/figures/FD06/rows.csv", {"month": MONTH, "part": "numerator"})
    logged = ReadLog.objects.filter(user=user).order_by("pk").values_list("kind", "what", "team__code", "rows")
    assert list(logged) == [
        ("page", "figures:rows FD06", "mere-safeguarding", 50),
        ("export", "figures:rows FD06", "larchshire", 12),
    ]
    assert all(len(log.children) == log.rows for log in ReadLog.objects.filter(user=user))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_rows_leave_as_a_file(kind, client, referrals):
    client.force_login(make_user("director", referrals["larchshire"]))
    answer = client.get(f"/figures/FD06/rows.{kind}", {"month": MONTH})
    assert answer["Content-Disposition"] == f'attachment; filename="FD06-larchshire-2026-10-numerator.{kind}"'
    assert answer.content[:2] == b"PK" if kind == "xlsx" else answer.content.decode().count("Mere Safeguarding") == 12


@pytest.mark.parametrize("role", ["quality_lead", "board_member", "auditor", "practitioner", "administrator"])
def test_others_see_the_number_only(role, client, referrals):
    client.force_login(make_user(role, referrals["larchshire"]))
    assert read(client).status_code == 404
    page = client.get("/figures/FD06/", {"month": MONTH})
    assert "/rows/" not in page.content.decode()


def test_an_analyst_may_look_but_not_take_children_away(client, referrals):
    client.force_login(make_user("analyst", referrals["larchshire"]))
    assert read(client).status_code == 200
    assert client.get("/figures/FD06/rows.csv", {"month": MONTH}).status_code == 404


def test_a_part_that_does_not_exist_is_said(client, referrals):
    client.force_login(make_user("director", referrals["larchshire"]))
    assert read(client, "all of them").status_code == 400


def test_a_month_without_rows_says_so(client, referrals):
    client.force_login(make_user("director", referrals["larchshire"]))
    answer = client.get("/figures/FD06/rows/", {"month": "2020-01"})
    assert "No rows to open" in answer.content.decode()
