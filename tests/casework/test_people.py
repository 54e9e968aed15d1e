"""Adding people, giving and ending roles, suspending."""

from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework import services
from casework.models import RoleGrant, Team, TeamEdge, User
from tests.factories import grant, make_team, make_tree, make_user
from tests.factories.casework import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 3)


def boxes(name, day):
    """Return a date as the three boxes of a form."""
    return dict(zip((f"{name}_year", f"{name}_month", f"{name}_day"), day.split("-"), strict=True))


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def administrator(tree, client):
    person = make_user("administrator", tree["larchshire"], name="Ada Ministrator")
    client.force_login(person)
    return person


def test_an_administrator_adds_a_person_and_gives_a_role(administrator, tree, client):
    answer = client.post(reverse("casework:person_add"), {"name": "Sam Field", "email": "sam@larchshire.example"})
    person = User.objects.get(email="sam@larchshire.example")
    assert answer["Location"] == reverse("casework:grant_add", args=[person.pk])
    form = {
        "role": "team_manager",
        "team": tree["mere-assessment"].pk,
        "start_on_day": "1",
        "start_on_month": "11",
        "start_on_year": "2026",
        "purpose": "",
    }
    client.post(answer["Location"], form)
    given = RoleGrant.objects.get(user=person)
    assert (given.role, given.team, given.granted_by) == ("team_manager", tree["mere-assessment"], administrator)
    assert not person.has_usable_password()


def test_the_same_role_twice_is_refused_and_what_was_typed_is_kept(administrator, tree, client):
    person = make_user("auditor", tree["west"])
    form = {
        "role": "auditor",
        "team": tree["west"].pk,
        "start_on_day": "1",
        "start_on_month": "11",
        "start_on_year": "2026",
        "purpose": "kept words",
    }
    answer = client.post(reverse("casework:grant_add", args=[person.pk]), form)
    assert answer.status_code == 200
    assert "already holds this role for West" in answer.content.decode()
    assert "kept words" in answer.content.decode()
    assert RoleGrant.objects.filter(user=person).count() == 1


def test_nobody_gives_or_ends_a_role_of_their_own(administrator, tree):
    with pytest.raises(services.NotAllowed, match="to yourself"):
        services.grant_role(
            user=administrator,
            role="director",
            team=tree["larchshire"],
            start_on=TODAY,
            end_on=None,
            by=administrator,
            at=NOW,
        )
    with pytest.raises(services.NotAllowed, match="your own"):
        services.end_grant(grant=administrator.grants.get(), on=TODAY, by=administrator, why="")


def test_a_peer_needs_a_purpose_and_a_last_day(administrator, tree):
    with pytest.raises(services.NotAllowed, match="purpose and a last day"):
        services.grant_role(
            user=make_user(),
            role="peer",
            team=tree["west"],
            start_on=TODAY,
            end_on=None,
            by=administrator,
            at=NOW,
        )


@pytest.mark.parametrize(("start_on", "kept_end"), [(date(2026, 1, 1), TODAY), (date(2026, 12, 1), date(2026, 12, 1))])
def test_an_ended_role_stays_as_history(administrator, tree, start_on, kept_end):
    given = grant(make_user(), "auditor", tree["west"], start_on=start_on)
    services.end_grant(grant=given, on=TODAY, by=administrator, why="left the council")
    given.refresh_from_db()
    assert given.end_on == kept_end
    with pytest.raises(services.NotAllowed, match="already ended"):
        services.end_grant(grant=given, on=date(2026, 12, 2), by=administrator, why="again")


def test_each_change_keeps_who_and_why(administrator, tree):
    given = grant(make_user(), "auditor", tree["west"])
    services.end_grant(grant=given, on=TODAY, by=administrator, why="left the council")
    history = RoleGrant.pgh_event_model.objects.filter(pgh_obj=given).order_by("-pgh_id")
    assert [row.pgh_label for row in history] == ["update", "insert"]
    assert history[0].pgh_context.metadata == {"user": administrator.pk, "why": "left the council"}


