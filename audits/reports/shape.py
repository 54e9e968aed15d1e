"""What every report is made of, so that page, PDF and workbook say the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.safestring import SafeString

from audits.models import Grade
from improvement.lib.charts import Chart, to_svg
from improvement.lib.suppression import CONFIDENTIAL, LEAST_N, suppress_counts

GRADES = tuple(Grade.values)
GRADE_HEADERS = (*Grade.labels, "All")
GOOD = GRADES[:2]


@dataclass(frozen=True)
class Table:
    """A table: what it is called, what its columns are, and its rows; the first cell of a row names it."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple, ...]

    @property
    def heads(self) -> list[tuple[str, bool]]:
        """Return each column's header, and whether it holds numbers."""
        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(self.headers)
        return [(head, all(map(_is_number, column))) for head, column in zip(self.headers, columns, strict=True)]

    @property
    def cells(self) -> list[list[tuple]]:
        """Return each row's cells, and whether each is a number or hidden in place of one."""
        return [[(cell, _is_number(cell)) for cell in row] for row in self.rows]


def _is_number(cell) -> bool:
    return isinstance(cell, int) or cell == CONFIDENTIAL


@dataclass(frozen=True)
class Part:
    """One part of a report: sentences, a chart, then tables; a chart's sentences are among the words."""

    title: str
    words: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    said: str = field(default="", metadata={"why": "what a person wrote, kept as written"})
    chart: Chart | None = None

    @property
    def on_screen(self) -> SafeString:
        """Return the chart as the page has it."""
        return to_svg(self.chart, "large")

    @property
    def on_paper(self) -> SafeString:
        """Return the chart as the PDF has it."""
        return to_svg(self.chart, "print")


@dataclass(frozen=True)
class Report:
    """A report, as it is shown, printed and taken away."""

    title: str
    place: str
    period: str
    made_at: datetime
    parts: tuple[Part, ...]
    hides: bool


def counted(rows: Sequence[tuple[str, Sequence[int]]], *, hides: bool) -> tuple[tuple, ...]:
    """Return named rows of counts with their sums last; with `hides`, small numbers and what would give them away as c.

    Each row stands for itself: none adds up to another.
    """
    full = [(name, [*counts, sum(counts)]) for name, counts in rows]
    if not hides:
        return tuple((name, *counts) for name, counts in full)
    shown = suppress_counts([counts for _, counts in full], totals=True)
    return tuple(
        (name, *(cell.symbol or int(cell.value) for cell in cells))
        for (name, _), cells in zip(full, shown, strict=True)
    )


def share(part: int, whole: int) -> str:
    """Return "12 of 40 (30%)"; a percentage only on an n of ten or more, and never without its n."""
    if whole < LEAST_N:
        return f"{part} of {whole}"
    return f"{part} of {whole} ({round(100 * part / whole)}%)"


def sheet(report: Report) -> tuple[tuple[str, ...], list[tuple]]:
    """Return a report as one long table: a line for each cell, with its part, table, row and column."""
    lines = []
    for part in report.parts:
        lines += [(part.title, "", "", "", words) for words in (*part.words, *([part.said] if part.said else []))]
        for table in part.tables:
            for row in table.rows:
                pairs = zip(table.headers[1:], row[1:], strict=True)
                lines += [(part.title, table.caption, str(row[0]), header, value) for header, value in pairs]
    return ("Part", "Table", "Row", "Column", "Value"), lines
