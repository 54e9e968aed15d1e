"""A table as CSV or as a workbook, safe to open: text is never read as a formula, and numbers stay numbers.

Text that begins with = + - @, a tab or a line break gets an apostrophe in front (OWASP's advice on CSV injection).
Symbols in place of numbers (c, z, k, :, x) pass as text. The header is the first row, so that the file can be read by
machine; title and notes follow the table after an empty row.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import xlsxwriter

_RISKY = frozenset("=+-@\t\r\n")

# Rows written between two chunks of a stream: large enough that the web server is not the slow part.
_ROWS_A_CHUNK = 500

# Excel refuses more beneath a header; saying so here beats a file that will not open.
MOST_ROWS = 1_048_575
_MOST_CHARACTERS = 32_767


class TableTooLarge(ValueError):
    """The table has more rows than a workbook can hold."""


def safe_text(value):
    """Return `value` as it may stand in a cell: text that a spreadsheet would run gets an apostrophe in front."""
    if isinstance(value, str) and value[:1] in _RISKY and value:
        return "'" + value
    return value


def csv_chunks(
    headers: Sequence[str], rows: Iterable[Sequence], *, title: str = "", as_at: str = "", notes: Sequence[str] = ()
) -> Iterator[str]:
    """Yield a table as CSV text, a few hundred rows at a time, for a streaming response.

    `rows` may be a server-side cursor; nothing is kept. `title`, `as_at` ("Data as at 3 November 2026.") and `notes`
    follow the table. The first chunk begins with a byte order mark, without which Excel misreads pound signs.
    """
    buffer = StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([safe_text(header) for header in headers])
    for number, row in enumerate(rows, start=1):
        writer.writerow(["'" + cell if type(cell) is str and cell[:1] in _RISKY and cell else cell for cell in row])
        if number % _ROWS_A_CHUNK == 0:
            yield _emptied(buffer)
    footer = [line for line in (title, as_at, *notes) if line]
    if footer:
        writer.writerow([])
        writer.writerows([safe_text(line)] for line in footer)
    yield _emptied(buffer)


def to_csv(headers: Sequence[str], rows: Iterable[Sequence], **words) -> bytes:
    """Return a whole table as the bytes of a CSV file; `words` are those of `csv_chunks`."""
    return "".join(csv_chunks(headers, rows, **words)).encode()


def to_xlsx(
    headers: Sequence[str],
    rows: Iterable[Sequence],
    *,
    title: str = "",
    as_at: str = "",
    notes: Sequence[str] = (),
    sheet: str = "Table",
    most_rows: int = MOST_ROWS,
) -> bytes:
    """Return a table as the bytes of a one-sheet workbook: bold frozen header, numbers and dates as such.

    `sheet` names the sheet (characters Excel refuses are dropped). Raises TableTooLarge beyond `most_rows`.
    """
    target = BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        },
    )
    book.set_properties({"title": title, "comments": as_at})
    page = book.add_worksheet(_sheet_name(sheet))
    formats = {
        "header": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        "date": book.add_format({"num_format": "d mmm yyyy"}),
        "time": book.add_format({"num_format": "d mmm yyyy hh:mm"}),
    }
    for column, header in enumerate(headers):
        page.write_string(0, column, safe_text(header), formats["header"])
    page.freeze_panes(1, 0)
    page.set_column(0, max(len(headers) - 1, 0), 16)
    last = 0
    for last, row in enumerate(rows, start=1):
        if last > most_rows:
            book.close()
            raise TableTooLarge(f"A workbook holds {most_rows:,} rows at most. Choose CSV, or a shorter period.")
        for column, value in enumerate(row):
            _write(page, last, column, value, formats)
    for offset, line in enumerate([line for line in (title, as_at, *notes) if line], start=2):
        page.write_string(last + offset, 0, safe_text(line))
    book.close()
    return target.getvalue()


def _write(page, row, column, value, formats) -> None:
    match value:
        case None | "":
            page.write_blank(row, column, None)
        case bool():
            page.write_string(row, column, "Yes" if value else "No")
        case int() | float() | Decimal():
            page.write_number(row, column, value)
        case datetime():
            # Excel knows no time zones; the caller has put the time into Europe/London.
            page.write_datetime(row, column, value.replace(tzinfo=None), formats["time"])
        case date():
            page.write_datetime(row, column, value, formats["date"])
        case _:
            page.write_string(row, column, safe_text(str(value))[:_MOST_CHARACTERS])


def _sheet_name(name: str) -> str:
    return "".join(letter for letter in name if letter not in "[]:*?/\\").strip("'")[:31] or "Table"


def _emptied(buffer: StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
