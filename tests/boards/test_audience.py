"""Two kinds of pack: restricted, for those alone who see figures in full; public, with small numbers hidden."""

import csv
import io
import json
import re
import subprocess
from datetime import date

import page as pdf_checker
import pytest
from django.core.management import call_command
from django.urls import reverse
from python_calamine import CalamineWorkbook

from casework.models import Role
from improvement.boards import audience, building
from improvement.boards.models import Pack
from improvement.boards.pack import TABLE_MONTHS
from improvement.indicators.models import Figure
from improvement.lib.months import long_label
from tests.factories import grant, make_import, make_tree, make_user
from tests.factories.boards import AT, make_board, make_figures, make_pack, make_ready_pack
from tests.factories.indicators import make_tree_series

pytestmark = pytest.mark.django_db

# Who reads what, written by hand: each as on screen, and who prepares packs reads both.
READ = {
    "director": {"restricted", "public"},
    "head_of_service": {"restricted", "public"},
    "team_manager": {"restricted", "public"},
    "auditor": {"public"},
    "practitioner": {"public"},
    "independent_chair": {"restricted", "public"},
    "quality_lead": {"restricted", "public"},
    "participation_lead": {"public"},
    "analyst": {"restricted", "public"},
    "board_member": {"public"},
    "peer": {"public"},
    "information_governance": {"public"},
    "administrator": set(),
    "ambassador": set(),
}
TAKES_PDF_ONLY = {"practitioner"}
SMALL = ["FD06", "FD01", "AS03"]
MONTHS = 36


def at(name, pk=None):
    return reverse(f"boards:{name}", args=[pk] if pk else None)


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def board(tree):
    """Return a board of Mere, whose numbers are small in most months, in a county that adds up."""
    make_import()
    counts = {
        "mere-assessment": [index % 4 for index in range(MONTHS)],
        "mere-safeguarding": [index * 5 % 7 for index in range(MONTHS)],
        "weald-safeguarding": [20 + index % 3 for index in range(MONTHS)],
    }
    wholes = {code: [30 + index % 5 for index in range(MONTHS)] for code in counts}
    make_tree_series("FD06", counts, wholes)
    make_tree_series("AS03", counts)
    make_tree_series("FD01", counts)
    return make_board(tree["mere"], name="Mere board", indicators=SMALL)


def built(board, kind, **fields):
    pack = make_pack(board, audience=kind, **fields)
    assert building.build_pack(pack_id=pack.pk, at=AT) == "ready", Pack.objects.get(pk=pack.pk).reason
    return Pack.objects.get(pk=pack.pk)


def text_of(pdf) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=bytes(pdf), capture_output=True, check=True)
    return done.stdout.decode()


def csv_of(answer) -> list[dict]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_table_of_readers_is_the_one_in_the_documentation():
    assert {role: set(audience.read_by(role)) for role in Role.values} == READ


@pytest.mark.parametrize("role", READ)
def test_each_role_meets_the_packs_made_for_it_and_no_other(client, tree, role):
    make_figures(tree["larchshire"], codes=["FD06"], months=14)
    board = make_board(tree["larchshire"], indicators=["FD06"])
    packs = {kind: make_ready_pack(board, audience=kind) for kind in audience.LABELS}
    client.force_login(make_user(role, tree["larchshire"]))
    unknown = client.get(at("pack", 999_999))
    pages = {name: client.get(at(name, pk)) for name, pk in (("index", None), ("board", board.pk))}
    pages["home"] = client.get("/", follow=True)
    for kind, pack in packs.items():
        reads = kind in READ[role]
        names = ["pack", "pdf", *([] if role in TAKES_PDF_ONLY else ["csv", "xlsx"])]
        for name in names:
            answer = client.get(at(name, pack.pk))
            assert answer.status_code == (200 if reads else 404), (kind, name)
            assert reads or answer.content == unknown.content
        link = f'href="{at("pack", pack.pk)}"'
        assert (link in pages["board"].content.decode()) == reads
        if not reads:
            assert all(link not in page.content.decode() for page in pages.values())


