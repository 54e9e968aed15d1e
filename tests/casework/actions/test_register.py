"""One register: agreed, moved, done with evidence and change, closed by somebody else, looked at again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from casework.actions import queries, services
from casework.models import Action
from casework.services import NotAllowed
from tests.factories import make_action, make_tree, make_user

AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
TODAY = AT.date()


@pytest.fixture
def tree(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_tree()


@pytest.fixture
def people(tree):
    return {
        "manager": make_user("team_manager", tree["mere-safeguarding"]),
        "head": make_user("head_of_service", tree["west"]),
        "worker": make_user("practitioner", tree["mere-safeguarding"]),
        "elsewhere": make_user("team_manager", tree["weald-safeguarding"]),
        "auditor": make_user("auditor", tree["weald-safeguarding"]),
    }


def agree(tree, people, **fields):
    given = {
        "what": "Ask her what she wants to happen",
        "measure": "Her words are in the next plan",
        "owner": people["worker"],
        "team": tree["mere-safeguarding"],
        "due_on": date(2026, 12, 1),
        "key": "k",
        "by": people["manager"],
        "at": AT,
        **fields,
    }
    return services.raise_action(**given)


def done(action, people, **fields):
    given = {"evidence": "The plan of 20 November", "changed": "She chose who comes", **fields}
    return services.say_done(action=action, **given, by=people["worker"], at=AT + timedelta(days=20))


def test_the_same_form_sent_twice_agrees_one_action(tree, people):
    assert agree(tree, people) == agree(tree, people, what="Sent again")
    assert Action.objects.get().what == "Ask her what she wants to happen"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"what": " "}, "Say what is to be done"),
        ({"measure": ""}, "Say how we shall know"),
        ({"due_on": date(2026, 11, 2)}, "has passed"),
        ({"what": "x" * 301}, "301 characters"),
    ],
)
def test_half_an_action_is_none(fields, said, tree, people):
    with pytest.raises(NotAllowed, match=said):
        agree(tree, people, **fields)
    assert not Action.objects.exists()


def test_somebody_who_no_longer_signs_in_cannot_own_one(tree, people):
    people["worker"].is_active = False
    with pytest.raises(NotAllowed, match="no longer signs in"):
        agree(tree, people)


def test_the_day_moves_with_a_reason_and_the_first_day_stays(tree, people):
    action = agree(tree, people)
    moved = services.move_due(
        action=action, version=1, to_on=date(2026, 12, 15), reason="Her school trip", by=people["worker"], at=AT
    )
    assert (moved.first_due_on, moved.due_on) == (date(2026, 12, 1), date(2026, 12, 15))
    (slip,) = queries.slips_of(moved)
    assert (slip.from_on, slip.to_on, slip.reason) == (date(2026, 12, 1), date(2026, 12, 15), "Her school trip")
    with pytest.raises(NotAllowed, match="since you opened it"):
        services.move_due(action=action, version=1, to_on=date(2027, 1, 5), reason="Again", by=people["manager"], at=AT)


def test_it_closes_only_by_somebody_else_who_has_seen_evidence_and_change(tree, people):
    action = agree(tree, people)
    with pytest.raises(NotAllowed, match="Only"):
        services.say_done(action=action, evidence="e", changed="c", by=people["manager"], at=AT)
    with pytest.raises(NotAllowed, match="what changed for the child"):
        done(action, people, changed=" ")
    done(action, people)
    with pytest.raises(NotAllowed, match="your own action"):
        services.close(action=action, look_again_on=date(2027, 2, 1), by=people["worker"], at=AT)
    with pytest.raises(NotAllowed, match="must be to come"):
        services.close(action=action, look_again_on=TODAY, by=people["manager"], at=AT)
    closed = services.close(action=action, look_again_on=date(2027, 2, 1), by=people["manager"], at=AT)
    assert (closed.state, closed.ended_by) == ("closed", people["manager"])
    with pytest.raises(NotAllowed, match="meanwhile"):
        services.close(action=action, look_again_on=date(2027, 2, 1), by=people["head"], at=AT)


def test_the_database_itself_refuses_an_owner_who_closes(tree, people):
    action = done(agree(tree, people), people)
    with pytest.raises(IntegrityError, match="action_closed_by_another"), transaction.atomic():
        Action.objects.filter(pk=action.pk).update(
            state="closed", look_again_on=date(2027, 2, 1), ended_by=action.owner, ended_at=AT
        )


def test_what_is_not_convincing_goes_back_with_why(tree, people):
    action = done(agree(tree, people), people)
    back = services.send_back(action=action, because="The plan is the old one", by=people["manager"], at=AT)
    assert (back.state, back.sent_back_because) == ("open", "The plan is the old one")
    assert done(back, people, evidence="The new plan").state == "done"


def test_looking_again_waits_for_its_day(tree, people):
    action = done(agree(tree, people), people)
    services.close(action=action, look_again_on=date(2027, 2, 1), by=people["manager"], at=AT)
    look = {"action": action, "lasted": False, "found": "Back to how it was", "by": people["manager"]}
    with pytest.raises(NotAllowed, match="not come yet"):
        services.look_again(**look, at=AT)
    assert services.look_again(**look, at=AT + timedelta(days=100)).lasted is False
    with pytest.raises(NotAllowed, match="already"):
        services.look_again(**look, at=AT + timedelta(days=101))


def test_each_part_of_the_register_has_its_own(tree, people):
    mine = agree(tree, people)
    late = make_action(team=tree["mere-safeguarding"], owner=people["manager"], due_on=date(2026, 11, 2))
    to_check = make_action(team=tree["mere-safeguarding"], owner=people["worker"], state="done")
    other = make_action(team=tree["weald-safeguarding"], owner=people["elsewhere"])
    here = {tree["mere-safeguarding"].pk}

    def listed(who, show):
        return [row.pk for row in queries.actions_of(people[who], show=show, team_ids=here, on=TODAY)]

    assert listed("worker", "mine") == [mine.pk]
    assert listed("manager", "team") == [late.pk, *sorted([mine.pk, to_check.pk])]
    assert listed("manager", "late") == [late.pk]
    assert listed("manager", "check") == [to_check.pk]
    assert listed("worker", "check") == []
    assert queries.action_or_none(pk=other.pk, user=people["manager"]) is None
    assert queries.waiting(people["manager"], on=TODAY) == queries.Waiting(mine=1, late=1, to_check=1, to_look_again=0)


def test_who_is_asked_to_look_can_close_it_from_outside_the_team(client, tree, people):
    action = done(agree(tree, people, checker=people["auditor"]), people)
    client.force_login(people["auditor"])
    assert "Close the action" in client.get(f"/actions/{action.pk}/").content.decode()
    form = {"look_again_on_day": "1", "look_again_on_month": "2", "look_again_on_year": "2027"}
    assert client.post(f"/actions/{action.pk}/close/", form).status_code == 302
    action.refresh_from_db()
    assert (action.state, action.ended_by) == ("closed", people["auditor"])
    with pytest.raises(NotAllowed, match="their own action"):
        agree(tree, people, key="2", checker=people["worker"])


def test_pages_from_agreeing_to_closing(client, tree, people):
    client.force_login(people["manager"])
    form = {
        "what": "Ask her what she wants",
        "measure": "Her words are in the plan",
        "owner": people["worker"].pk,
        "team": tree["mere-safeguarding"].pk,
        "due_on_day": "1",
        "due_on_month": "12",
        "due_on_year": "2036",
        "key": "form",
    }
    wrong = client.post("/actions/agree/", {**form, "measure": ""})
    assert "Ask her what she wants" in wrong.content.decode()
    assert "Say how we shall know." in wrong.content.decode()
    answer = client.post("/actions/agree/", form)
    action = Action.objects.get()
    assert answer["Location"] == f"/actions/{action.pk}/"
    assert client.post("/actions/agree/", form).status_code == 302
    assert Action.objects.count() == 1
    client.force_login(people["worker"])
    assert "Ask her what she wants" in client.get("/actions/").content.decode()
    client.post(f"/actions/{action.pk}/done/", {"evidence": "The plan", "changed": "She chose"})
    client.force_login(people["manager"])
    assert "She chose" in client.get(f"/actions/{action.pk}/").content.decode()
    client.force_login(people["elsewhere"])
    assert client.get(f"/actions/{action.pk}/").status_code == 404


def test_the_list_asks_the_same_queries_for_ten_times_as_much(client, tree, people, django_assert_max_num_queries):
    client.force_login(people["head"])

    def asked():
        with django_assert_max_num_queries(14) as counted:
            client.get("/actions/?show=team")
        return len(counted)

    make_action(team=tree["mere-safeguarding"], owner=people["worker"])
    before = asked()
    for _ in range(20):
        make_action(team=tree["mere-safeguarding"], owner=people["worker"])
    assert asked() == before
