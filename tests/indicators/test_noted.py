"""What Balcony notes on a chart by itself: where counting began here, and how the structure of teams changed."""

import random
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from django.utils.timezone import localdate
from python_calamine import CalamineWorkbook

from audits.models import Audit
from casework import services
from casework.models import Team, TeamEdge
from improvement.boards.pack import pack_html
from improvement.indicators import rollups
from improvement.indicators.given.checks import began
from improvement.indicators.readings import readings
from improvement.lib.months import add_months, first_of, long_label
from tests.factories import make_import, make_team, make_tree, make_user
from tests.factories.audits import make_audit
from tests.factories.boards import make_board, make_ready_pack
from tests.factories.feedback import answer_all, make_code
from tests.factories.given import make_given
from tests.factories.indicators import LATEST, make_series

BEGAN = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # the first of July here
JULY, OCTOBER = date(2026, 7, 1), LATEST
SAID = "Counted from audits here since July 2026; the figures before that were given, by file or by hand."


@pytest.fixture
def tree(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    tree = make_tree()
    make_import()
    return tree


@pytest.fixture
def team(tree):
    return tree["mere-safeguarding"]


def notes(team, code="LA17", until=OCTOBER):
    (reading,) = readings(team=team, codes=[code], until=until)
    return reading.chart.notes


def give(team, code, months):
    """Give a figure for each of these months, and count what there is."""
    for month in months:
        make_given(code, team, month=month, numerator=30, denominator=40)
    rollups.roll_up(source="audit", months=[*months, JULY, OCTOBER], at=timezone.now())


@pytest.fixture
def counted(team):
    """Audits are counted from July 2026 on; May and June were given."""
    for at in (BEGAN, BEGAN + timedelta(days=40)):
        made = make_audit(auditor=make_user(), team=team, state="final", grade="good", final_at=at)
        Audit.objects.filter(pk=made.pk).update(allocated_at=at)
    give(team, "QA02", [date(2026, 5, 1), date(2026, 6, 1)])
    return team


def read(client, address):
    return " ".join(client.get(address).content.decode().split())


def test_the_chart_says_where_counting_began_for_every_place_that_was_given_figures(tree, counted):
    assert began()["audit"] == JULY
    assert notes(counted, "QA02") == notes(tree["mere"], "QA02") == notes(tree["larchshire"], "QA02") == (SAID,)


def test_a_chart_that_begins_with_the_counting_has_nothing_to_tell_apart(tree, counted):
    give(tree["weald-safeguarding"], "QA07", [])
    assert notes(counted, "QA07") == ()
    assert notes(tree["weald-safeguarding"], "QA02") == ()
    make_series("FD06", counted, [1] * 20, 40)
    assert notes(counted, "FD06") == ()


def test_before_there_is_an_audit_nothing_began(team):
    give(team, "QA02", [date(2026, 6, 1), JULY])
    assert notes(team, "QA02") == ()


def test_answers_begin_a_month_of_their_own(tree):
    place, this = tree["mere"], first_of(localdate())
    for month in (add_months(this, -2), add_months(this, -1)):
        make_given("QA05", place, month=month, numerator=30, denominator=40)
    answer_all(make_code(place, at=timezone.now()), at=timezone.now())
    rollups.roll_up(source="response", months=[add_months(this, -2), add_months(this, -1), this], at=timezone.now())
    since = (
        f"Counted from feedback here since {long_label(this)}; the figures before that were given, by file or by hand."
    )
    assert notes(place, "QA05", until=this) == (since,)


def test_it_stands_on_the_page_in_its_table_and_where_a_number_is_explained(client, tree, counted):
    client.force_login(make_user("director", tree["larchshire"]))
    page = read(client, "/figures/QA02/?team=mere-safeguarding&month=2026-10")
    assert f"<li>{SAID}</li>" in page
    table = page[page.index('id="month-2026-07"') :]
    assert "Counted here from this month</td>" in table[: table.index("</tr>")]
    assert page.count("Counted here from this month") == 1
    for month in ("2026-06", "2026-08"):
        explained = read(client, f"/figures/QA02/explained/?team=mere-safeguarding&month={month}")
        assert ("<dt>On its chart</dt><dd>" + SAID in explained) == (month == "2026-08")
    assert "<dt>On its chart</dt><dd>" + SAID in read(client, "/figures/QA02/explained/?month=2026-10")


def test_it_goes_with_the_files_also_of_who_sees_small_numbers_hidden(client, tree, counted):
    for role in ("director", "board_member"):
        client.force_login(make_user(role, tree["larchshire"]))
        assert SAID in client.get("/figures/QA02/figures.csv?month=2026-10").content.decode()
        book = CalamineWorkbook.from_filelike(BytesIO(client.get("/figures/QA02/figures.xlsx?month=2026-10").content))
        sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
        assert any(SAID in row for sheet in sheets for row in sheet)
        assert SAID in read(client, "/figures/QA02/?month=2026-10")


@pytest.mark.parametrize("audience", ["restricted", "public"])
def test_it_is_printed_in_the_pack_and_goes_with_its_table(audience, client, tree, counted):
    make_series("FD01", tree["larchshire"], [500] * 20)
    pack = make_ready_pack(make_board(tree["larchshire"], indicators=["QA02", "FD01"]), audience=audience)
    assert f'<p class="note">{SAID}</p>' in pack_html(pack.figures)
    client.force_login(make_user("director", tree["larchshire"]))
    table = client.get(f"/boards/packs/{pack.pk}/figures.csv").content.decode()
    assert f"Audits graded good or better: {SAID}" in table


# How the structure changed.

MOVED = "September 2026: the structure changed. Mere Safeguarding moved from Mere to North Weald on 7 September 2026."


@pytest.fixture
def charted(tree):
    for each in Team.objects.all():
        make_series("LA17", each, [5] * 24, 40)
        make_series("FD06", each, [5] * 24, 40)
    return tree


def test_a_move_by_the_page_is_noted_at_the_team_and_all_above_it_before_and_since(client, charted):
    client.force_login(make_user("administrator", charted["larchshire"]))
    day = {"on_day": "7", "on_month": "9", "on_year": "2026"}
    moved = client.post("/teams/mere-safeguarding/move/", {"parent": charted["north-weald"].pk, **day})
    assert moved.status_code == 302
    told = {code for code, each in charted.items() if notes(each) == (MOVED,)}
    assert told == {"mere-safeguarding", "mere", "west", "north-weald", "north", "larchshire"}
    assert {code for code, each in charted.items() if notes(each)} == told
    assert {notes(each, "FD06") for each in charted.values()} == {()}
    for role in ("director", "board_member"):
        client.force_login(make_user(role, charted["larchshire"]))
        page = read(client, "/figures/LA17/?team=mere-safeguarding&month=2026-10")
        assert f"<li>{MOVED}</li>" in page
        table = page[page.index('id="month-2026-09"') :]
        assert "The structure changed</td>" in table[: table.index("</tr>")]


def test_opening_and_closing_are_noted_in_one_note_a_month(charted):
    by = make_user("administrator", charted["larchshire"])
    services.close_team(team=charted["mere-assessment"], on=date(2026, 9, 14), by=by)
    for number, day in enumerate((21, 7, 28)):
        on = date(2026, 9, day)
        services.open_team(
            code=f"new-{number}", name=f"New {number}", level="team", parent=charted["mere"], on=on, by=by
        )
    assert notes(charted["west"]) == notes(charted["mere"])
    assert notes(charted["mere"]) == (
        "September 2026: the structure changed. New 1 opened on 7 September 2026; Mere Assessment closed on "
        "14 September 2026; New 0 opened on 21 September 2026; and one more change.",
    )
    assert notes(charted["mere-assessment"]) == (
        "September 2026: the structure changed. Mere Assessment closed on 14 September 2026.",
    )
    assert notes(charted["north"]) == ()


def test_the_tree_as_it_was_first_opened_is_no_change(tree):
    Team.objects.update(opened_on=date(2026, 9, 1))
    TeamEdge.objects.update(start_on=date(2026, 9, 1))
    make_series("LA17", tree["larchshire"], [5] * 24, 40)
    assert notes(tree["larchshire"]) == ()


def test_what_happened_before_the_chart_begins_is_not_on_it(charted):
    by = make_user("administrator", charted["larchshire"])
    team, parent = charted["mere-safeguarding"], charted["north-weald"]
    services.move_team(team=team, parent=parent, on=date(2024, 11, 20), by=by)
    assert notes(team) == ()
    services.move_team(team=team, parent=charted["mere"], on=date(2024, 12, 20), by=by)
    assert len(notes(team)) == 1


def _above(team, day, edges):
    """Return the ids of a team and all above it on a day, worked out by walking up."""
    found = {team}
    while True:
        up = {
            parent for child, parent, start, end in edges if child in found and start <= day and (not end or day < end)
        }
        if up <= found:
            return found
        found |= up


@pytest.mark.parametrize("seed", range(4))
def test_who_is_told_is_who_was_above_the_day_before_or_on_the_day(seed, charted):
    rng, by = random.Random(seed), make_user()
    moving = [charted[code] for code in ("mere-assessment", "mere-safeguarding", "weald-safeguarding", "mere")]
    days = sorted(rng.sample([date(2025, 1, 2) + timedelta(days=9 * step) for step in range(60)], 12))
    moves = []
    for day in days:
        team = rng.choice(moving)
        edge = TeamEdge.objects.get(team=team, end_on=None)
        others = Team.objects.filter(level=edge.parent.level).exclude(pk=edge.parent_id)
        parent = rng.choice(list(others.order_by("pk")))
        services.move_team(team=team, parent=parent, on=day, by=by)
        moves.append((team, day))
    edges = list(TeamEdge.objects.values_list("team_id", "parent_id", "start_on", "end_on"))
    for place in charted.values():
        wanted = {
            first_of(day)
            for team, day in moves
            if place.pk in _above(team.pk, day, edges) | _above(team.pk, day - timedelta(days=1), edges)
        }
        (reading,) = readings(team=place, codes=["LA17"], until=OCTOBER)
        assert {note.month for note in reading.noted} == wanted, place


def test_a_team_that_opened_within_the_chart_is_noted_above_it(charted):
    make_team("Late", parent=charted["mere"])
    Team.objects.filter(code="late").update(opened_on=date(2026, 9, 1))
    TeamEdge.objects.filter(team__code="late").update(start_on=date(2026, 9, 1))
    assert notes(charted["mere"]) == ("September 2026: the structure changed. Late opened on 1 September 2026.",)