def test_full_sight_of_one_team_opens_no_restricted_pack_of_the_county(client, tree):
    make_figures(tree["larchshire"], codes=["FD06"], months=14)
    pack = make_ready_pack(make_board(tree["larchshire"], indicators=["FD06"]))
    member = make_user("board_member", tree["larchshire"])
    grant(member, "team_manager", tree["mere-safeguarding"])
    client.force_login(member)
    assert {client.get(at(name, pack.pk)).status_code for name in ("pack", "pdf", "csv", "xlsx")} == {404}


def test_the_newest_pack_of_a_board_is_the_newest_one_may_read(client, tree):
    make_figures(tree["larchshire"], codes=["FD06"], months=14)
    board = make_board(tree["larchshire"], indicators=["FD06"])
    public, restricted = make_ready_pack(board, audience="public"), make_ready_pack(board)
    for role, newest in [("board_member", public), ("director", restricted)]:
        client.force_login(make_user(role, tree["larchshire"]))
        assert at("pack", newest.pk) in client.get(at("index")).content.decode()


def screen(client, board, code):
    """Return what a board member finds on screen for a measure of the board's team: rows of its file, and its page."""
    client.force_login(make_user("board_member", board.team))
    query = {"team": board.team.code, "month": "2026-10"}
    file = csv_of(client.get(f"/figures/{code}/figures.csv", query))
    return [row for row in file if re.fullmatch(r"\w+ \d{4}", row["Month"])], client.get(f"/figures/{code}/", query)


def test_the_public_pack_says_what_the_screen_of_a_board_member_says(client, board):
    pack = built(board, "public")
    rows, page = screen(client, board, "FD06")
    assert {row["Numerator"] for row in rows} > {"c"}
    frozen = next(entry for entry in pack.figures["indicators"] if entry["code"] == "FD06")
    file = [row for row in csv_of(client.get(at("csv", pack.pk))) if row["Code"] == "FD06"]
    assert len(rows) == len(file) == len(frozen["chart"]["points"]) == MONTHS
    for mine, theirs, point in zip(file, rows, frozen["chart"]["points"], strict=True):
        out_of = next(name for name in theirs if name.startswith("Out of"))
        same = ["Month", "Numerator", "Average", "Lower limit", "Upper limit", "What it shows"]
        assert [mine[name] for name in same] == [theirs[name] for name in same]
        assert (mine["Value"], mine["Out of"]) == (theirs["Value (%)"], theirs[out_of])
        assert (point["symbol"] == "c") == (theirs["Numerator"] == "c")
    assert page.context["page"].title == frozen["chart"]["title"]
    text = text_of(pack.pdf)
    for row in page.context["page"].rows[:13]:
        line = rf"{row.month:%B} {row.month.year}\s+{row.value}\s+{row.numerator}\s+{row.denominator}\s"
        assert re.search(line, text), line


def test_nothing_of_the_public_pack_holds_a_small_number_that_the_screen_hides(client, board):
    packs = {kind: built(board, kind) for kind in audience.LABELS}
    counted = {(row.indicator, row.month): row.numerator for row in Figure.objects.filter(team=board.team)}
    hidden = {
        (code, row["Month"])
        for code in SMALL
        for row in screen(client, board, code)[0]
        if next(row[name] for name in row if name.startswith("Value")) == "c"
    }
    small = {(code, f"{month:%B %Y}") for (code, month), number in counted.items() if 1 <= number <= 4}
    assert small and small <= hidden
    found = list(points(packs["public"].figures))
    assert {key for key, point in found if point["symbol"] == "c"} == hidden
    for key, point in found:
        assert key not in hidden or (point["numerator"], point["value"], point["shown"]) == (None, None, "c")
    files = {
        "csv": csv_of(client.get(at("csv", packs["public"].pk))),
        "xlsx": workbook(client.get(at("xlsx", packs["public"].pk)).content),
    }
    for rows in files.values():
        read = {(row["Code"], row["Month"]): row for row in rows if row["Code"] in SMALL}
        assert len(read) == len(SMALL) * MONTHS
        assert all(read[key]["Value"] == "c" and read[key]["Numerator"] in ("", "c") for key in hidden)
    printed = printed_rows(packs["public"])
    assert len(printed) == len(SMALL) * TABLE_MONTHS
    for key in hidden & set(printed):
        value, *counts = printed[key].split("Hidden because the numbers are small")[0].split()
        assert value == "c"
        assert counts[:1] == ["c"] or key[0] != "FD06"
    # The same search finds them where they may be: the restricted pack prints every one.
    assert {key for key, point in points(packs["restricted"].figures) if point["numerator"] is not None} >= small


