"""Care ambassadors: known by a number, supervised by the participation lead, with a page of what is theirs alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audits.models import Participant
from audits.rounds import services as taking_part
from audits.rounds.people import auditors_of
from casework import permissions, services
from casework.models import RoleGrant, User
from casework.services import NotAllowed
from feedback.met import ambassadors
from feedback.met import services as meeting
from feedback.models import MetAmbassador, YouSaid
from tests.factories import grant, make_user
from tests.factories.feedback import AT, make_met, make_said, make_theme
from tests.factories.rounds import make_participant, make_round


@pytest.fixture
def team(tree):
    return tree["larchshire"]


@pytest.fixture
def lead(team):
    return make_user("participation_lead", team)


@pytest.fixture
def ambassador(team, lead):
    return ambassadors.add(email="seven@larchshire.example", team=team, by=lead, at=AT).user


def worked(team, *people, heard="Our plans read like forms", key="met", **fields):
    leader = make_user("director", team)
    given = {"kind": "ambassadors", "influence": "plans"} | fields
    return make_met(team, leaders=[leader], ambassadors=people, heard=heard, key=key, **given)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_an_account_is_a_number_and_one_a_person(team, lead, ambassador):
    assert ambassador.name == "Care ambassador 1"
    again = ambassadors.add(email="SEVEN@larchshire.example", team=team, by=lead, at=AT)
    assert again.user == ambassador
    second = ambassadors.add(email="eight@larchshire.example", team=team, by=lead, at=AT)
    assert second.user.name == "Care ambassador 2"
    assert not second.user.has_usable_password()
    with pytest.raises(NotAllowed, match="belongs to somebody already"):
        ambassadors.add(email=lead.email, team=team, by=lead, at=AT)


def test_numbers_are_never_used_again(team, lead, ambassador):
    held = RoleGrant.objects.get(user=ambassador)
    ambassadors.end(grant=held, why="They moved on", by=lead, at=AT)
    assert ambassadors.add(email="n@larchshire.example", team=team, by=lead, at=AT).user.name == "Care ambassador 2"
    with pytest.raises(NotAllowed, match="already ended"):
        ambassadors.end(grant=held, why="Again", by=lead, at=AT)


def test_an_administrator_makes_nobody_an_ambassador_by_name(team):
    by, named = make_user("administrator", team), make_user(name="A Name")
    with pytest.raises(NotAllowed, match="Names of children are never held"):
        services.grant_role(user=named, role="ambassador", team=team, start_on=AT.date(), end_on=None, by=by, at=AT)
    assert not RoleGrant.objects.filter(role="ambassador").exists()


def test_who_took_part_is_kept_with_what_ambassadors_worked_on_only(team, ambassador):
    met = worked(team, ambassador)
    assert list(met.ambassadors.values_list("person", flat=True)) == [ambassador.pk]
    with pytest.raises(NotAllowed, match="not that you met as care ambassadors"):
        worked(team, ambassador, kind="visit", key="visit")
    assert MetAmbassador.objects.count() == 1


def test_their_page_holds_what_is_theirs_and_nothing_of_others(client, tree, team, lead, ambassador):
    other = ambassadors.add(email="eight@larchshire.example", team=team, by=lead, at=AT).user
    mine, theirs = worked(team, ambassador), worked(team, other, heard="The leaflets are dull", key="other")
    make_met(team, leaders=[lead], heard="Said to a leader on a visit", key="visit")
    meeting.say_did(met=mine, did="The plan is two pages now", by=lead, at=AT)
    meeting.say_did(met=theirs, did="New leaflets are printed", by=lead, at=AT)
    meeting.keep_view(met=mine, view="partly", view_words="Better", by=lead, at=AT)
    inspection = make_round(tree["mere"], kind="inspection", name="Inspection of Mere")
    make_participant(inspection, ambassador, part="ambassador", theme="Plans")
    make_participant(make_round(team, name="A week as auditor"), ambassador)
    client.force_login(ambassador)
    page = text_of(client.get("/"))
    for words in ("You worked on one thing, and something changed after it.", "Redesigning plans", "Our plans read"):
        assert words in page
    for words in ("The plan is two pages now", "In part", "Better", "Inspection of Mere", "you look at: Plans"):
        assert words in page
    for words in ("leaflets are dull", "New leaflets", "on a visit", "A week as auditor", "Care ambassador 2"):
        assert words not in page


def test_away_from_an_inspection_it_is_not_shown(client, tree, lead, ambassador):
    taking = make_participant(
        make_round(tree["mere"], kind="inspection", name="Inspection of Mere"), ambassador, part="ambassador"
    )
    Participant.objects.filter(pk=taking.pk).update(away_at=AT, away_by=lead)
    client.force_login(ambassador)
    assert "Inspection of Mere" not in text_of(client.get("/"))


def test_no_round_gives_them_somebodys_records(tree, lead, ambassador):
    """They sit on the team of an inspection; what is shared out goes to the others."""
    inspection = make_round(tree["mere"], kind="inspection")
    given = {"round": inspection, "person": ambassador, "limit": 6, "by": lead, "at": AT}
    with pytest.raises(NotAllowed, match="judges nobody's work"):
        taking_part.take_part(**given)
    taking_part.take_part(**given, part="ambassador", theme="Plans")
    other = make_participant(inspection).person
    assert [each.key for each in auditors_of(inspection, on=AT.date(), cases=[])] == [other.pk]


def test_an_empty_page_says_what_will_be_here_and_links_what_is_open(client, ambassador):
    client.force_login(ambassador)
    page = text_of(client.get("/"))
    assert "When you have worked on something with leaders" in page
    assert "None now." in page
    for name in ("feedback:leader_ask", "feedback:leaders", "said:everybody"):
        assert f'href="{reverse(name)}"' in page
        assert client.get(reverse(name)).status_code == 200
    # No link of the frame leads to a page that is not there.
    for link in ("/feedback/", "/figures/", "/audits/", "/teams/", "/reads/"):
        assert f'href="{link}"' not in page
    asking = text_of(client.get(reverse("feedback:leader_ask")))
    assert 'href="/feedback/"' not in asking


def test_deny_by_default_even_what_needs_no_role(client, ambassador):
    client.force_login(ambassador)
    for name in ("surveys:index", "learning:guides", "casework:teams", "casework:reads", "casework:programs"):
        assert client.get(reverse(name)).status_code == 404, name
    open_to_them = {name for name, row in permissions.table().items() if row["ambassador"] not in "-n"}
    assert open_to_them == {"feedback:leaders", "feedback:leader_ask"}
    for_anybody = {
        name for name, row in permissions.table().items() if row["signed_in"] == "Y" and row["ambassador"] == "-"
    }
    assert {name for name in for_anybody if not name.startswith(("account_", "mfa_"))} == {
        "home",
        "casework:notice_put_aside",
    }


def test_who_holds_another_role_too_loses_nothing(client, team, ambassador):
    grant(ambassador, "practitioner", team)
    client.force_login(ambassador)
    assert client.get(reverse("surveys:index")).status_code == 200


def test_what_was_answered_for_all_staff_is_not_for_them(client, team, ambassador):
    client.force_login(ambassador)
    assert "Answered for all staff" not in text_of(client.get(reverse("feedback:leaders")))
    client.force_login(make_user("practitioner", team))
    assert "Answered for all staff" in text_of(client.get(reverse("feedback:leaders")))


def test_only_what_is_published_of_you_said_we_did(client, team, ambassador):
    make_said(team, words="Tell us sooner")
    client.force_login(ambassador)
    assert YouSaid.objects.get().state == "raised"
    assert "Tell us sooner" not in text_of(client.get("/"))


def test_staff_surveys_do_not_ask_them(team, ambassador):
    from feedback.surveys.queries import staff_at

    assert ambassador.pk not in staff_at(team, on=timezone.localdate())


def test_the_lead_adds_and_ends_by_the_pages(client, team, lead):
    client.force_login(lead)
    listed = reverse("feedback:ambassadors")
    assert listed in text_of(client.get(reverse("feedback:children_met")))
    assert "None yet" in text_of(client.get(listed))
    wrong = text_of(client.post(reverse("feedback:ambassador_add"), {"email": "no address", "team": team.pk}))
    assert "Write an address like" in wrong
    assert 'value="no address"' in wrong
    page = client.post(reverse("feedback:ambassador_add"), {"email": "x@l.example", "team": team.pk}, follow=True)
    assert "1 care ambassador" in text_of(page)
    person = User.objects.get(email="x@l.example")
    theme, day = make_theme("Contact"), timezone.localdate() - timedelta(days=1)
    leader = make_user("director", team)
    form = {"kind": "ambassadors", "group": "in_care", "influence": "plans", "team": team.pk, "themes": [theme.pk]}
    form |= {"met_on_day": day.day, "met_on_month": day.month, "met_on_year": day.year, "heard": "Plans are long"}
    form |= {"leaders": [leader.pk], "ambassadors": [person.pk], "key": "k"}
    assert "Care ambassador 1" in text_of(client.get(reverse("feedback:met_log")))
    client.post(reverse("feedback:met_log"), form)
    assert "took part in 1 thing written down" in text_of(client.get(listed))
    held = RoleGrant.objects.get(user=person)
    client.post(reverse("feedback:ambassador_end", args=[held.pk]), {"why": "They moved on"})
    assert "None yet" in text_of(client.get(listed))
    client.force_login(person)
    assert "No role yet" in text_of(client.get("/"))


def test_who_leads_elsewhere_supervises_nobody_here(client, tree, ambassador):
    held = RoleGrant.objects.get(user=ambassador)
    for person in (make_user("participation_lead", tree["north"]), make_user("quality_lead", tree["larchshire"])):
        client.force_login(person)
        assert client.post(reverse("feedback:ambassador_end", args=[held.pk]), {"why": "x"}).status_code == 404
    client.force_login(make_user("participation_lead", tree["north"]))
    assert "Care ambassador 1" not in text_of(client.get(reverse("feedback:ambassadors")))
    form = {"email": "y@l.example", "team": tree["larchshire"].pk}
    assert "Choose for which place." in text_of(client.post(reverse("feedback:ambassador_add"), form)) or (
        "valid choice" in text_of(client.post(reverse("feedback:ambassador_add"), form))
    )
    assert not User.objects.filter(email="y@l.example").exists()


def test_the_page_takes_the_same_queries_however_much_is_theirs(client, team, ambassador):
    worked(team, ambassador)
    client.force_login(ambassador)
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for number in range(5):
        worked(team, ambassador, key=f"more {number}")
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(few) == len(many)