def test_a_suspended_person_cannot_sign_in_and_can_be_restored(administrator, client):
    person = make_user()
    client.post(reverse("casework:person_suspend", args=[person.pk]), {"why": "lost laptop"})
    person.refresh_from_db()
    assert not person.is_active
    client.post(reverse("casework:person_restore", args=[person.pk]), {"why": "found"})
    person.refresh_from_db()
    assert person.is_active


def test_the_list_of_people_asks_no_more_when_there_are_more(administrator, tree, client):
    counts = []
    for _ in range(2):
        for _ in range(12):
            make_user("auditor", tree["west"])
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("casework:people"))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 9


def test_people_are_found_by_name_and_role(administrator, tree, client):
    make_user("auditor", tree["west"], name="Wren Hollis")
    make_user("analyst", tree["west"], name="Robin Ash")
    page = client.get(reverse("casework:people"), {"search": "wren", "role": "auditor"}).content.decode()
    assert "Wren Hollis" in page
    assert "Robin Ash" not in page


def test_the_first_administrator_is_made_once(tree):
    made = services.add_administrator(
        name="First", email="first@larchshire.example", password="a long enough one", on=TODAY, at=NOW
    )
    assert made.grants.get().role == "administrator"
    with pytest.raises(services.NotAllowed, match="already"):
        services.add_administrator(
            name="Second", email="second@larchshire.example", password="a long enough one", on=TODAY, at=NOW
        )


def test_teams_open_move_rename_and_close(administrator, tree, client):
    client.post(
        reverse("casework:team_open"),
        {
            "name": "Mere Duty",
            "code": "mere-duty",
            "level": "team",
            "parent": tree["mere"].pk,
            "on_day": "1",
            "on_month": "1",
            "on_year": "2026",
        },
    )
    client.post(
        reverse("casework:team_move", args=["mere-duty"]),
        {"parent": tree["north-weald"].pk, **boxes("on", "2026-06-01")},
    )
    client.post(reverse("casework:team_rename", args=["mere-duty"]), {"name": "Weald Duty", "was": "Mere Duty"})
    team = Team.objects.get(code="mere-duty")
    edges = TeamEdge.objects.filter(team=team).order_by("start_on")
    assert team.name == "Weald Duty"
    assert [(edge.parent.code, edge.start_on, edge.end_on) for edge in edges] == [
        ("mere", date(2026, 1, 1), date(2026, 6, 1)),
        ("north-weald", date(2026, 6, 1), None),
    ]
    client.post(reverse("casework:team_close", args=["mere-duty"]), {**boxes("on", "2026-10-01")})
    assert Team.objects.get(code="mere-duty").closed_on == date(2026, 10, 1)


def test_the_loser_of_a_renaming_race_sees_both_names(administrator, tree, client):
    services.rename_team(team=tree["mere"], was="Mere", name="Mere and Fen", by=administrator)
    answer = client.post(reverse("casework:team_rename", args=["mere"]), {"name": "Mereside", "was": "Mere"})
    page = answer.content.decode()
    assert "Mere and Fen" in page
    assert "Mereside" in page


def test_levels_must_fit(administrator, tree):
    with pytest.raises(services.NotAllowed, match="A team stands under a district"):
        services.open_team(code="x", name="X", level="team", parent=tree["west"], on=TODAY, by=administrator)


def test_a_team_with_teams_below_it_cannot_close(administrator, tree):
    with pytest.raises(services.NotAllowed, match="Move or close the teams below Mere"):
        services.close_team(team=tree["mere"], on=TODAY, by=administrator)


def test_a_file_of_teams_loads_once_and_names_a_bad_line():
    rows = [
        {"code": "county", "name": "County", "level": "county", "parent": ""},
        {"code": "east", "name": "East", "level": "area", "parent": "county"},
    ]
    assert services.load_teams(rows=rows, on=TODAY) == 2
    assert services.load_teams(rows=rows, on=TODAY) == 0
    with pytest.raises(services.NotAllowed, match="Line 2: Fen stands under “nowhere”"):
        services.load_teams(rows=[{"code": "fen", "name": "Fen", "level": "area", "parent": "nowhere"}], on=TODAY)


def test_two_parents_at_once_are_refused_by_the_database(tree):
    make_team("Loose")
    with pytest.raises(IntegrityError):
        TeamEdge.objects.create(team=tree["mere"], parent=tree["north"], start_on=date(2020, 1, 1))
