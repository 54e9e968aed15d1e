"""What the case system hands over: sheets, headers, cells."""

import csv
import hashlib
import itertools
import re
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from casework.imports.columns import columns
from casework.synthetic import annex_a
from casework.synthetic.county import DATA, data
from casework.synthetic.workbook import write_month


@pytest.fixture(scope="module")
def book(small, tmp_path_factory):
    path = write_month(small, small.months[-1], tmp_path_factory.mktemp("annex_a"))
    workbook = CalamineWorkbook.from_path(str(path))
    return path, {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names}


def test_the_file_is_named_after_the_day_it_stands_for(book):
    assert book[0].name == "annex-a-2026-10-31.xlsx"


def test_sheets_and_headers_are_annex_as(book):
    with (DATA / "annex_a_headers.csv").open(encoding="utf-8") as rows:
        wanted = {
            name: [row["header"] for row in group]
            for name, group in itertools.groupby(csv.DictReader(rows), key=lambda row: row["list"])
        }
    assert list(book[1]) == list(wanted)
    assert {name: rows[0] for name, rows in book[1].items()} == wanted


def test_rows_are_the_extracts(book, small):
    rows = annex_a.extract(small, small.months[-1])
    assert {int(name.split()[1]): len(sheet) - 1 for name, sheet in book[1].items()} == {
        number: len(found) for number, found in rows.items()
    }


def test_dates_are_dates_but_for_a_few_typed_as_text(book):
    cells = [row[5] for row in book[1]["List 1"][1:]]
    typed = [cell for cell in cells if isinstance(cell, str)]
    assert 1 <= len(typed) <= 2
    assert all(re.fullmatch(r"\d\d/\d\d/\d{4}", cell) for cell in typed)
    assert all(isinstance(cell, date) for cell in cells if cell not in typed)


def test_children_are_references_only(book):
    people = data("names")
    for name, rows in book[1].items():
        if name == "List 11":
            continue
        at = rows[0].index("Child Unique ID")
        assert all(re.fullmatch(r"LS\d{6}", row[at]) for row in rows[1:])
        workers = {at for at, header in enumerate(rows[0]) if "Worker" in header or "Advisor" in header}
        for row in rows[1:]:
            words = " ".join(str(cell) for at, cell in enumerate(row) if at not in workers)
            assert not any(re.search(rf"\b{first}\b", words) for first in people["first"] if first != "Grace")


def test_the_same_seed_writes_the_same_cells(book, small, tmp_path):
    again = CalamineWorkbook.from_path(str(write_month(small, small.months[-1], tmp_path)))
    cells = {name: again.get_sheet_by_name(name).to_python() for name in again.sheet_names}

    def digest(sheets):
        return hashlib.sha256(repr(sheets).encode()).hexdigest()

    assert digest(cells) == digest(book[1])


def test_nothing_names_a_real_place_by_postcode(book):
    rows = book[1]["List 8"]
    at = rows[0].index("Placement postcode")
    assert all(re.match(r"(LX|QX)\d", row[at]) for row in rows[1:])


def test_data_says_where_it_comes_from():
    text = " ".join((Path(DATA) / "LICENCE.md").read_text("utf-8").split())
    assert "Open Government Licence v3.0" in text and "Department for Education" in text


def test_headers_are_those_the_importer_knows():
    known = [(number, column.heading) for number in range(1, 11) for column in columns()[number]]
    assert known == [(number, header) for number in range(1, 11) for header, _ in annex_a.headers()[number]]
