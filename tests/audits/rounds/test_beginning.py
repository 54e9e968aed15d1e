"""An allocation that is agreed becomes audits: whose they are, what moves them, and when the board counts them done."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from audits import services as auditing
from audits.models import Activity, Audit, Move
from audits.rounds import allocating, drawing, queries, services
from casework.models import CinStatus, Notice
from casework.services import NotAllowed
from tests.factories import grant, make_user
from tests.factories.audits import make_tool, make_whole
from tests.factories.rounds import AT, make_activity, make_participant

PATH = "/audits/rounds/1/board/"


@pytest.fixture
def people(week):
    return [make_participant(week).person for _ in range(3)]


@pytest.fixture
def running(week, lead, people):
    make_tool(kind="observation")
    drawing.draw_sample(round=week, strata=["team"], key="d", by=lead, at=AT)
    allocating.share_out(round=week, key="s", path=PATH, by=lead, at=AT)
    assert Audit.objects.count() == 0
    return services.tell(round=week, path=PATH, by=lead, at=AT)


def one(running, kind="audit"):
    rows = Activity.objects.filter(round=running, kind=kind, state="given").order_by("pk")
    return rows.select_related("audit__auditor", "audit__worker", "person", "child", "round", "drawn").first()


def test_each_audit_and_observation_begins_for_whom_it_was_given_to(running):
    activities = Activity.objects.filter(round=running).select_related("audit__tool_version__tool")
    made = {each.audit for each in activities if each.audit}
    assert len(made) == running.target_audits + running.target_observations
    for each in activities:
        if each.kind == "family":
            assert each.audit is None
            continue
        assert (each.audit.child_id, each.audit.auditor_id, each.audit.due_on, each.audit.state) == (
            each.child_id,
            each.person_id,
            running.last_on,
            "allocated",
        )
    kinds = {each.kind: each.audit.tool_version.tool for each in activities if each.audit}
    assert (kinds["audit"], kinds["observation"].kind) == (running.tool, "observation")


def test_whoever_looks_is_told_once_however_many_audits_they_have(running, people):
    for person in people:
        assert Notice.objects.filter(person=person).count() == 1


def test_without_a_tool_it_cannot_begin(week, lead, people, work):
    make_activity(week, child=work["mere-assessment"][0], person=people[0])
    type(week).objects.filter(pk=week.pk).update(tool=None)
    week.refresh_from_db()
    with pytest.raises(NotAllowed, match="Choose what its audits are made with first"):
        services.tell(round=week, path=PATH, by=lead, at=AT)
    assert not Audit.objects.exists()


def test_a_child_who_moved_into_the_auditor_s_line_since_the_draw_waits_for_another(week, lead, people, work, tree):
    moved, kept = work["mere-assessment"][:2]
    activities = [make_activity(week, child=child, person=people[0]) for child in (moved, kept)]
    grant(people[0], "team_manager", tree["weald-safeguarding"])
    CinStatus.objects.filter(child=moved).update(team=tree["weald-safeguarding"])
    services.tell(round=week, path=PATH, by=lead, at=AT)
    for each in activities:
        each.refresh_from_db()
    assert [(each.state, bool(each.audit)) for each in activities] == [("open", False), ("given", True)]
    assert "manages Weald Safeguarding" in Move.objects.get(activity=activities[0]).because
    again = allocating.share_out(round=type(week).objects.get(pk=week.pk), key="again", path=PATH, by=lead, at=AT)
    activities[0].refresh_from_db()
    assert again.placed == 1
    assert activities[0].audit.auditor_id == activities[0].person_id != people[0].pk


def test_giving_it_to_another_moves_the_audit_while_it_is_not_begun(running, lead, people):
    activity = one(running)
    before = activity.person
    other = next(person for person in people if person != before)
    allocating.give(activity=activity, person=other, because="Free on Tuesday", path=PATH, by=lead, at=AT)
    audit = Audit.objects.get(pk=activity.audit.pk)
    assert audit.auditor == other
    assert [(swap.to_auditor, swap.because) for swap in audit.swaps.all()] == [(other, "Free on Tuesday")]
    auditing.invite(audit=audit, meet_on=date(2026, 11, 24), by=other, at=AT)
    with pytest.raises(NotAllowed, match="has begun it"):
        allocating.give(activity=activity, person=before, because="Back", path=PATH, by=lead, at=AT)


def test_swapped_on_its_own_page_the_board_follows(running, lead, people):
    activity = one(running)
    other = next(person for person in people if person != activity.person)
    auditing.swap(audit=activity.audit, to=other, because="Knows the family's language", by=lead, at=AT)
    before = activity.person
    activity.refresh_from_db()
    move = activity.moves.latest("pk")
    assert (activity.person, move.from_person, move.because) == (other, before, "Knows the family's language")


def test_whoever_is_away_keeps_what_they_have_begun_and_the_rest_moves(running, lead):
    begun = one(running)
    auditing.invite(audit=begun.audit, meet_on=date(2026, 11, 24), by=begun.person, at=AT)
    allocating.mark_away(round=running, people=[begun.person], key="a", path=PATH, by=lead, at=AT)
    begun.refresh_from_db()
    assert begun.state == "given"
    assert queries.still_with(running, [begun.person]) == 1
    for each in Activity.objects.filter(round=running, audit__isnull=False).select_related("audit"):
        assert each.audit.auditor_id == each.person_id


def test_what_nobody_else_may_take_loses_its_audit(week, lead, work, people):
    activity = make_activity(week, child=work["mere-assessment"][0], person=people[0])
    services.tell(round=week, path=PATH, by=lead, at=AT)
    running = type(week).objects.get(pk=week.pk)
    allocating.mark_away(round=running, people=people, key="a", path=PATH, by=lead, at=AT)
    activity.refresh_from_db()
    assert (activity.state, activity.audit) == ("open", None)
    assert Audit.objects.get().state == "withdrawn"


def test_the_board_counts_it_done_when_the_judgement_goes_to_the_worker(running, lead):
    activity = one(running)
    audit, person = activity.audit, activity.person
    with pytest.raises(NotAllowed, match="once your judgement goes to the worker"):
        services.say_done(activity=activity, fed_back=True, by=person, at=AT)
    audit.worker.user = make_user("practitioner", audit.team)
    audit.worker.save()
    judge(audit, at=AT + timedelta(hours=2))
    activity.refresh_from_db()
    assert (activity.state, activity.done_by, activity.feedback_at) == ("done", person, AT + timedelta(hours=2))
    line = queries.board_of(running, choice=queries.Choice(), on=AT.date()).progress[0]
    assert (line.done, line.fed_back, line.same_day) == (1, 1, 1)


def test_a_worker_who_does_not_sign_in_has_no_feedback_by_the_application(running):
    activity = one(running)
    judge(activity.audit, at=AT)
    activity.refresh_from_db()
    assert (activity.state, activity.feedback_at) == ("done", None)
    services.give_feedback(activity=activity, by=activity.person, at=AT)


def test_withdrawn_it_waits_for_somebody_again(running, lead):
    activity = one(running)
    auditing.withdraw(audit=activity.audit, because="The worker is ill", by=lead, at=AT)
    activity.refresh_from_db()
    assert (activity.state, activity.audit, activity.person) == ("open", None, None)
    assert activity.moves.latest("pk").because == "The worker is ill"
    allocating.share_out(round=running, key="again", path=PATH, by=lead, at=AT)
    activity.refresh_from_db()
    assert activity.audit.state == "allocated"


def test_exempting_withdraws_it_and_more_time_is_more_time_for_both(running, lead):
    activity = one(running)
    fields = {"agreed_by": lead, "by": lead, "at": AT}
    services.extend(activity=activity, to_on=date(2026, 12, 4), because="Leave", **fields)
    activity.refresh_from_db()
    assert activity.audit.due_on == date(2026, 12, 4)
    services.exempt(activity=activity, because="The case closed", **fields)
    activity.refresh_from_db()
    assert (activity.state, activity.audit) == ("dropped", None)
    assert Audit.objects.get(state="withdrawn").withdrawn_because == "The case closed"


def test_a_child_whose_audit_is_begun_is_not_swapped_out(running, lead):
    activity = one(running)
    auditing.invite(audit=activity.audit, meet_on=date(2026, 11, 24), by=activity.person, at=AT)
    with pytest.raises(NotAllowed, match="has begun to look"):
        drawing.swap(drawn=activity.drawn, because="Moved away", by=lead, at=AT)
    other = Activity.objects.filter(round=running, kind="audit", state="given").exclude(pk=activity.pk).first()
    drawing.swap(drawn=other.drawn, because="Moved away", by=lead, at=AT)
    other.refresh_from_db()
    assert (other.state, other.audit) == ("dropped", None)


def judge(audit, *, at):
    auditing.invite(audit=audit, meet_on=at.date(), by=audit.auditor, at=at)
    auditing.say_not_held(audit=audit, because="On leave", by=audit.auditor, at=at)
    make_whole(audit, at=at)
    return auditing.submit(audit=audit, by=audit.auditor, at=at)


def test_the_board_says_what_stays_with_whoever_is_away(client, running, lead):
    begun = one(running)
    auditing.invite(audit=begun.audit, meet_on=date(2026, 11, 24), by=begun.person, at=AT)
    client.force_login(lead)
    fields = {"people": [begun.person.pk], "key": "away"}
    text = client.post(reverse("rounds:away", args=[running.pk]), fields, follow=True).content.decode()
    assert "1 they have begun stay with them." in text
    assert "Worker invited" in text


def test_from_a_family_s_activity_who_may_records_what_they_said(client, running, lead):
    activity = one(running, "family")
    address = reverse("rounds:activity", args=[activity.pk])
    client.force_login(lead)
    assert reverse("feedback:record", args=[activity.child_id]) in client.get(address).content.decode()
    auditor = make_participant(running, make_user("auditor", running.team)).person
    client.force_login(auditor)
    assert "five questions" not in client.get(address).content.decode()