def points(figures):
    """Return ((code, month), point) for every point that a pack froze."""
    for entry in json.loads(json.dumps(figures))["indicators"]:
        for point in entry["chart"]["points"]:
            yield (entry["code"], long_label(date.fromisoformat(point["month"]))), point


def printed_rows(pack):
    """Return what stands behind each month in the tables of the document, by code and month."""
    lines = re.findall(r"^\s*([A-Z][a-z]+ \d{4})\s\s+(\S.*)$", text_of(pack.pdf), re.MULTILINE)
    codes = [entry["code"] for entry in pack.figures["indicators"] for _ in range(TABLE_MONTHS)]
    return {(code, month): rest for code, (month, rest) in zip(codes, lines, strict=True)}


def workbook(content) -> list[dict]:
    header, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Figures").to_python()
    return [dict(zip(header, row, strict=False)) for row in rows]


@pytest.mark.parametrize("kind", audience.LABELS)
def test_each_says_on_every_page_which_it_is_and_passes_the_accessibility_check(board, kind, tmp_path):
    pack = built(board, kind)
    path = tmp_path / "pack.pdf"
    path.write_bytes(pack.pdf)
    report = pdf_checker.validate_pdf(str(path), profile="ua1")
    assert report.is_compliant, report.failures
    pages = [" ".join(text.split()) for text in text_of(pack.pdf).split("\f") if text.strip()]
    assert all(f"Edition 1 · {audience.LABELS[kind]}" in text for text in pages)
    assert audience.ADVICE[kind] in pages[0]


def test_the_files_say_which_they_are(client, board):
    client.force_login(make_user("director", board.team))
    for kind, label in audience.LABELS.items():
        answer = client.get(at("csv", make_ready_pack(board, audience=kind).pk))
        assert f"Edition 1. {label}." in answer.content.decode()
        assert f"mere-board-2026-10-{kind}-edition-1.csv" in answer["Content-Disposition"]


def test_a_new_public_edition_compares_itself_with_public_ones_only(board):
    make_ready_pack(board)
    assert built(board, "public").figures["moved"] == []
    Figure.objects.filter(indicator="FD01", team=board.team, month="2026-10-01").update(numerator=3)
    again = built(board, "public")
    assert again.edition == 2
    assert {line["now"] for line in again.figures["moved"]} <= {"c"}


def test_where_everything_is_hidden_it_says_so(board):
    Figure.objects.filter(indicator="FD01").update(numerator=2)
    pack = make_pack(board, audience="public", indicators=["FD01"])
    assert building.build_pack(pack_id=pack.pk, at=AT) == "failed"
    assert "the numbers are too small" in Pack.objects.get(pk=pack.pk).reason


def test_the_chair_is_told_that_others_have_nothing_to_read(client, board):
    client.force_login(make_user("independent_chair", board.team))
    make_ready_pack(board)
    assert "has a restricted pack and no public one" in client.get(at("board", board.pk)).content.decode()
    make_ready_pack(board, audience="public")
    assert "makes a new edition" in client.get(at("board", board.pk)).content.decode()


def test_the_form_asks_whom_it_is_for_and_the_command_does_too(client, board, capsys):
    client.force_login(make_user("independent_chair", board.team))
    assert re.search(r'value="restricted"[^>]*checked', client.get(at("export", board.pk)).content.decode())
    sent = {"month": "2026-10", "audience": "public", "key": "form-1", "indicators_fd": ["FD06"]}
    client.post(at("export", board.pk), sent)
    assert Pack.objects.get().audience == "public"
    call_command("build_pack", board="Mere board", month="2026-10", audience="public", indicators=["FD06"])
    assert "public, edition 1: ready" in capsys.readouterr().out
