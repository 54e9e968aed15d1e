"""Work is shared out by the rules, kept with its reasons, and shared out anew when people are away."""

import pytest

from audits.models import Activity, Allocation, Move
from audits.rounds import allocating, drawing, services
from casework.models import Notice, Visit
from casework.services import NotAllowed
from tests.factories import grant, make_fact, make_user, make_worker
from tests.factories.rounds import AT, make_activity, make_participant, make_round

PATH = "/audits/rounds/1/board/"


def share(week, lead, key="share"):
    return allocating.share_out(round=week, key=key, path=PATH, by=lead, at=AT)


def who(week):
    return dict(Activity.objects.filter(round=week, state="given").values_list("pk", "person_id"))


def test_the_whole_sample_is_shared_out_evenly_and_each_move_is_kept(week, lead):
    drawing.draw_sample(round=week, strata=["team"], key="d", by=lead, at=AT)
    for _ in range(4):
        make_participant(week)
    made = share(week, lead)
    assert (made.placed, made.unplaced, made.conflict) == (8, 0, "")
    given = list(who(week).values())
    assert sorted(given.count(person) for person in set(given)) == [2, 2, 2, 2]
    assert Move.objects.filter(allocation=made, from_person__isnull=True).count() == 8
    assert share(week, lead) == made
    with pytest.raises(NotAllowed, match="Nothing is open"):
        share(week, lead, key="again")


def test_every_rule_is_read_from_what_we_hold(week, lead, work, tree):
    """Seven people, each barred by one rule, and one who is not: the one gets it, and each refusal says why."""
    child = work["mere-safeguarding"][0]
    worker = make_worker("A. Byrne")
    activity = make_activity(week, child=child, worker=worker, team=tree["mere-safeguarding"])
    own = make_user(name="Own case")
    make_fact(
        Visit,
        child=child,
        team=tree["mere-safeguarding"],
        kind="cin",
        visit_on="2026-01-05",
        worker=make_worker("Own post", user=own),
    )
    barred = {
        "works with this child": own,
        "works in Mere Safeguarding": make_user("practitioner", tree["mere-safeguarding"], name="Same team"),
        "manages Mere Safeguarding": make_user("head_of_service", tree["west"], name="Line"),
        "declared a relation to this child's family": make_user(name="Family"),
        "declared a relation to A. Byrne": make_user(name="Friend"),
        "judged the work of A. Byrne last time": make_user(name="Again"),
        "has 0 already and takes at most 0": make_user(name="Full"),
    }
    services.declare(person=barred["declared a relation to this child's family"], child=child, at=AT)
    services.declare(person=barred["declared a relation to A. Byrne"], worker=worker, at=AT)
    before = make_round(
        tree["larchshire"],
        by=lead,
        kind="monthly",
        start_on=week.start_on.replace(month=9, day=7),
        last_on=week.start_on.replace(month=9, day=11),
    )
    again = barred["judged the work of A. Byrne last time"]
    make_activity(
        before, child=work["mere-safeguarding"][1], worker=worker, person=again, state="done", done_at=AT, done_by=again
    )
    for person in barred.values():
        make_participant(week, person, limit=0 if person.name == "Full" else 6)
    free = make_participant(week, make_user("director", tree["larchshire"], name="Director")).person
    found = {
        each.name: " ".join(refusal.words for refusal in why)
        for each, why in allocating.standings(activity, on=AT.date())
    }
    for words, person in barred.items():
        assert words in found[person.name]
    assert found["Director"] == ""
    assert share(week, lead).placed == 1
    assert who(week) == {activity.pk: free.pk}


def test_what_nobody_may_take_stays_open_and_says_why(week, lead, work, tree):
    make_activity(week, child=work["mere-safeguarding"][0], team=tree["mere-safeguarding"])
    make_participant(week, make_user("team_manager", tree["mere-safeguarding"]))
    made = share(week, lead)
    assert (made.placed, made.unplaced) == (0, 1)
    assert made.conflict.startswith("Nobody may take LS")
    assert Activity.objects.get(round=week).state == "open"


