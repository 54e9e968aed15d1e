"""Building a pack: what it says is what the figures are, it passes the PDF/UA check, and it never changes."""

import hashlib
import io
import re
import subprocess
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

import page as pdf_checker
import pikepdf
import pytest
from django.db import connection, transaction, utils

from casework.models import Team
from improvement.boards import building, services
from improvement.boards.chart_json import chart_from_json, chart_to_json
from improvement.boards.models import Pack
from improvement.boards.pack import pack_html
from improvement.indicators.models import Figure, StaleKey
from improvement.indicators.readings import readings
from improvement.indicators.reported.services import report
from improvement.lib.pdf import render_pdf
from tests.factories import make_import, make_tree, make_user
from tests.factories.boards import AT, CODES, MONTH, make_board, make_figures, make_pack, make_ready_pack

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(settings):
    settings.SYNTHETIC = True
    county = make_tree()["larchshire"]
    make_import()
    make_figures(county)
    return make_board(county, name="Performance board")


def build(pack, **words):
    assert building.build_pack(pack_id=pack.pk, at=AT, **words) == "ready", Pack.objects.get(pk=pack.pk).reason
    return Pack.objects.get(pk=pack.pk)


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=bytes(pdf), capture_output=True, check=True)
    return done.stdout.decode()


def test_a_chart_survives_being_frozen(board):
    (reading,) = readings(team=board.team, codes=["FD06"], until=MONTH)
    assert chart_from_json(chart_to_json(reading.chart)) == reading.chart


def test_the_document_passes_the_accessibility_check_and_has_its_frame(board, tmp_path):
    pack = build(make_pack(board, by=make_user(name="R. Okafor")))
    path = tmp_path / "pack.pdf"
    path.write_bytes(pack.pdf)
    report = pdf_checker.validate_pdf(str(path), profile="ua1")
    assert report.is_compliant, report.failures
    with pikepdf.open(io.BytesIO(pack.pdf)) as document:
        assert str(document.Root.Lang) == "en-GB"
        assert str(document.docinfo["/Title"]) == "Performance board, October 2026"
        with document.open_outline() as outline:
            labels = [entry.title for part in outline.root for entry in (part, *part.children)]
        fonts = {str(name) for found in document.pages for name in font_names(found)}
        figures = [element for element in structure(document) if element.get("/S") == "/Figure"]
    assert {"Summary", "Re-referrals within 12 months", "How to read the charts"} <= set(labels)
    assert fonts and all("Atkinson" in name for name in fonts)
    assert figures and all(str(figure.get("/Alt", "")).strip() for figure in figures)


def font_names(found):
    fonts = found.get("/Resources", {}).get("/Font", {})
    return [font.BaseFont for font in fonts.values()]


