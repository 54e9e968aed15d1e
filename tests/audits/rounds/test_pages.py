"""The pages of rounds: what each shows, what bad input gets, and what it costs."""

from datetime import date

import pytest
from django.urls import reverse

from audits.models import Activity, Round, Sample
from audits.rounds import allocating, drawing, queries, services
from casework.models import ReadLog
from tests.factories import make_user
from tests.factories.rounds import AT, make_activity, make_open_work, make_participant

PLAN = {
    "name": "Practice week",
    "kind": "practice_week",
    "start_on_day": "23",
    "start_on_month": "11",
    "start_on_year": "2026",
    "last_on_day": "27",
    "last_on_month": "11",
    "last_on_year": "2026",
    "target_audits": "80",
    "target_observations": "20",
    "target_families": "25",
    "moderated_share": "20",
    "moderates_inadequate": "on",
    "key": "one",
}


@pytest.fixture
def page(client, lead):
    client.force_login(lead)
    return client


def test_a_round_is_planned_once_however_often_it_is_sent(page, lead, tree):
    fields = {**PLAN, "team": tree["larchshire"].pk, "lead": lead.pk}
    answers = [page.post(reverse("rounds:plan"), fields) for _ in range(2)]
    found = Round.objects.get()
    assert {answer["Location"] for answer in answers} == {reverse("rounds:round", args=[found.pk])}
    assert (found.moderates_inadequate, found.moderates_new, found.moderates_blind) == (True, False, False)


def test_bad_input_is_kept_and_said(page, lead, tree):
    fields = {**PLAN, "team": tree["mere"].pk, "lead": lead.pk, "kind": "inspection", "last_on_month": "12"}
    answer = page.post(reverse("rounds:plan"), fields)
    text = answer.content.decode()
    assert "A peer inspection lasts 3 to 5 working days." in text
    assert "Practice week" in text
    missing = page.post(reverse("rounds:plan"), {"key": "x", "target_audits": "many"}).content.decode()
    for words in ("Give the round a name.", "Choose what kind of round it is.", "Audits: write a whole number."):
        assert words in missing
    assert Round.objects.count() == 0


def test_a_team_outside_one_s_reach_cannot_be_planned_for(client, tree):
    head = make_user("head_of_service", tree["north"])
    client.force_login(head)
    answer = client.post(reverse("rounds:plan"), {**PLAN, "team": tree["mere"].pk, "lead": head.pk})
    assert answer.status_code == 200
    assert Round.objects.count() == 0


def test_from_draw_to_board(page, week, lead):
    answer = page.post(reverse("rounds:draw", args=[week.pk]), {"strata": ["team", "plan"], "key": "d"})
    assert answer["Location"] == reverse("rounds:sample", args=[week.pk])
    text = page.get(reverse("rounds:sample", args=[week.pk])).content.decode()
    assert "Drawn by chance, and repeated just now with the same result." in text
    assert Sample.objects.get().seed in text
    for _ in range(3):
        make_participant(week)
    page.post(reverse("rounds:allocate", args=[week.pk]), {"key": "a"})
    board = page.get(reverse("rounds:board", args=[week.pk])).content.decode()
    assert "Everything has somebody." in board
    page.post(reverse("rounds:tell", args=[week.pk]))
    week.refresh_from_db()
    assert (week.state, week.told_by) == ("running", lead)


def test_the_list_leaves_with_a_line_in_the_read_log(page, week, lead):
    sample = drawing.draw_sample(round=week, strata=[], key="d", by=lead, at=AT)
    answer = page.get(reverse("rounds:sample_list", args=[sample.pk]))
    assert answer.content.decode() == drawing.list_text(sample)
    log = ReadLog.objects.get()
    assert (log.kind, log.rows) == ("export", 18)


def test_the_board_shows_what_was_asked_for(page, week, work, tree):
    first, second = make_participant(week).person, make_participant(week).person
    make_activity(week, child=work["mere-assessment"][0], person=first, team=tree["mere-assessment"])
    make_activity(
        week, child=work["mere-safeguarding"][0], person=second, team=tree["mere-safeguarding"], kind="family"
    )
    make_activity(week, child=work["mere-safeguarding"][1], team=tree["mere-safeguarding"], due_on=date(2020, 1, 1))

    def shown(**asked):
        board = page.get(reverse("rounds:board", args=[week.pk]), asked).context["board"]
        return {activity.child.reference for activity in board.activities}

    references = [
        work[code][n].reference
        for code, n in (("mere-assessment", 0), ("mere-safeguarding", 0), ("mere-safeguarding", 1))
    ]
    assert shown() == set(references)
    assert shown(person=first.pk) == {references[0]}
    assert shown(team=tree["mere-safeguarding"].pk) == set(references[1:])
    assert shown(kind="family") == {references[1]}
    assert shown(state="open") == {references[2]}
    assert shown(state="late") == set()
    assert shown(person="nonsense") == set()


