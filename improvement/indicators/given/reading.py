"""What a file of figures is, and what it gives, read within bounds before anything of it is kept."""

from dataclasses import dataclass
from datetime import date

from casework.imports.bounds import MEGABYTE, Refused, kind_of
from casework.imports.delimited import rows_of
from improvement.indicators.given.lines import COLUMNS, Read, read_lines
from improvement.indicators.models import FiguresFile

# A full file (`lines.MOST_LINES`) is about one megabyte.
LARGEST = 5 * MEGABYTE
OURS = f"Upload a CSV file with the headings {', '.join(COLUMNS)}."


@dataclass(frozen=True)
class Held:
    """What a file holds: which kind it is, and what was read of it."""

    kind: str
    read: Read


def read_file(*, name: str, content: bytes, teams: dict[str, int], on: date) -> Held:
    """Return what a file holds.

    Args:
        name: for messages.
        content: its bytes.
        teams: folded code or name -> id.
        on: today.

    Raises:
        Refused: it cannot be read as any file of figures; the message says what it is and what to do.
    """
    if len(content) > LARGEST:
        raise Refused(f"{name} is larger than 5 MB, as no file of figures is. Give fewer months in one file.")
    if kind_of(content, name, ours=OURS) == "workbook":
        raise Refused(f"{name} is a workbook. Save the sheet with the figures as CSV (UTF-8), and upload that.")
    rows = rows_of(content, name, ours=OURS)
    headings = next((cells for _, cells in rows if any(cell.strip() for cell in cells)), None)
    if headings is None:
        raise Refused(f"{name} holds nothing but spaces. Export it again.")
    read = read_lines(rows, name=name, headings=headings, teams=teams, on=on)
    if not read.filled:
        raise Refused(f"{name} has its headings and no line under them. Export it again.")
    return Held(FiguresFile.Kind.FIGURES, read)