def structure(document):
    waiting = [document.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(node)
        elif isinstance(node, pikepdf.Dictionary):
            yield node
            if "/K" in node:
                waiting.append(node.K)


def test_the_numbers_in_the_document_are_the_figures_counted_by_hand(board):
    text = text_of(build(make_pack(board, indicators=["FD06"])).pdf)
    rows = Figure.objects.filter(team=board.team, indicator="FD06").order_by("-month")[:13]
    for row in rows:
        share = (row.numerator * 100 / row.denominator).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        line = rf"{row.month:%B} {row.month.year}\s+{share}%\s+{row.numerator:.0f}\s+{row.denominator:.0f}\s"
        assert re.search(line, text), line
    newest = rows[0]
    assert re.search(rf"{newest.numerator:.0f} of {newest.denominator:.0f}", text)
    shown = [
        Decimal(row.numerator * 100 / row.denominator)
        for row in Figure.objects.filter(team=board.team, indicator="FD06")
    ]
    average = (sum(shown) / len(shown)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert re.search(rf"October 2026\s+\d+%\s+\d+\s+\d+\s+{average}%", text)


def test_the_sentences_in_the_document_are_those_on_the_screen(board):
    text = " ".join(text_of(build(make_pack(board)).pdf).split())
    for reading in readings(team=board.team, codes=CODES, until=MONTH):
        assert reading.title in text
        assert reading.subtitle in text


def test_it_says_where_it_comes_from_and_that_it_is_synthetic(board):
    text = " ".join(text_of(build(make_pack(board, by=make_user(name="R. Okafor"))).pdf).split())
    assert "Synthetic department" in text
    assert "Edition 1 · Restricted: numbers in full" in text
    assert "31 October 2026" in text  # the import's day
    assert "R. Okafor" in text
    assert re.search(r"Page 2 of \d+", text)


def test_the_same_frozen_figures_give_the_same_words_again(board):
    pack = build(make_pack(board, indicators=["FD06"]))
    Figure.objects.all().delete()
    again = render_pdf(pack_html(pack.figures))
    assert text_of(again) == text_of(pack.pdf)


def test_a_ready_pack_is_the_same_after_the_figures_change(board):
    pack = build(make_pack(board, indicators=["FD06"]))
    before = services.read_pdf(pack=pack)
    Figure.objects.update(numerator=1)
    Team.objects.filter(pk=board.team_id).update(name="Renamed")
    assert building.build_pack(pack_id=pack.pk, at=AT + timedelta(days=1)) == "ready"
    assert services.read_pdf(pack=pack) == before
    assert hashlib.sha256(before).hexdigest() == pack.sha256


@pytest.mark.parametrize("change", ["UPDATE improvement_pack SET sha256 = 'x'", "DELETE FROM improvement_pack"])
def test_a_ready_pack_cannot_be_changed_or_deleted_by_anything(board, change):
    make_ready_pack(board)
    with (
        pytest.raises(utils.ProgrammingError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_a_new_edition_says_what_moved(board):
    make_ready_pack(board)
    Figure.objects.filter(indicator="FD06", month=MONTH).update(numerator=7)
    pack = build(make_pack(board, indicators=["FD06"]))
    assert pack.edition == 2
    (moved,) = pack.figures["moved"]
    assert (moved["code"], moved["month"]) == ("FD06", "2026-10-01")
    text = " ".join(text_of(pack.pdf).split())
    assert "What moved since the edition before" in text
    assert f"{moved['was']} {moved['now']}" in text


def test_a_damaged_document_is_refused(board):
    pack = make_ready_pack(board)
    damage(pack)
    with pytest.raises(services.PackDamaged, match="not the one that was made"):
        services.read_pdf(pack=pack)


def damage(pack):
    """Change stored bytes behind the trigger's back, as a failing disk would."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE improvement_pack SET pdf = substr(pdf, 1, 9) WHERE id = %s", [pack.pk])
        cursor.execute("SET session_replication_role = DEFAULT")


def test_progress_is_told_and_kept(board):
    told = []
    pack = build(make_pack(board), tell=told.append)
    assert told == [
        "Reading the figures",
        "Drawing 1 of 3 charts",
        "Drawing 2 of 3 charts",
        "Drawing 3 of 3 charts",
        "Laying out the pages",
        "Storing the document",
    ]
    assert (pack.done, pack.steps, pack.attempts) == (6, 6, 1)


def test_an_indicator_without_a_figure_is_named_and_left_out(board):
    pack = build(make_pack(board, indicators=["FD06", "CP04"]))
    assert [entry["code"] for entry in pack.figures["indicators"]] == ["FD06"]
    assert "Initial conferences resulting in a plan" in text_of(pack.pdf)


def test_when_the_figures_have_gone_the_pack_fails_in_plain_words(board):
    pack = make_pack(board)
    Figure.objects.all().delete()
    assert building.build_pack(pack_id=pack.pk, at=AT) == "failed"
    assert "no figures for this month any more" in Pack.objects.get(pk=pack.pk).reason


def test_hostile_names_are_text(board):
    board.name = '<img src="file:///etc/passwd">{{ 7|add:7 }}'
    board.save()
    text = text_of(build(make_pack(board, indicators=["FD06"])).pdf)
    assert "file:///etc/passwd" in text and "{{ 7|add:7 }}" in " ".join(text.split())
    assert "root:" not in text


def test_a_restricted_pack_says_what_was_first_reported_and_a_public_one_does_not(board):
    StaleKey.objects.all().delete()
    report(at=AT)
    moved = Figure.objects.get(indicator="FD06", team=board.team, month=MONTH)
    was = moved.numerator
    Figure.objects.filter(pk=moved.pk).update(numerator=was - 9)
    said = {}
    for audience in ("restricted", "public"):
        said[audience] = " ".join(pack_html(build(make_pack(board, audience=audience)).figures).split())
    then = f"({was:.0f} of {moved.denominator:.0f} referrals) on 3 November 2026; it is now"
    assert "October 2026 was first reported as" in said["restricted"]
    assert then in said["restricted"]
    assert "first reported" not in said["public"]
