"""The first screen says what needs this person, and invents nothing."""

import pytest

from tests.factories import make_import, make_tree, make_user
from tests.factories.indicators import make_series


def test_director_reads_what_needs_her(client, sign_in):
    sign_in("director")
    answer = client.get("/")
    assert answer.status_code == 200
    assert "<h1>One thing needs you. One is better than it was.</h1>" in answer.content.decode()
    assert [line.code for line in answer.context["lines"]] == ["FD06", "AS02"]
    assert answer.context["lines"][0].title.startswith("Re-referrals have been above average")
    assert answer.context["lines"][0].meta.startswith("35% in October · 63 of 180 referrals · target")


def test_head_of_service_reads_about_their_own_area(client, sign_in):
    sign_in("head_of_service", "north")
    answer = client.get("/")
    assert answer.context["standing"].team.code == "north"
    assert "of 60 referrals" in answer.context["lines"][0].meta


def test_home_keeps_place_and_month(client, sign_in):
    sign_in("director")
    page = client.get("/?team=north&month=2026-09").content.decode()
    assert "/figures/FD06/?team=north&amp;month=2026-09" in page


def test_team_manager_reads_about_their_team(client, sign_in):
    sign_in("team_manager", "mere-safeguarding")
    answer = client.get("/", follow=True)
    assert "improvement/indicators/team.html" in [template.name for template in answer.templates]
    assert answer.context["standing"].team.code == "mere-safeguarding"


def test_analyst_reads_about_imports_first(client, sign_in):
    sign_in("analyst")
    page = client.get("/").content.decode()
    assert "<h1>Everything is brought in and counted.</h1>" in page


@pytest.mark.parametrize("role", ["board_member", "independent_chair"])
def test_those_who_read_packs_read_packs(role, client, sign_in):
    sign_in(role)
    assert "<h1>Nothing to read yet.</h1>" in client.get("/").content.decode()


@pytest.mark.parametrize("role", ["practitioner", "auditor", "peer", "participation_lead", "administrator"])
def test_everyone_else_reads_what_they_can_open(role, client, sign_in):
    sign_in(role)
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.context["doors"]


def test_someone_without_a_role_is_told_whom_to_ask(client, sign_in):
    sign_in(None)
    assert "No role yet" in client.get("/").content.decode()


@pytest.mark.parametrize("role", ["director", "head_of_service", "team_manager", "analyst"])
def test_before_any_import_the_page_says_what_will_be_here(role, client, db):
    client.force_login(make_user(role, make_tree()["larchshire"]))
    answer = client.get("/", follow=True)
    assert answer.status_code == 200
    assert "No figures yet" in answer.content.decode()


def test_a_team_reads_nothing_of_work_it_never_does(client, sign_in, county):
    make_series("FD05", county["mere-safeguarding"], [0] * 24)
    sign_in("team_manager", "mere-safeguarding")
    page = client.get("/figures/team/")
    codes = {line.code for group in page.context["groups"] for line in group.lines}
    assert "FD06" in codes and "FD05" not in codes


def test_analyst_is_led_to_what_waits(client, sign_in):
    sign_in("analyst")
    waiting = make_import(state="checked")
    assert f'<a href="/imports/{waiting.pk}/">' in client.get("/").content.decode()
