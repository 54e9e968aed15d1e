import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from improvement.lib import spreadsheets

HEADERS = ["Team", "Value", "Out of"]
ROWS = [["North Weald", 26.02, 342], ["Coast", "c", "c"]]
FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0"]


def read_csv(content):
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content):
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def test_csv_has_header_rows_then_title_and_date():
    content = spreadsheets.to_csv(HEADERS, ROWS, title="Re-referrals", as_at="Data as at 3 November 2026.")
    assert read_csv(content) == [
        HEADERS,
        ["North Weald", "26.02", "342"],
        ["Coast", "c", "c"],
        [],
        ["Re-referrals"],
        ["Data as at 3 November 2026."],
    ]


def test_xlsx_keeps_numbers_and_symbols():
    content = spreadsheets.to_xlsx(HEADERS, ROWS, title="Re-referrals", as_at="Data as at 3 November 2026.")
    rows = read_xlsx(content)
    assert rows[:3] == [HEADERS, ["North Weald", 26.02, 342.0], ["Coast", "c", "c"]]
    assert [row[0] for row in rows[4:]] == ["Re-referrals", "Data as at 3 November 2026."]


def test_xlsx_writes_dates_decimals_yes_and_nothing():
    row = [date(2026, 11, 3), Decimal("1.5"), True, None, datetime(2026, 11, 3, 9, 30, tzinfo=UTC), "x" * 40_000]
    found = read_xlsx(spreadsheets.to_xlsx(list("abcdef"), [row]))[1]
    assert found[:5] == [date(2026, 11, 3), 1.5, "Yes", "", datetime(2026, 11, 3, 9, 30)]
    assert len(found[5]) == 32_767


@pytest.mark.parametrize("text", FORMULAS)
def test_text_is_never_a_formula(text):
    assert read_csv(spreadsheets.to_csv([text], [[text]], title=text))[1] == ["'" + text]
    content = spreadsheets.to_xlsx([text], [[text]], title=text)
    with ZipFile(BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    assert read_xlsx(content)[1][0].replace("_x000D_", "\r") == "'" + text


def test_negative_numbers_stay_numbers():
    assert read_csv(spreadsheets.to_csv(["a"], [[-3]]))[1] == ["-3"]
    assert read_xlsx(spreadsheets.to_xlsx(["a"], [[-3]]))[1] == [-3.0]


def test_empty_text_is_left_alone():
    assert spreadsheets.safe_text("") == ""
    assert read_csv(spreadsheets.to_csv(["a", "b"], [["", None]]))[1] == ["", ""]


def test_stream_does_not_read_ahead():
    taken = []

    def rows():
        for number in range(2_000):
            taken.append(number)
            yield [number]

    chunks = spreadsheets.csv_chunks(["n"], rows())
    next(chunks)
    assert len(taken) == 500


def test_sheet_names_are_made_acceptable():
    names = CalamineWorkbook.from_filelike(
        BytesIO(spreadsheets.to_xlsx(["a"], [], sheet="FD06: [West/North] re-referrals in a year"))
    ).sheet_names
    assert names == ["FD06 WestNorth re-referrals in "]


def test_too_many_rows_are_refused():
    with pytest.raises(spreadsheets.TableTooLarge, match="2 rows at most"):
        spreadsheets.to_xlsx(["a"], [[1], [2], [3]], most_rows=2)


@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), max_size=8))
def test_csv_gives_back_the_text(rows):
    found = read_csv(spreadsheets.to_csv(["a", "b"], rows))[1:]
    assert found == [[spreadsheets.safe_text(cell) for cell in row] for row in rows]
