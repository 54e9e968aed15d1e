"""Who is to be asked, by when and why: three months, and key points told by the imported facts."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.models import CarePeriod, CinEpisode, CpPlan, Placement, ReadLog, Review, Section47
from feedback.due import queries
from tests.factories import make_child, make_fact, make_user, make_worker
from tests.factories.feedback import make_known_child, make_link, make_recorded

ON = date(2026, 11, 3)


@pytest.fixture
def team(tree):
    return tree["mere-safeguarding"]


@pytest.fixture
def asked(tree, people):
    """Return a function that lists who is to be asked in the county: (reference, respondent) -> line."""

    def lines(show="all", on=ON, user=None, place="larchshire"):
        found = queries.due(team=tree[place], user=user or people["participation"], show=show, on=on)
        return {(line.reference, line.respondent): line for line in found.lines[0:1000]}

    return lines


def ask(child, on, respondent="family"):
    return make_link(child, respondent=respondent, at=datetime(on.year, on.month, on.day, 10, tzinfo=UTC))


def test_three_months_after_the_work_began_or_the_last_asking(team, asked):
    child = make_known_child(team, start_on=date(2026, 7, 1))
    before = asked()[child.reference, "family"]
    assert (before.due_on, before.reason, before.late, before.last_on) == (date(2026, 10, 1), "quarter", True, None)
    ask(child, date(2026, 9, 20))
    after = asked()[child.reference, "family"]
    assert (after.due_on, after.reason, after.late) == (date(2026, 12, 20), "quarter", False)
    assert (child.reference, "child") in asked(), "the child is asked as well as the family"
    assert (child.reference, "family") not in asked("due")
    assert (child.reference, "family") in asked("due", on=date(2026, 11, 22))
    assert set(asked("never")) == {(child.reference, "child")}


def test_nobody_is_late_for_what_was_not_asked_of_anybody_yet(team, asked):
    child, other = (make_known_child(team, start_on=date(2003, 7, 1)) for _ in range(2))
    ask(other, date(2026, 9, 20))
    assert asked()[child.reference, "family"].due_on == date(2026, 12, 20)
    ask(other, date(2026, 6, 1))
    line = asked()[child.reference, "family"]
    assert (line.due_on, line.late) == (date(2026, 9, 1), True)


FACTS = {
    "plan_start": lambda child: make_fact(CpPlan, child=child, start_on=ON - timedelta(days=5)),
    "review": lambda child: make_fact(Review, child=child, kind="cp", review_on=ON - timedelta(days=5)),
    "conference": lambda child: make_fact(
        Section47, child=child, start_on=ON - timedelta(days=9), icpc_on=ON - timedelta(days=5)
    ),
    "plan_end": lambda child: make_fact(CpPlan, child=child, start_on=date(2026, 2, 1), end_on=ON - timedelta(days=5)),
    "closure": lambda child: make_fact(
        CinEpisode, child=child, start_on=date(2026, 2, 1), end_on=ON - timedelta(days=5)
    ),
}


@pytest.mark.parametrize("key", FACTS)
def test_a_key_point_is_due_two_weeks_after_it(team, asked, key):
    child = make_known_child(team, start_on=date(2025, 7, 1))
    ask(child, ON - timedelta(days=30))
    assert asked()[child.reference, "family"].reason == "quarter"
    FACTS[key](child)
    line = asked()[child.reference, "family"]
    assert (line.reason, line.due_on, line.late) == (
        "review" if key == "conference" else key,
        ON + timedelta(days=9),
        False,
    )
    assert asked(on=line.due_on + timedelta(days=1))[child.reference, "family"].late
    ask(child, ON - timedelta(days=19))
    assert asked()[child.reference, "family"].reason == "quarter", "asked two weeks before, so it was met"


def test_a_move_is_a_key_point_and_a_first_placement_is_not(team, asked):
    child = make_child()
    make_fact(CarePeriod, child=child, team=team, start_on=date(2026, 1, 5))
    ask(child, ON - timedelta(days=40))
    make_fact(Placement, child=child, start_on=date(2026, 1, 5))
    assert asked()[child.reference, "family"].reason == "quarter"
    make_fact(Placement, child=child, start_on=ON - timedelta(days=2))
    assert asked()[child.reference, "family"].reason == "move"


def test_work_that_ended_is_due_once_and_then_no_more(team, asked):
    child = make_child()
    make_fact(CinEpisode, child=child, team=team, start_on=date(2026, 2, 1), end_on=ON - timedelta(days=20))
    line = asked()[child.reference, "family"]
    assert (line.reason, line.late) == ("closure", True)
    ask(child, ON)
    assert (child.reference, "family") not in asked()
    assert (child.reference, "child") in asked()
    assert asked(on=ON + timedelta(days=120)) == {}


def test_a_small_child_is_not_asked_and_the_family_is(team, asked):
    small = make_known_child(team, birth_month=date(2023, 6, 1))
    unborn = make_known_child(team, birth_month=None, is_unborn=True)
    assert set(asked()) == {(small.reference, "family"), (unborn.reference, "family")}


def test_a_plan_the_case_system_lost_asks_nobody(team, asked):
    child = make_known_child(team)
    CpPlan.objects.filter(child=child).update(gone_source=child.source)
    assert asked() == {}


def test_each_sees_their_own_place_and_a_practitioner_their_own_children(tree, team, people, asked):
    person = make_user("practitioner", team)
    own = make_known_child(team, worker=make_worker(user=person))
    other = make_known_child(team)
    assert {reference for reference, _ in asked(user=people["manager"])} == {own.reference, other.reference}
    assert asked(user=people["neighbour"]) == {}
    assert asked(place="north") == {}
    assert {reference for reference, _ in asked(user=person)} == {own.reference}


def test_counts_are_by_team_and_agree_with_the_lists(tree, team, people, asked):
    for start in (date(2025, 1, 1), date(2026, 10, 1)):
        make_known_child(team, start_on=start)
    make_known_child(tree["weald-safeguarding"], start_on=date(2025, 1, 1))
    found = queries.due(team=tree["larchshire"], user=people["participation"], show="late", on=ON)
    counted = {each.name: (each.all, each.due, each.late, each.never) for each in found.teams}
    assert counted == {"Mere Safeguarding": (4, 4, 4, 4), "Weald Safeguarding": (2, 2, 2, 2)}
    for part in queries.PARTS:
        assert found.total(part) == len(asked(part))


def test_the_page_links_to_the_forms_and_is_written_down(client, team, people):
    child = make_known_child(team, start_on=timezone.localdate() - timedelta(days=200))
    client.force_login(people["participation"])
    assert "/feedback/due/" in client.get("/feedback/").content.decode()
    page = client.get("/feedback/due/").content.decode()
    assert f"/feedback/children/{child.pk}/ask/?respondent=family&amp;reason=quarter" in page
    assert ReadLog.objects.get(what="feedback:due").children == [child.pk]
    form = client.get(f"/feedback/children/{child.pk}/ask/?respondent=family&reason=review&key=x").content.decode()
    assert form.count("checked") == 2
    assert re.search(r'name="key" value="(\w+)" id="id_key"', form)[1] != "x"
    assert client.get("/feedback/due/?show=everything").status_code == 404
    client.force_login(make_user("board_member", team))
    assert client.get("/feedback/due/").status_code == 404


def test_the_page_asks_as_many_queries_for_ten_times_the_children(client, team, people):
    client.force_login(people["participation"])

    def count():
        client.get("/feedback/due/?show=all")
        with CaptureQueriesContext(connection) as captured:
            client.get("/feedback/due/?show=all")
        return len(captured)

    for _ in range(3):
        make_known_child(team)
    few = count()
    for _ in range(30):
        make_known_child(team)
    assert count() == few <= 16


def test_a_chair_sees_reviews_until_somebody_independent_has_heard_them(client, team, people):
    day = timezone.localdate() - timedelta(days=3)
    child = make_known_child(team, start_on=day - timedelta(days=100))
    make_fact(Review, child=child, kind="cp", review_on=day)
    client.force_login(people["chair"])
    page = client.get("/feedback/due/reviews/").content.decode()
    address = f"/feedback/children/{child.pk}/record/?respondent=family&amp;reason=review&amp;gathered_by=chair"
    assert address in page
    assert "Review conference" in page
    form = client.get(f"{address.replace('&amp;', '&')}&method=in_person&setting=review").content.decode()
    assert form.count("checked") == 6
    told = {"reason": "review", "setting": "review", "at": timezone.now()}
    make_recorded(child, by=people["manager"], **told)
    assert address in client.get("/feedback/due/reviews/").content.decode()
    make_recorded(child, by=people["chair"], gathered_by="chair", mode="confidential", **told)
    assert "Every review has an independent answer" in client.get("/feedback/due/reviews/").content.decode()
