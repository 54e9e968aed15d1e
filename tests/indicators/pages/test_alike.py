"""One number, one answer: page, hover, drawing, CSV, workbook, PDF and the interface for programs, cell by cell."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from random import Random

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from casework import programs
from casework.models import Team
from improvement.boards import building
from improvement.boards.models import Pack
from improvement.boards.pack import TABLE_MONTHS
from improvement.indicators.definitions import all_definitions, by_code, definition
from improvement.indicators.models import Figure
from improvement.indicators.shown import series_shown
from improvement.lib import rates
from improvement.lib.months import long_label
from tests.boards.test_audience import text_of
from tests.factories import make_import, make_team, make_tree, make_user
from tests.factories.boards import make_board, make_pack
from tests.factories.indicators import figure, make_tree_series
from tests.indicators import invented

MONTHS = 4
UNTIL = invented.LAST


@pytest.fixture
def places(db, settings):
    """Return the invented department's teams by their number, with figures of every indicator."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    make_import(as_on=date(2026, 10, 31))
    teams = {}
    for number, level in sorted(invented.LEVELS.items()):
        above = teams.get(invented.PARENTS.get(number))
        teams[number] = make_team(f"Place {number}", level=level, **({"parent": above} if above else {}))
    rows = [
        figure(code, teams[number], point.month, point.numerator, point.denominator, is_share=definition(code).is_share)
        for number, by_code in invented.figures(Random(4), months=MONTHS).items()
        for code, points in by_code.items()
        for point in points
    ]
    Figure.objects.bulk_create(rows)
    return teams


def cell(number, symbol):
    return symbol if number is None else rates.number(number, 0 if float(number).is_integer() else 1)


def read(rows):
    return [
        [None if each == "" else each for each in row]
        for row in rows
        if row and re.fullmatch(r"\w+ \d{4}", str(row[0]))
    ]


def same(written, number) -> bool:
    """Whether what stands in a file is the number, or the symbol, that the page has."""
    if isinstance(number, str):
        return written == number
    return written not in (None, "") and abs(float(written) - number) < 0.001


def test_the_page_its_drawing_and_its_files_say_the_same_of_every_indicator_and_level(client, places):
    member = make_user("board_member", places[invented.COUNTY])
    client.force_login(member)
    everything = series_shown(by_code(), until=UNTIL, months=36)
    key = programs.make_key(
        user=member, name="Power BI", expires_on=date(2027, 3, 1), at=timezone.make_aware(datetime(2026, 11, 5))
    )[1]
    hidden = 0
    for index, found in enumerate(all_definitions()):
        told = {
            (row["team"], row["month"]): row
            for row in client.get(
                f"/api/v1/figures?from=2026-07&to=2026-10&indicator={found.code}",
                headers={"Authorization": f"Bearer {key}"},
            ).json()["figures"]
        }
        # Every indicator, and every level in turn.
        team = places[(1, 2, 4, 11, 12, 5)[index % 6]]
        points = everything[found.code][team.pk]
        hidden += sum(point.symbol == "c" for point in points)
        query = {"team": team.code, "month": "2026-10"}
        page = client.get(f"/figures/{found.code}/", query).context["page"]
        check_page(page, points)
        for kind in ("csv", "xlsx"):
            check_file(client.get(f"/figures/{found.code}/figures.{kind}", query).content, kind, points, page)
        for point in points:
            row = told[team.code, f"{point.month:%Y-%m}"]
            assert (row["numerator"], row["denominator"]) == (point.numerator, point.denominator)
            assert row["symbol"] == (point.symbol or None)
            assert not row["symbol"] or row["value"] is None
    assert hidden > 30


def check_page(page, points):
    assert len(page.rows) == len(points)
    for row, point in zip(page.rows, reversed(points), strict=True):
        assert row.month == point.month
        if point.symbol:
            assert row.value == point.symbol
        assert row.numerator == cell(point.numerator, point.symbol)
        if page.divided:
            assert row.denominator == cell(point.denominator, point.symbol)
    if page.explorer:
        marks = {
            mark: text for trace in page.explorer["data"] for mark, text in zip(trace["x"], trace["text"], strict=True)
        }
        values = {mark: y for trace in page.explorer["data"] for mark, y in zip(trace["x"], trace["y"], strict=True)}
        for point in points:
            if point.symbol:
                assert values[point.month.isoformat()] is None
                assert not re.search(r"\d", marks[point.month.isoformat()].replace(long_label(point.month), ""))


