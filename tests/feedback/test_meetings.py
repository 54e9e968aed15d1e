"""Reviews and conferences by kind: who was heard near them, who had a say, and how children took part."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from casework.models import CarePeriod, Review, Section47
from casework.services import NotAllowed
from feedback.due.meetings import PARTICIPATION, meetings
from feedback.models import Response, TookPart
from tests.factories import make_child, make_fact
from tests.factories.feedback import make_known_child, make_recorded

YEAR = {"start": date(2025, 12, 1), "last": date(2026, 11, 30), "on": date(2026, 11, 30)}


def at(day):
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def held(tree, people, day, *, heard_on=None, gathered_by="chair", say="yes", kind="cp", team="mere-safeguarding"):
    """Make a review of another child, and what was answered near it, if anything."""
    child = make_known_child(tree[team], start_on=date(2025, 1, 1))
    make_fact(Review, child=child, kind=kind, review_on=day)
    if heard_on:
        by = people["chair"] if gathered_by == "chair" else people["manager"]
        make_recorded(child, ["yes", say], by=by, gathered_by=gathered_by, at=at(heard_on))


def kinds(tree, place="larchshire"):
    return {each.what: each for each in meetings(team=tree[place], **YEAR).kinds}


def test_heard_within_two_weeks_by_whom(tree, people):
    day = date(2026, 9, 10)
    for _ in range(6):
        held(tree, people, day, heard_on=date(2026, 9, 24))
        held(tree, people, day, heard_on=date(2026, 8, 27), gathered_by="worker", say="no")
        held(tree, people, day, heard_on=date(2026, 9, 25))
    held(tree, people, date(2025, 11, 30), heard_on=date(2025, 11, 30))
    found = kinds(tree)["Review conference"]
    counts = (found.held, found.independent, found.others, found.nobody)
    assert [cell.value for cell in counts] == [18, 6, 6, 6]
    assert (found.say.value, found.say_n.value) == (50, 12)
    assert kinds(tree, "north") == {}


def test_kinds_are_apart_and_small_ones_hidden(tree, people):
    day = date(2026, 9, 10)
    for _ in range(12):
        held(tree, people, day, heard_on=day, kind="cla")
    held(tree, people, day, heard_on=day, kind="cp")
    make_fact(Section47, child=make_known_child(tree["mere-safeguarding"]), start_on=date(2026, 9, 1), icpc_on=day)
    found = kinds(tree)
    assert found["Review of care"].say.value == 100
    assert found["Review conference"].held.symbol == "c"
    assert found["Review conference"].say.symbol == "c"
    assert found["Initial conference"].nobody.symbol == "c"


def test_how_children_took_part_is_a_simple_count(tree):
    for number in range(11):
        child = make_child()
        make_fact(CarePeriod, child=child, team=tree["mere-safeguarding"], start_on=date(2025, 1, 1))
        participation = "PN7" if number < 5 else "PN1"
        make_fact(Review, child=child, kind="cla", review_on=date(2026, 5, 5), participation=participation)
        make_fact(Review, child=child, kind="cla", review_on=date(2025, 5, 5), participation=participation)
    found = meetings(team=tree["larchshire"], **YEAR)
    shown = {label: cell.value for label, cell in found.took_part}
    assert (shown[PARTICIPATION["PN1"]], shown[PARTICIPATION["PN7"]], found.took_part_n.value) == (6, 5, 11)


def reviewed(tree, day, team="mere-safeguarding", start_on=date(2025, 1, 1)):
    """Make a review of care of another child, who is in care with a team."""
    child = make_known_child(tree[team], start_on=start_on)
    make_fact(CarePeriod, child=child, team=tree[team], start_on=start_on)
    make_fact(Review, child=child, kind="cla", review_on=day)
    return child


def chaired(child, people, day, took_part, **fields):
    given = {"by": people["chair"], "gathered_by": "chair", "took_part": took_part, "at": at(day)}
    return make_recorded(child, **given | fields)


def by_chairs(tree, place="larchshire"):
    found = meetings(team=tree[place], **YEAR)
    return {label: cell.value for label, cell in found.chairs}, found.chairs_n


def test_what_chairs_recorded_is_what_the_raw_rows_say(tree, people):
    """Many reviews and records by chance, counted here again from the rows, without SQL."""
    chance = Random(31)
    children = []
    for number in range(60):
        day = date(2026, 2, 1) + timedelta(days=chance.randrange(200))
        child = reviewed(tree, day, "weald-safeguarding" if number % 6 == 0 else "mere-safeguarding")
        children.append(child)
        if number % 3 == 0:
            make_fact(Review, child=child, kind="cla", review_on=day + timedelta(days=chance.choice((9, 30, 400))))
        for _ in range(chance.randrange(4)):
            told_on = day + timedelta(days=chance.randrange(-3, 25))
            chaired(child, people, told_on, chance.choice(["", *TookPart.values]))
    expected, inside = Counter(), set()
    for child in children:
        days = sorted(Review.objects.filter(child=child).values_list("review_on", flat=True))
        records = Response.objects.filter(asking__child=child).exclude(took_part="").order_by("sent_at", "pk")
        told = {}
        for record in records:
            on = localdate(record.sent_at)
            before = [day for day in days if day <= on]
            if before and (on - before[-1]).days <= 14:
                told[before[-1]] = record.took_part
        for day, took_part in told.items():
            if YEAR["start"] <= day <= YEAR["last"]:
                expected[TookPart(took_part).label] += 1
                inside.add((child.pk, day))
    shown, total = by_chairs(tree)
    assert min(expected.values()) >= 5
    assert shown == dict(expected)
    assert total.value == len(inside) == sum(expected.values())


def test_of_several_records_of_one_review_the_last_counts(tree, people):
    day = date(2026, 9, 10)
    for _ in range(6):
        child = reviewed(tree, day)
        chaired(child, people, day, "attended")
        chaired(child, people, day + timedelta(days=14), "chaired", respondent="child")
        chaired(child, people, day + timedelta(days=15), "other")
        chaired(child, people, day - timedelta(days=1), "other")
    shown, total = by_chairs(tree)
    assert (shown[TookPart.CHAIRED.label], total.value) == (6, 6)
    assert by_chairs(tree, "north")[1].value == 0


def test_few_who_chaired_are_hidden_with_what_would_give_them_away(tree, people):
    day = date(2026, 9, 10)
    for number in range(20):
        chaired(reviewed(tree, day), people, day, "chaired" if number < 2 else "attended" if number < 11 else "other")
    found = meetings(team=tree["larchshire"], **YEAR)
    cells = dict(found.chairs)
    assert cells[TookPart.CHAIRED.label].symbol == "c"
    assert found.chairs_n.value == 20
    assert sum(cell.hidden for _, cell in found.chairs) >= 2


def test_only_a_chair_says_how_a_young_person_took_part(tree, people):
    child = reviewed(tree, date(2026, 9, 10))
    with pytest.raises(NotAllowed, match="Only its chair says"):
        make_recorded(child, by=people["manager"], took_part="chaired", at=at(date(2026, 9, 10)))
    assert not Response.objects.exists()
    kept = make_recorded(child, by=people["manager"], at=at(date(2026, 9, 10)))
    for wrong in ({"took_part": "chaired"}, {"took_part": "sang", "gathered_by": "chair"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Response.objects.filter(pk=kept.pk).update(**wrong)


def test_the_chair_records_it_with_the_answers(client, tree, people):
    child = reviewed(tree, date(2026, 9, 10))
    client.force_login(people["chair"])
    path = f"/feedback/children/{child.pk}/record/"
    page = client.get(path).content.decode()
    assert "How did the young person take part in their review?" in page
    form = {"respondent": "child", "reason": "review", "method": "in_person", "setting": "review", "mode": "named"}
    form |= {"variant": "helper", "language": "en", "key": "k", "choice_2": "yes", "took_part": "chaired"}
    refused = client.post(path, form | {"gathered_by": "worker"}).content.decode()
    assert "Only its chair says how a young person took part" in refused
    assert not Response.objects.exists()
    client.post(path, form | {"gathered_by": "chair"})
    assert Response.objects.get().took_part == "chaired"
    assert (
        "took part in their review: chaired it, or a part of it"
        in client.get(f"/feedback/children/{child.pk}/").content.decode()
    )


def test_the_counts_take_the_same_queries_however_many_reviews(tree, people):
    day = date(2026, 9, 10)
    counted = []
    for more in (1, 12):
        for _ in range(more):
            chaired(reviewed(tree, day), people, day, "chaired")
        with CaptureQueriesContext(connection) as ran:
            meetings(team=tree["larchshire"], **YEAR)
        counted.append(len(ran))
    assert counted[0] == counted[1]


def test_the_page(client, people):
    client.force_login(people["chair"])
    page = client.get("/feedback/meetings/?month=2026-11").content.decode()
    assert "None held" in page
    assert "As their chairs saw it" in page
    assert "Nobody has in these months." in page
    assert "December 2025 to November 2026" in page
    assert "/feedback/meetings/" in client.get("/feedback/due/reviews/").content.decode()
    client.force_login(people["board"])
    assert client.get("/feedback/meetings/").status_code == 404