@pytest.mark.parametrize("activities", [5, 500])
def test_the_board_costs_the_same_for_5_and_for_500(page, week, tree, activities, django_assert_max_num_queries):
    person = make_participant(week).person
    for child in make_open_work(tree["mere-assessment"], count=activities):
        make_activity(week, child=child, person=person)
    address = reverse("rounds:board", args=[week.pk])
    page.get(address)
    with django_assert_max_num_queries(14) as counted:
        assert page.get(address).context["board"].shown == activities
    ours = [each["sql"] for each in counted.captured_queries if "SAVEPOINT" not in each["sql"]]
    assert len(ours) <= 12


def test_nobody_ticked_is_said(page, week):
    make_participant(week)
    answer = page.post(reverse("rounds:away", args=[week.pk]), {"key": "k"}, follow=True)
    assert "Tick who is away first." in answer.content.decode()


def test_two_ill_are_marked_from_the_board(page, week, lead):
    drawing.draw_sample(round=week, strata=[], key="d", by=lead, at=AT)
    people = [make_participant(week).person for _ in range(4)]
    allocating.share_out(round=week, key="s", path="/", by=lead, at=AT)
    fields = {"people": [people[0].pk, people[1].pk], "key": "k"}
    answer = page.post(reverse("rounds:away", args=[week.pk]), fields, follow=True)
    assert "are away: 4 given to somebody." in answer.content.decode()
    assert not Activity.objects.filter(person__in=people[:2], state="given").exists()


def test_a_refused_hand_over_keeps_the_reason_and_says_why(page, week, work, tree):
    activity = make_activity(week, child=work["mere-safeguarding"][0], team=tree["mere-safeguarding"])
    manager = make_participant(week, make_user("team_manager", tree["mere-safeguarding"], name="M. Hale")).person
    fields = {"give-person": manager.pk, "give-because": "She knows it well"}
    text = page.post(reverse("rounds:give", args=[activity.pk]), fields).content.decode()
    assert "M. Hale manages Mere Safeguarding, or the line above it." in text
    assert "She knows it well" in text


def test_who_has_it_says_that_it_is_done(client, week, work, lead):
    person = make_participant(week).person
    activity = make_activity(week, child=work["mere-safeguarding"][0], person=person, kind="family")
    services.tell(round=week, path="/", by=lead, at=AT)
    client.force_login(person)
    # Somebody without any role cannot; the role is what opens the page, taking part what shows the round.
    assert client.get(reverse("rounds:activity", args=[activity.pk])).status_code == 404
    auditor = make_participant(week, make_user("auditor", week.team)).person
    Activity.objects.filter(pk=activity.pk).update(person=auditor)
    client.force_login(auditor)
    assert "It is done" in client.get(reverse("rounds:activity", args=[activity.pk])).content.decode()
    client.post(reverse("rounds:done", args=[activity.pk]), {"fed_back": "yes"})
    activity.refresh_from_db()
    assert (activity.state, activity.feedback_by) == ("done", auditor)


def test_what_a_round_looks_at_is_not_for_those_outside_it(client, week, tree):
    client.force_login(make_user("team_manager", tree["weald-safeguarding"]))
    assert client.get(reverse("rounds:round", args=[week.pk])).status_code == 404


def test_coverage_names_the_teams_nobody_looked_at(page, week, work, tree):
    person = make_participant(week).person
    make_activity(
        week,
        child=work["mere-assessment"][0],
        team=tree["mere-assessment"],
        person=person,
        state="done",
        done_at=AT,
        done_by=person,
    )
    lines = queries.coverage(team=tree["larchshire"], on=AT.date())
    assert [(line.team.code, line.times) for line in lines] == [
        ("mere-safeguarding", 0),
        ("weald-safeguarding", 0),
        ("mere-assessment", 1),
    ]
    assert page.get(reverse("rounds:coverage")).status_code == 200


def test_the_inspection_cycle_lists_each_district(page, tree):
    lines = queries.inspection_cycle(on=date(2026, 11, 3))
    assert {line.district.code for line in lines} == {"mere", "north-weald"}
    # Open since 2015 and never inspected: the first of two is due half-way through the last three years.
    assert {line.due_on for line in lines} == {date(2025, 5, 3)}
    assert page.get(reverse("rounds:inspections")).status_code == 200


def test_a_reference_that_does_not_exist_answers_like_one_that_does(page, work):
    answers = [
        page.post(reverse("rounds:relations"), {"reference": reference, "worker": ""}, follow=True)
        for reference in (work["mere-assessment"][0].reference, "LS999999")
    ]
    assert all("It is declared" in answer.content.decode() for answer in answers)
    text = page.post(reverse("rounds:relations"), {"worker": "Nobody Such"}).content.decode()
    assert "Check the spelling." in text
