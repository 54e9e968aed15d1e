"""What a file of figures is, and what it gives, read within bounds before anything of it is kept."""

from dataclasses import dataclass
from datetime import date

from casework.imports.bounds import MEGABYTE, Refused, kind_of
from casework.imports.delimited import rows_of
from casework.imports.fold import squash
from improvement.indicators.given.census import read_census
from improvement.indicators.given.lines import COLUMNS, Read, read_lines
from improvement.indicators.given.workforce import read_posts
from improvement.indicators.models import FiguresFile

# A full file (`lines.MOST_LINES`) is about one megabyte.
LARGEST = 5 * MEGABYTE
OURS = f"Upload a CSV file with the headings {', '.join(COLUMNS)}."


@dataclass(frozen=True)
class Held:
    """What a file holds: which kind it is, and what was read of it."""

    kind: str
    read: Read


def read_file(*, name: str, content: bytes, teams: dict[str, int], county: int | None, on: date) -> Held:
    """Return what a file holds.

    Args:
        name: for messages.
        content: its bytes.
        teams: folded code or name -> id.
        county: the place that a census is about, None where there is none to give figures for.
        on: today.

    Raises:
        Refused: it cannot be read as any file of figures; the message says what it is and what to do.
    """
    if len(content) > LARGEST:
        raise Refused(f"{name} is larger than 5 MB, as no file of figures is. Give fewer months in one file.")
    if _is_xml(content):
        return Held(FiguresFile.Kind.CENSUS, read_census(content, name=name, county=county, on=on))
    if kind_of(content, name, ours=OURS) == "workbook":
        raise Refused(f"{name} is a workbook. Save the sheet with the figures as CSV (UTF-8), and upload that.")
    rows = rows_of(content, name, ours=OURS)
    headings = next((cells for _, cells in rows if any(cell.strip() for cell in cells)), None)
    if headings is None:
        raise Refused(f"{name} holds nothing but spaces. Export it again.")
    posts = {"post", "fte"} <= {squash(heading) for heading in headings}
    reader = read_posts if posts else read_lines
    read = reader(rows, name=name, headings=headings, teams=teams, on=on)
    if not read.filled:
        raise Refused(f"{name} has its headings and no line under them. Export it again.")
    return Held(FiguresFile.Kind.POSTS if posts else FiguresFile.Kind.FIGURES, read)


def _is_xml(content: bytes) -> bool:
    return (
        content[:200].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith((b"<?xml", b"<Message"))
    )
