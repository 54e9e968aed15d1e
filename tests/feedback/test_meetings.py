"""Reviews and conferences by kind: who was heard near them, who had a say, and how children took part."""

from datetime import UTC, date, datetime

from casework.models import CarePeriod, Review, Section47
from feedback.due.meetings import PARTICIPATION, meetings
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


def test_the_page(client, people):
    client.force_login(people["chair"])
    page = client.get("/feedback/meetings/?month=2026-11").content.decode()
    assert "None held" in page
    assert "December 2025 to November 2026" in page
    assert "/feedback/meetings/" in client.get("/feedback/due/reviews/").content.decode()
    client.force_login(people["board"])
    assert client.get("/feedback/meetings/").status_code == 404
