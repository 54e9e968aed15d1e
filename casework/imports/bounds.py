"""What a file is, and whether it is safe to read, decided before anything reads it."""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.etree import ElementTree

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
# Of everything in the workbook together, unpacked. A full 20 MB workbook of Annex A unpacks to about 250 MB.
LARGEST_UNPACKED = 300 * MEGABYTE
# A part that shrank more than this is not made of cells: real sheets shrink 10 to 30 times.
LARGEST_RATIO = 200
MOST_PARTS = 2000
CHUNK = 512 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
COL = re.compile(rb'<(?:\w+:)?col\b[^>]*\bhidden="(?:1|true)"[^>]*>')
HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
NUMBER = re.compile(rb'\br="(\d+)"')
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_REL = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
SAVE_AS = "Open it in Excel or LibreOffice, save it as .xlsx (Excel workbook), and upload that."
NOT_OURS = "Upload the Annex A workbook (.xlsx), one CSV file for each list, or the census as XML."
# The outermost element of every children in need census, whatever its year; in UTF-16 with zeros between.
CENSUS = re.compile(rb"<(?:\w+:)?Message[\s>]")


class Refused(Exception):
    """The file cannot be read; the message says what it is and what to do."""


@dataclass
class Hidden:
    """What a workbook hides: sheet name -> hidden rows; sheets with hidden columns."""

    rows: dict[str, set[int]] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)


def kind_of(data: bytes, name: str, *, ours: str = NOT_OURS) -> str:
    """Return "workbook", "census" or "csv", by what the file holds, whatever it is called.

    Args:
        ours: what to upload instead of a file of no such kind.

    Raises:
        Refused: for anything else.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise Refused(f"{name} is empty. Export it again.")
    if len(data) > LARGEST:
        raise Refused(f"{name} is larger than 20 MB. Export one file for each list, or a shorter period.")
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused(f"{name} is protected with a password. Save it without one and upload that.")
        raise Refused(f"{name} is an old Excel file (.xls) or another Office document. {SAVE_AS}")
    if data.startswith(b"PK"):
        return "workbook"
    head = data[:4096]
    if head.startswith(
        (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\x7fELF", b"MZ")
    ):
        raise Refused(f"{name} is not a workbook or a CSV file. {ours}")
    text = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if text.startswith(b"<") and CENSUS.search(text):
        return "census"
    if text.startswith(b"<"):
        raise Refused(f"{name} is a web page, a picture or XML of another kind, not a workbook. {SAVE_AS}")
    return "csv"


def check_workbook(data: bytes, name: str) -> Hidden:
    """Return what a workbook hides, once every part that will be read has been unpacked within bounds.

    The sizes a zip file states about itself may be lies, so the parts are unpacked, a chunk at a time, and counted.

    Raises:
        Refused: for a damaged, protected, oversized or foreign file.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refused(f"{name} is damaged or was cut short. Export it again.") from error
    if len(parts) > MOST_PARTS:
        raise Refused(f"{name} holds {len(parts):,} parts; a workbook of Annex A has fewer than 100. {NOT_OURS}")
    names = [part.filename for part in parts]
    if len(set(names)) != len(names):
        raise Refused(f"{name} holds two parts of the same name, which no workbook does. {SAVE_AS}")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(f"{name} is protected with a password. Save it without one and upload that.")
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise Refused(f"{name} is a workbook of another kind (.xlsb or .ods). {SAVE_AS}")
    if "xl/workbook.xml" not in names:
        raise Refused(f"{name} is a zip file but not an Excel workbook. {NOT_OURS}")
    try:
        return _unpack(archive, parts, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ElementTree.ParseError, KeyError) as error:
        raise Refused(f"{name} is damaged: a part of it cannot be unpacked. Export it again.") from error


def _unpack(archive, parts, name: str) -> Hidden:
    sheets = _sheets(archive)
    hidden, total = Hidden(), 0
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        if part.file_size > MEGABYTE and part.file_size > LARGEST_RATIO * max(part.compress_size, 1):
            raise Refused(f"{name} unpacks to far more than it holds, as no real export does. {SAVE_AS}")
        sheet, rows = sheets.get(part.filename), set()
        for chunk in _chunks(archive, part):
            total += len(chunk)
            if total > LARGEST_UNPACKED:
                raise Refused(f"{name} unpacks to more than 300 MB. Export one file for each list.")
            if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                raise Refused(f"{name} holds definitions that no workbook needs. {SAVE_AS}")
            if sheet and b"hidden=" in chunk:
                if COL.search(chunk):
                    hidden.columns.add(sheet)
                rows.update(_hidden_rows(chunk))
        if rows:
            hidden.rows[sheet] = rows
    return hidden


def _chunks(archive, part):
    """Yield a part in chunks that never end inside a tag."""
    kept = b""
    with archive.open(part) as stream:
        while piece := stream.read(CHUNK):
            piece = kept + piece
            end = piece.rfind(b">") + 1
            # A tag longer than a chunk is no tag: give it up as it is.
            kept, piece = (piece[end:], piece[:end]) if end and len(piece) - end < CHUNK else (b"", piece)
            yield piece
    if kept:
        yield kept


def _hidden_rows(chunk: bytes):
    for row in ROW.finditer(chunk):
        if HIDDEN.search(row[1]):
            number = NUMBER.search(row[1])
            if number:
                yield int(number[1])


def _small(archive, name: str):
    """Return a small part as a tree."""
    part = archive.getinfo(name)
    with archive.open(part) as stream:
        text = stream.read(MEGABYTE)
    if b"<!" in text.replace(b"<!--", b""):
        raise ElementTree.ParseError
    return ElementTree.fromstring(text)  # noqa: S314  definitions were just ruled out


def _sheets(archive) -> dict[str, str]:
    """Return part name -> sheet name."""
    targets = {each.get("Id"): each.get("Target", "") for each in _small(archive, "xl/_rels/workbook.xml.rels")}
    workbook = _small(archive, "xl/workbook.xml")
    found = {}
    for sheet in [*workbook.iter(MAIN + "sheet"), *workbook.iter(STRICT + "sheet")]:
        target = targets.get(sheet.get(REL) or sheet.get(STRICT_REL), "")
        part = target.lstrip("/") if target.startswith("/") else "xl/" + target
        found[part] = sheet.get("name", "")
    return found
