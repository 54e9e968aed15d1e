"""The month taken together: it agrees with the answers counted by hand, and hides what is small."""

import csv
from collections import Counter
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from casework.models import ReadLog
from feedback.collation import queries
from feedback.collation.comparison import comparison
from feedback.collation.tables import HEADERS, rows_of
from feedback.following import services
from feedback.models import Response
from improvement.lib.suppression import Cell
from tests.factories import make_user
from tests.factories.feedback import AT, answer_all, make_code, make_known_child, make_link, make_recorded, make_theme

MONTH = date(2026, 11, 1)
ON = date(2026, 12, 1)


def fill(tree, people, team="mere-safeguarding", *, worker=("yes",) * 12, chair=("no",) * 12, at=AT):
    """Record answers to every question, told to a worker and to a chair, each of another child."""
    for choice in worker:
        make_recorded(make_known_child(tree[team]), [choice] * 4, by=people["manager"], at=at)
    for choice in chair:
        make_recorded(make_known_child(tree[team]), [choice] * 4, by=people["chair"], gathered_by="chair", at=at)


def found(tree, team="larchshire"):
    return queries.collation(team=tree[team], month=MONTH, on=ON)


def test_every_number_agrees_with_the_answers_counted_by_hand(tree, people):
    fill(tree, people, worker=["yes"] * 9 + ["no"] * 6, chair=["a_little"] * 7 + ["not_sure"] * 8)
    for number in range(5):
        answer_all(make_link(make_known_child(tree["mere-safeguarding"])), ["yes"] * 4, device=str(number))
        answer_all(make_code(tree["mere"]), ["yes"] * 4, device=f"plain {number}")
    fill(tree, people, at=datetime(2026, 10, 30, 10, tzinfo=UTC))
    counts = Counter()
    for response in Response.objects.filter(sent_at__gte=datetime(2026, 11, 1, tzinfo=UTC)):
        for each in response.answers.all():
            side = "independent" if response.gathered_by in ("chair", "manager") else response.gathered_by
            counts[each.question.number, side, each.choice] += 1
            counts[each.question.number, "all", each.choice] += 1
    collation = found(tree)
    assert (collation.answered, collation.asked) == (Cell(40), Cell(35))
    for asked in collation.questions:
        for side in ("all", "self", "worker", "independent"):
            line = asked.line(side)
            by_hand = [counts[asked.question.number, side, choice] for choice in queries.CHOICES]
            assert [cell.value for cell in line.choices] == by_hand
            assert line.n.value == sum(by_hand)
    assert collation.questions[0].line("all").share.value == 100 * 19 / 40
    assert collation.questions[0].line("worker").share.value == 60


def test_small_numbers_are_hidden_with_what_would_give_them_away(tree, people):
    fill(tree, people, worker=["yes"] * 14 + ["no"] * 2, chair=["yes"] * 12)
    line = found(tree).questions[0].line("worker")
    assert line.choices[2].symbol == "c"
    assert {cell.symbol for cell in (line.choices[0], line.n)} & {"c"}, "14 of 16 would say 2"
    assert line.share.symbol == "c"
    fill(tree, people, worker=["yes"] * 6, chair=(), at=datetime(2026, 12, 4, tzinfo=UTC))
    december = queries.collation(team=tree["larchshire"], month=date(2026, 12, 1), on=ON).questions[0].line("all")
    assert (december.choices[0].value, december.share.symbol) == (6, "c"), "no share of fewer than ten"


