"""Teams compared: the good as loud as the poor, in order of name, with what is hidden left out and said so."""

import pytest

from improvement.indicators.models import Population
from tests.factories import make_import, make_team, make_tree, make_user
from tests.factories.indicators import make_series, make_tree_series

MONTHS = 14
TEAMS = {"alder": 8, "birch": 24, "cedar": 16, "elm": 16}


@pytest.fixture
def tree(db, settings):
    """Four teams of Mere with 60 referrals a month: Alder far below the county, Birch far above, two like it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    tree = make_tree()
    make_import()
    for name in TEAMS:
        make_team(name.capitalize(), parent=tree["mere"])
    make_tree_series(
        "FD06", {code: [count] * MONTHS for code, count in TEAMS.items()}, {code: [60] * MONTHS for code in TEAMS}
    )
    make_tree_series(
        "AS02", {code: [count] * MONTHS for code, count in TEAMS.items()}, {code: [60] * MONTHS for code in TEAMS}
    )
    make_tree_series("FD01", {code: [60] * MONTHS for code in TEAMS})
    return tree


@pytest.fixture
def read(client, tree):
    def page(address, role="director", team="larchshire"):
        client.force_login(make_user(role, tree[team]))
        return client.get(address)

    return page


def test_good_and_poor_are_said_alike(read):
    answer = read("/figures/FD06/teams/")
    assert answer.context["heading"] == (
        "Two teams differ from Larchshire's 27% over the last twelve months by more than chance allows; "
        "better: Alder; worse: Birch."
    )
    assert [row.name for row in answer.context["rows"]] == ["Alder", "Birch", "Cedar", "Elm"]
    assert "3 teams with nothing to compare" in answer.content.decode()
    assert "Mere Assessment, Mere Safeguarding, Weald Safeguarding." in answer.content.decode()
    assert "Ask them what they do" in answer.content.decode()
    # For assessments in time more is better, so the same numbers say the opposite.
    assert "better: Birch; worse: Alder" in read("/figures/AS02/teams/").context["heading"]


def test_fewer_months_say_less(read):
    assert (
        "All four teams compared lie within what chance allows"
        in read("/figures/FD06/teams/?span=1").context["heading"]
    )


def test_the_rows_add_up_to_the_span(read):
    rows = {row.name: row for row in read("/figures/FD06/teams/").context["rows"]}
    assert (rows["Alder"].numerator, rows["Alder"].denominator, rows["Alder"].value) == ("96", "720", "13%")
    assert (rows["Alder"].standing, rows["Alder"].family) == ("Lower than chance allows", "improvement")


def test_the_drawing_says_it_without_colour(read):
    text = read("/figures/FD06/teams/").content.decode()
    assert text.count('font-weight="700" fill="#fff">L<') == 1
    assert text.count('font-weight="700" fill="#fff">H<') == 1
    assert "<title>Two teams differ" in text


def test_what_has_no_funnel_says_why(read):
    assert "Only shares and rates" in read("/figures/FD01/teams/").content.decode()


def test_a_rate_compares_places_with_a_population(read, tree):
    for code, children in (("mere", 20_000), ("north-weald", 20_000), ("larchshire", 40_000)):
        Population.objects.create(team=tree[code], year=2026, children=children)
        make_series("FD05", tree[code], [{"mere": 60, "north-weald": 20, "larchshire": 80}[code]] * 12, children)
    heading = read("/figures/FD05/teams/").context["heading"]
    assert "higher: Mere" in heading
    assert "lower: North Weald" in heading


def test_who_sees_small_numbers_hidden_sees_no_team_that_has_them(read, tree):
    make_tree_series(
        "FD07",
        {"alder": [2] * MONTHS, "birch": [20] * MONTHS, "cedar": [0] * MONTHS, "elm": [0] * MONTHS},
        {code: [60] * MONTHS for code in TEAMS},
    )
    full = {row.name: row for row in read("/figures/FD07/teams/").context["rows"]}
    assert full["Alder"].numerator == "24"
    answer = read("/figures/FD07/teams/", role="board_member")
    hidden = {row.name: row for row in answer.context["rows"]}
    assert hidden["Alder"].standing == "Hidden because the numbers are small"
    assert ">24<" not in answer.content.decode()
    file = read("/figures/FD07/teams.csv", role="board_member").content.decode()
    assert "Alder,–,–,–,Hidden because the numbers are small" in file


@pytest.mark.parametrize("address", ["/figures/FD06/teams/?span=2", "/figures/ZZ99/teams/", "/figures/FD06/teams.doc"])
def test_what_does_not_exist(address, read):
    assert read(address).status_code == 404


def test_the_same_queries_for_ten_times_as_many_teams(client, tree, django_assert_max_num_queries):
    client.force_login(make_user("director", tree["larchshire"]))

    def asked():
        with django_assert_max_num_queries(16) as counted:
            assert client.get("/figures/FD06/teams/").status_code == 200
        return len(counted)

    asked()  # the first view fetches what later ones find kept
    before = asked()
    for number in range(36):
        make_series("FD06", make_team(f"More {number}", parent=tree["mere"]), [16] * MONTHS, 60)
    assert asked() == before
