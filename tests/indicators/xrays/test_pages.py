"""The pages of the X-rays: who sees what, that looking is written down, and how many questions they ask."""

from datetime import UTC, date, datetime

import pytest

from casework.models import CinStatus, ReadLog
from improvement.indicators.xrays.rules import all_rules
from improvement.indicators.xrays.services import look
from tests.factories import grant, make_fact, make_import, make_tree, make_user, make_worker

AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
def tree(calendar, settings):
    """Return the tree with three open cases without a worker in Mere Safeguarding, two in Weald Safeguarding."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    tree = make_tree()
    add(tree["mere-safeguarding"], 3)
    add(tree["weald-safeguarding"], 2)
    look(at=AT)
    return tree


def add(team, count):
    source = make_import()
    for _ in range(count):
        make_fact(CinStatus, source=source, team=team, as_on=date(2026, 10, 31), status="CIN")


def test_each_place_sees_its_own(client, tree):
    client.force_login(make_user("director", tree["larchshire"]))
    page = client.get("/figures/x-rays/").content.decode()
    assert "5 since 3 November 2026 · Mere Safeguarding (3), Weald Safeguarding (2)" in page
    client.force_login(make_user("team_manager", tree["mere-safeguarding"]))
    page = client.get("/figures/x-rays/").content.decode()
    assert "3 since 3 November 2026 · Mere Safeguarding (3)" in page
    assert "Weald" not in page
    assert "Allocate the child, or name the worker who holds the case." in page


def test_the_rows_are_the_doubts_and_looking_is_written_down(client, tree):
    user = make_user("team_manager", tree["mere-safeguarding"])
    client.force_login(user)
    answer = client.get("/figures/x-rays/X14/")
    listed = list(answer.context["listed"])
    assert len(listed) == 3
    assert {row.team for row in listed} == {"Mere Safeguarding"}
    log = ReadLog.objects.get(user=user)
    assert (log.what, log.rows, sorted(log.children)) == ("figures:xray X14", 3, sorted(row.child_id for row in listed))


def test_a_role_that_sees_no_children_sees_counts_alone(client, tree):
    client.force_login(make_user("quality_lead", tree["larchshire"]))
    page = client.get("/figures/x-rays/").content.decode()
    assert "Open case without a worker" in page
    assert "/figures/x-rays/X14/" not in page
    assert client.get("/figures/x-rays/X14/").status_code == 404


def test_a_role_held_elsewhere_opens_no_rows_here(client, tree):
    user = make_user("quality_lead", tree["larchshire"])
    grant(user, "team_manager", tree["weald-safeguarding"])
    client.force_login(user)
    assert client.get("/figures/x-rays/X14/", {"team": "mere-safeguarding"}).status_code == 404
    assert len(client.get("/figures/x-rays/X14/", {"team": "weald-safeguarding"}).context["listed"]) == 2


@pytest.mark.parametrize("address", ["/figures/x-rays/X99/", "/figures/x-rays/x-rays.doc"])
def test_what_does_not_exist(client, tree, address):
    client.force_login(make_user("director", tree["larchshire"]))
    assert client.get(address).status_code == 404


def test_the_file_says_what_the_page_says(client, tree):
    client.force_login(make_user("analyst", tree["larchshire"]))
    text = client.get("/figures/x-rays/x-rays.csv").content.decode()
    assert "X14,Open case without a worker,5,2026-11-03,0,Mere Safeguarding: 3; Weald Safeguarding: 2" in text
    assert all(rule.title in text for rule in all_rules())


def test_nothing_looked_at_yet_is_said(client, calendar, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    client.force_login(make_user("director", make_tree()["larchshire"]))
    assert "Nobody has looked at the data yet" in client.get("/figures/x-rays/").content.decode()


def test_it_is_reached_from_the_figures_and_from_the_analysts_home(client, tree):
    from tests.factories.indicators import make_series

    make_series("FD06", tree["larchshire"], [10] * 14, 60)
    client.force_login(make_user("analyst", tree["larchshire"]))
    assert 'href="/figures/x-rays/"' in client.get("/figures/").content.decode()
    home = client.get("/").content.decode()
    assert '<a href="/figures/x-rays/">' in home
    assert "rows are in doubt" in home


PAGES = {"/figures/x-rays/": 9, "/figures/x-rays/X14/": 14}


def test_the_same_queries_for_ten_times_as_much(client, tree, django_assert_max_num_queries):
    client.force_login(make_user("director", tree["larchshire"]))

    def asked():
        found = []
        for page, most in PAGES.items():
            with django_assert_max_num_queries(most) as counted:
                assert client.get(page).status_code == 200
            found.append(len(counted))
        return found

    before = asked()
    add(tree["mere-safeguarding"], 30)
    make_worker()
    look(at=AT)
    assert asked() == before