def test_a_month_begins_and_ends_here_and_not_in_greenwich(tree, people):
    fill(tree, people, worker=["yes"] * 10, chair=(), at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    july = queries.collation(team=tree["larchshire"], month=date(2026, 7, 1), on=ON)
    assert july.answered.value == 10


def test_themes_count_once_checked_and_follow_ups_add_up(tree, people):
    theme = make_theme()
    for number in range(6):
        response = make_recorded(make_known_child(tree["mere-safeguarding"]), ["no"], by=people["manager"])
        theming = services.put_theme(response=response, theme=theme, by=people["quality"], at=AT)
        if number < 5:
            services.check_theme(theming=theming, fits=True, by=people["participation"], at=AT)
        services.follow_up(
            response=response,
            what="Ring",
            measure="Heard",
            owner=people["head"],
            due_on=ON,
            key=str(number),
            by=people["quality"],
            at=AT,
        )
    collation = found(tree)
    assert collation.themes == (("Change of worker", Cell(5)),)
    assert (collation.followed_up, collation.still_open) == (Cell(6), Cell(6))


def test_two_sets_far_apart_are_said_to_be_so(tree, people):
    fill(tree, people, worker=["yes"] * 15, chair=["no"] * 10 + ["yes"] * 5)
    compared = comparison(queries.questions_over(team=tree["larchshire"], start=MONTH, end=ON, on=ON))
    assert compared.sentence.startswith("Fewer say yes to somebody independent than to their worker")
    assert "100% (n 15) told a worker, 33% (n 15) told a chair" in compared.detail
    assert compared.svg.count("<circle") == compared.svg.count("<rect") == 5, "four questions and the key"


def test_two_sets_by_chance_apart_are_much_the_same(tree, people):
    fill(tree, people, worker=["yes"] * 8 + ["no"] * 6, chair=["yes"] * 6 + ["no"] * 8)
    compared = comparison(queries.questions_over(team=tree["larchshire"], start=MONTH, end=ON, on=ON))
    assert compared.sentence == "What families tell their worker and somebody independent is much the same"


def test_too_few_to_compare_reach_neither_picture_nor_words(tree, people):
    fill(tree, people, worker=["yes"] * 7, chair=["no"] * 3)
    compared = comparison(queries.questions_over(team=tree["larchshire"], start=MONTH, end=ON, on=ON))
    assert compared.sentence.startswith("Too few answers yet")
    assert compared.svg.count("<circle") == 1
    assert "%" not in compared.svg
    empty = comparison(queries.questions_over(team=tree["north"], start=MONTH, end=ON, on=ON))
    assert empty.sentence.startswith("Too few answers yet")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_holds_what_the_page_shows(client, tree, people, kind):
    fill(tree, people, worker=["yes"] * 14 + ["no"] * 2, chair=["yes"] * 12)
    client.force_login(people["participation"])
    answer = client.get(f"/feedback/month/heard.{kind}?month=2026-11")
    expected = list(rows_of(found(tree)))
    if kind == "csv":
        rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
        assert rows[: len(expected) + 1] == [list(HEADERS), *[[str(cell) for cell in row] for row in expected]]
    else:
        rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        assert rows[1][5] == expected[0][5]
    assert ReadLog.objects.filter(kind="export").count() == 1
    assert client.get("/feedback/month/heard.pdf").status_code == 404


def test_who_sees_totals_only_is_shown_the_widest_place(client, tree, people):
    fill(tree, people)
    client.force_login(people["board"])
    assert "24 answered" in client.get("/feedback/month/?month=2026-11").content.decode()
    page = client.get("/feedback/month/?month=2026-11&team=mere").content.decode()
    assert "Shown for the whole only" in page
    told = client.get("/feedback/month/heard.csv?team=mere", follow=True)
    assert told.redirect_chain == [("/feedback/month/?team=mere", 302)]
    assert "Shown for the whole only" in told.content.decode()
    for address in ("/feedback/compare/", "/feedback/meetings/"):
        client.force_login(people["chair"])
        assert "Shown for the whole only" in client.get(f"{address}?month=2026-11&team=mere").content.decode()
        assert "Shown for the whole only" not in client.get(f"{address}?month=2026-11").content.decode()


@pytest.mark.parametrize(
    ("who", "team", "wide"),
    [
        ("head", "west", True),
        ("head", "mere", False),
        ("manager", "mere-safeguarding", True),
        ("chair", "larchshire", True),
        ("chair", "mere", False),
        ("participation", "mere", True),
        ("quality", "mere", True),
        ("director", "mere", True),
    ],
)
def test_one_place_for_each_but_those_who_read_the_answers(client, tree, people, who, team, wide):
    fill(tree, people)
    client.force_login(people[who])
    page = client.get(f"/feedback/month/?month=2026-11&team={team}").content.decode()
    assert ("24 answered" in page) is wide
    assert ("Shown for the whole only" in page) is not wide


def test_who_sees_small_figures_hidden_sees_it_for_the_whole_department_alone(client, tree, people):
    fill(tree, people)
    client.force_login(make_user("independent_chair", tree["west"]))
    page = client.get("/feedback/month/?month=2026-11").content.decode()
    assert "the whole department alone, and not for West" in page


def test_ways_are_shown_all_or_none_and_never_where_few_answered(tree, people):
    fill(tree, people, worker=["yes"] * 12 + ["no"] * 6, chair=["yes"] * 3)
    first = found(tree).questions[0]
    assert (first.line("all").n.value, first.line("all").choices[0].value) == (21, 15)
    assert {first.line(side).n.symbol for side in ("self", "worker", "independent")} == {"c"}
    fill(tree, people, worker=(), chair=["yes"] * 5)
    first = found(tree).questions[0]
    assert [first.line(side).n.value for side in ("self", "worker", "independent")] == [0, 18, 8]


def test_the_page_asks_as_many_queries_for_ten_times_the_answers(client, tree, people):
    client.force_login(people["participation"])

    def count():
        client.get("/feedback/month/?month=2026-11")
        with CaptureQueriesContext(connection) as captured:
            client.get("/feedback/month/?month=2026-11")
        return len(captured)

    fill(tree, people, worker=["yes"] * 2, chair=["no"])
    few = count()
    fill(tree, people, worker=["yes"] * 20, chair=["no"] * 10)
    assert count() == few
    assert "side by side" in client.get("/feedback/compare/?month=2026-11").content.decode().lower()