def test_two_leaders_ill_on_monday_and_everything_has_somebody_again(week, lead):
    """M8: their work goes to others by the rules, workers and those who took over are told, what is done stays."""
    drawing.draw_sample(round=week, strata=["team"], key="d", by=lead, at=AT)
    people = [make_participant(week).person for _ in range(4)]
    share(week, lead)
    for activity in Activity.objects.filter(round=week).select_related("worker"):
        if activity.worker.user is None:
            activity.worker.user = make_user(name=f"User of {activity.worker}")
            activity.worker.save()
    services.tell(round=week, path=PATH, by=lead, at=AT)
    week.refresh_from_db()
    Notice.objects.all().delete()
    kept = Activity.objects.filter(round=week, kind="family").select_related("round", "person").first()
    people.sort(key=lambda person: person != kept.person)
    ill = people[:2]
    services.say_done(activity=kept, fed_back=False, by=ill[0], at=AT)
    made = allocating.mark_away(round=week, people=ill, key="monday", path=PATH, by=lead, at=AT)
    assert (made.placed, made.unplaced) == (3, 0)
    assert made.because == f"{ill[0].name} and {ill[1].name} are away"
    assert set(who(week).values()) == {people[2].pk, people[3].pk}
    kept.refresh_from_db()
    assert (kept.person, kept.state) == (ill[0], "done")
    moves = Move.objects.filter(allocation=made)
    assert {move.from_person_id for move in moves} <= {person.pk for person in ill}
    told = set(Notice.objects.values_list("person__name", flat=True))
    assert {person.name for person in people[2:]} & told
    assert any(name.startswith("User of Worker of") for name in told)
    assert not {person.name for person in ill} & told
    assert allocating.mark_away(round=week, people=ill, key="monday", path=PATH, by=lead, at=AT) == made
    with pytest.raises(NotAllowed, match="are away already"):
        allocating.mark_away(round=week, people=ill, key="twice", path=PATH, by=lead, at=AT)


def test_nobody_away_is_given_anything_until_they_are_back(week, lead, work):
    first, second = make_participant(week), make_participant(week)
    assert allocating.mark_away(round=week, people=[first.person], key="a", path=PATH, by=lead, at=AT) is None
    make_activity(week, child=work["mere-assessment"][0])
    share(week, lead)
    assert set(who(week).values()) == {second.person_id}
    allocating.come_back(participant=first, by=lead, at=AT)
    with pytest.raises(NotAllowed, match="is not away"):
        allocating.come_back(participant=first, by=lead, at=AT)
    make_activity(week, child=work["mere-assessment"][1])
    share(week, lead, key="next")
    assert set(who(week).values()) == {first.person_id, second.person_id}


def test_work_given_by_hand_keeps_to_the_rules_too(week, lead, work, tree):
    activity = make_activity(week, child=work["mere-safeguarding"][0], team=tree["mere-safeguarding"])
    manager = make_participant(week, make_user("team_manager", tree["mere-safeguarding"], name="M. Hale")).person
    free = make_participant(week).person
    fields = {"activity": activity, "path": PATH, "by": lead, "at": AT}
    with pytest.raises(NotAllowed, match=r"M. Hale works in Mere Safeguarding. M. Hale manages Mere Safeguarding"):
        allocating.give(person=manager, because="She knows the work", **fields)
    with pytest.raises(NotAllowed, match="does not take part"):
        allocating.give(person=make_user(), because="Free", **fields)
    with pytest.raises(NotAllowed, match="Say why"):
        allocating.give(person=free, because=" ", **fields)
    allocating.give(person=free, because="Free on Tuesday", **fields)
    assert who(week) == {activity.pk: free.pk}
    grant(free, "practitioner", tree["mere-safeguarding"])
    other = make_participant(week).person
    allocating.give(person=other, because="Moved into the team", **fields)
    assert [move.because for move in activity.moves.all()] == ["Free on Tuesday", "Moved into the team"]
    assert Allocation.objects.count() == 0
