"""The workbook of faults, the workbook of a wanted size, and the command that writes them."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from python_calamine import CalamineWorkbook

from casework.synthetic import annex_a
from casework.synthetic.faults import FAULTS, faulty_workbook
from casework.synthetic.volume import volume_rows, volume_workbook


def read(path):
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def test_every_fault_stands_where_it_says(small, tmp_path):
    faults = faulty_workbook(small, tmp_path / "faults.xlsx")
    sheets = read(tmp_path / "faults.xlsx")
    assert len(faults) == len(FAULTS) > 70
    for fault in faults:
        headings = [header for header, _ in annex_a.headers()[fault.number]]
        row = sheets[f"List {fault.number}"][fault.row - 1]
        for header, value in fault.cells.items():
            cell = row[headings.index(header)]
            assert cell == ("" if value is None else value), fault.name


def test_the_faulty_workbook_has_a_hidden_sheet_and_no_list_11(small, tmp_path):
    faulty_workbook(small, tmp_path / "faults.xlsx")
    book = CalamineWorkbook.from_path(str(tmp_path / "faults.xlsx"))
    assert "List 11" not in book.sheet_names and "Notes" in book.sheet_names
    shown = {sheet.name: str(sheet.visible).endswith(".Visible") for sheet in book.sheets_metadata}
    assert [name for name, visible in shown.items() if not visible] == ["List 9"]
    assert book.get_sheet_by_name("List 2").to_python(skip_empty_area=False)[1][0] == "Child Unique ID"


def test_a_volume_workbook_has_as_many_rows_as_asked(small, tmp_path):
    path = volume_workbook(small, tmp_path / "volume.xlsx", rows=9000)
    assert sum(len(rows) - 1 for rows in read(path).values()) == 9000


def test_a_volume_workbook_repeats_no_child_and_date(small):
    rows = volume_rows(small, 20_000)
    contacts = [(row[0], row[5]) for row in rows[1]]
    assert len(contacts) == len(set(contacts))
    assert max(len(str(row[0])) for row in rows[6]) <= 20


def test_the_command_says_each_workbook_as_it_is_whole(tmp_path):
    said = io.StringIO()
    call_command("make_synthetic", tmp_path, months=6, small=True, after="2026-08", stdout=said)
    assert said.getvalue().split() == [
        str(tmp_path / f"annex-a-{day}.xlsx") for day in (date(2026, 9, 30), date(2026, 10, 31))
    ]


def test_the_command_says_how_to_write_a_month(tmp_path):
    with pytest.raises(CommandError, match="Write it as 2026-10"):
        call_command("make_synthetic", tmp_path, last="October")
