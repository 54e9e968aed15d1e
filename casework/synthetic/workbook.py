"""Write an extract as the workbook a case system would hand over: eleven sheets, one header row, dates as dates."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import xlsxwriter

from casework.synthetic import clock
from casework.synthetic.annex_a import extract, headers
from casework.synthetic.department import Department
from casework.synthetic.figures import write_figures
from casework.synthetic.ssda903 import is_due, write_return

# A few cells a month hold a date typed as text, as happens in every export.
TEXT_DATES = {1: 2, 4: 1, 6: 1}


def as_text(day: int) -> str:
    """Return a day as somebody types it: dd/mm/yyyy."""
    return date.fromordinal(day).strftime("%d/%m/%Y")


def with_text_dates(rows: dict[int, list[tuple]], rng: random.Random) -> dict[int, list[tuple]]:
    """Return the rows with a few dates turned to text."""
    for number, times in TEXT_DATES.items():
        dates = [at for at, (_, kind) in enumerate(headers()[number]) if kind == "date" and at > 4]
        for _ in range(times if rows[number] else 0):
            at = rng.randrange(len(rows[number]))
            row = list(rows[number][at])
            row[dates[0]] = as_text(row[dates[0]])
            rows[number][at] = tuple(row)
    return rows


def write_workbook(path: Path, rows: dict[int, list[tuple]]) -> None:
    """Write `rows` (list number to rows) to `path`, a sheet `List N` each, in the 2024 layout."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False})
    # A fixed moment, so that the same department gives the same bytes.
    book.set_properties(
        {"title": "Annex A", "comments": "Synthetic: Larchshire does not exist", "created": date(2026, 11, 1)}
    )
    dated = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, columns in headers().items():
        sheet = book.add_worksheet(f"List {number}")
        sheet.write_row(0, 0, [header for header, _ in columns])
        kinds = [kind for _, kind in columns]
        for at, row in enumerate(rows.get(number, ()), start=1):
            for column, value in enumerate(row):
                if value is None:
                    continue
                if isinstance(value, str):
                    sheet._write_string(at, column, value)
                elif kinds[column] == "date":
                    sheet._write_number(at, column, value - clock.EXCEL_DAY_ZERO, dated)
                else:
                    sheet._write_number(at, column, value)
    book.close()


def month_name(month: int) -> str:
    """Return the file name of the extract of `month`."""
    return f"annex-a-{date.fromordinal(clock.last_of(month)).isoformat()}.xlsx"


def write_month(department: Department, month: int, folder: Path) -> Path:
    """Write the extract as at the end of `month` into `folder`, and return its path."""
    rng = random.Random(f"quirks {department.county.seed} {month}")
    path = folder / month_name(month)
    write_workbook(path, with_text_dates(extract(department, month), rng))
    return path


def workbooks(department: Department, folder: Path, *, after: int = 0) -> Iterator[Path]:
    """Write one month's workbook at a time, those after the month `after`, so that loading can follow along.

    The month's files of figures and of posts are beside it before it is. Before a March's comes the folder of the
    year's SSDA903 return.
    """
    for month in department.months:
        if month > after:
            if is_due(month):
                yield write_return(department, month, folder)
            write_figures(department, month, folder)
            yield write_month(department, month, folder)