def check_file(content, kind, points, page):
    if kind == "csv":
        rows = read(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        rows = read(CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python())
    assert [row[0] for row in rows] == [long_label(point.month) for point in points]
    for row, point in zip(rows, points, strict=True):
        if point.symbol:
            assert row[1] == point.symbol
        if page.divided:
            for written, number in zip(row[2:4], (point.numerator, point.denominator), strict=True):
                assert same(written, point.symbol if number is None else number)


def test_the_public_pack_prints_what_the_pages_say(places):
    codes = ["FD01", "FD05", "FD06", "AS02", "CP05", "CP11", "LA01", "CN01", "CN05", "WF05", "LA20"]
    board = make_board(places[invented.COUNTY], indicators=codes)
    pack = make_pack(board, audience="public", indicators=codes)
    built = building.build_pack(pack_id=pack.pk, at=datetime(2026, 11, 5, tzinfo=UTC))
    assert built == "ready", Pack.objects.get(pk=pack.pk).reason
    pack.refresh_from_db()
    shown = series_shown(codes, until=UNTIL, months=36)
    for entry in pack.figures["indicators"]:
        points = shown[entry["code"]][places[invented.COUNTY].pk]
        assert [point["symbol"] for point in entry["chart"]["points"]] == [point.symbol or None for point in points]
        assert [point["numerator"] for point in entry["chart"]["points"]] == [point.numerator for point in points]
    lines = re.findall(r"^\s*([A-Z][a-z]+ \d{4})\s\s+(\S.*)$", text_of(pack.pdf), re.MULTILINE)
    expected = [
        point
        for entry in pack.figures["indicators"]
        for point in reversed(shown[entry["code"]][places[invented.COUNTY].pk][-TABLE_MONTHS:])
    ]
    assert [month for month, _ in lines] == [long_label(point.month) for point in expected]
    for (_, rest), point in zip(lines, expected, strict=True):
        if point.symbol:
            assert rest.split()[0] == point.symbol


@pytest.fixture
def twins(db, settings):
    """Return the tree, in which two teams of Mere share five re-referrals: two of one and three of the other."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    tree = make_tree()
    make_import(as_on=date(2026, 10, 31))
    share = {"mere-assessment": 2, "mere-safeguarding": 3, "weald-safeguarding": 20}
    make_tree_series("FD06", {code: [n] * 14 for code, n in share.items()}, {code: [60] * 14 for code in share})
    return tree


ADDRESSES = (
    "/figures/",
    "/figures/FD06/",
    "/figures/FD06/figures.csv",
    "/figures/FD06/teams/",
    "/figures/FD06/teams/?span=1",
)


def everything_said(client, tree) -> dict[str, bytes]:
    said = {}
    for code in tree:
        for address in ADDRESSES:
            sign = "&" if "?" in address else "?"
            content = client.get(f"{address}{sign}team={code}&month=2026-10").content
            said[address, code] = re.sub(rb'(name="csrfmiddlewaretoken" value|nonce)="[^"]*"', b"", content)
        book = client.get(f"/figures/FD06/figures.xlsx?team={code}&month=2026-10").content
        said["xlsx", code] = json.dumps(
            CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
        )
    return said


def test_nothing_that_leaves_depends_on_what_is_hidden(client, twins):
    client.force_login(make_user("board_member", twins["larchshire"]))
    before = everything_said(client, twins)
    one, other = Team.objects.get(code="mere-assessment"), Team.objects.get(code="mere-safeguarding")
    Figure.objects.filter(team=one).update(numerator=3)
    Figure.objects.filter(team=other).update(numerator=2)
    after = everything_said(client, twins)
    assert [key for key in before if before[key] != after[key]] == []
    # The same search finds the change where it may be seen.
    client.force_login(make_user("director", twins["larchshire"]))
    seen = client.get("/figures/FD06/?team=mere-assessment&month=2026-10").content
    Figure.objects.filter(team=one).update(numerator=2)
    assert client.get("/figures/FD06/?team=mere-assessment&month=2026-10").content != seen
