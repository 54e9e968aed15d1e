"""Hostile and odd files, made here and never stored: name -> bytes."""

import io
import struct
import zipfile

import xlsxwriter

HEAD = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age", "Date of Contact", "Contact Source"]
ROW = ["LS1", "a) Male", "a) WBRI", "01/02/2015", "11", "03/10/2026", "6: Police"]
CSV = ",".join(HEAD) + "\r\n" + ",".join(ROW) + "\r\n"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SHEET = (
    '<?xml version="1.0"?>{dtd}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{rows}</sheetData></worksheet>"
)


def workbook(fill=None, sheet="List 1", **options) -> bytes:
    """Return a workbook of list 1 with one good row; `fill(book, page)` adds to it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    page = book.add_worksheet(sheet)
    page.write_row(0, 0, HEAD)
    page.write_row(1, 0, ROW)
    if fill:
        fill(book, page)
    book.close()
    return out.getvalue()


def changed(parts=None, *, drop=(), compression=zipfile.ZIP_DEFLATED) -> bytes:
    """Return the workbook with parts replaced or added (name -> text or bytes)."""
    out, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(workbook()))
    with zipfile.ZipFile(out, "w", compression) as target:
        for name in source.namelist():
            if name not in drop and name not in (parts or {}):
                target.writestr(name, source.read(name))
        for name, content in (parts or {}).items():
            target.writestr(name, content)
    return out.getvalue()


def inline(rows: str, dtd: str = "") -> bytes:
    """Return the workbook with a hand-written sheet."""
    return changed({"xl/worksheets/sheet1.xml": SHEET.format(rows=rows, dtd=dtd)})


def text_row(number: int, cells) -> str:
    """Return a row of inline text."""
    inner = "".join(
        f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>' for at, cell in enumerate(cells)
    )
    return f'<row r="{number}">{inner}</row>'


GOOD_ROWS = text_row(1, HEAD) + text_row(2, ROW)


def lying_sizes() -> bytes:
    data = bytearray(changed())
    at = data.find(b"PK\x01\x02")
    while at != -1:
        data[at + 24 : at + 28] = struct.pack("<I", 10)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def symlink() -> bytes:
    out = io.BytesIO(changed())
    with zipfile.ZipFile(out, "a") as target:
        link = zipfile.ZipInfo("xl/link")
        link.external_attr = 0o120777 << 16
        target.writestr(link, "/etc/passwd")
    return out.getvalue()


def duplicate_names() -> bytes:
    import warnings

    out = io.BytesIO(changed())
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as target:
        warnings.simplefilter("ignore")
        target.writestr("xl/workbook.xml", "<x/>")
    return out.getvalue()


def many_members() -> bytes:
    out = io.BytesIO(changed())
    with zipfile.ZipFile(out, "a") as target:
        for number in range(20_000):
            target.writestr(f"m/{number}", "")
    return out.getvalue()


def ole(content: bytes) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + content + b"\0" * 512


def ods() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        target.writestr("content.xml", "<office/>")
    return out.getvalue()


def plain_zip(name="notes.txt", content=b"hello") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr(name, content)
    return out.getvalue()


def bomb() -> bytes:
    return inline(GOOD_ROWS + "<row>" + " " * 200_000_000 + "</row>")


EMPTY = '<row r="{}" ht="9"/>'
LOL = '<!DOCTYPE z [<!ENTITY a "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9)) + "]>"
XXE = '<!DOCTYPE z [<!ENTITY x SYSTEM "{where}">]>'

# name -> (file name, make it, words of the message; None when it imports with one contact)
KINDS = {
    "01 empty": ("a.xlsx", lambda: b"", "is empty"),
    "02 one byte": ("a.csv", lambda: b"x", "none of the lists"),
    "03 truncated": ("a.xlsx", lambda: workbook()[:3000], "damaged or was cut short"),
    "04 picture": ("a.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "is not a workbook"),
    "05 workbook named csv": ("list_1.csv", workbook, None),
    "06 old xls": ("a.xls", lambda: ole(b"Workbook"), "old Excel file"),
    "07 macros": ("a.xlsm", lambda: changed({"xl/vbaProject.bin": b"\0" * 99}), None),
    "08 ods": ("a.ods", ods, "another kind"),
    "09 password": ("a.xlsx", lambda: ole("EncryptedPackage".encode("utf-16-le")), "password"),
    "10 bomb": ("a.xlsx", bomb, "unpacks to far more"),
    "11 nested zips": ("a.xlsx", lambda: plain_zip("a.zip", plain_zip()), "not an Excel workbook"),
    "12 many members": ("a.xlsx", many_members, "parts"),
    "13 slip": ("a.xlsx", lambda: changed({"../../etc/cron.d/x": "boo"}), None),
    "14 symlink": ("a.xlsx", symlink, None),
    "15 lying sizes": ("a.xlsx", lying_sizes, "damaged"),
    "16 duplicate names": ("a.xlsx", duplicate_names, "two parts of the same name"),
    "17 billion laughs": ("a.xlsx", lambda: inline(GOOD_ROWS, LOL), "definitions"),
    "18 entity of a file": ("a.xlsx", lambda: inline(GOOD_ROWS, XXE.format(where="file:///etc/passwd")), "definitions"),
    "19 entity of an address": ("a.xlsx", lambda: inline(GOOD_ROWS, XXE.format(where="http://x/")), "definitions"),
    "20 external link": ("a.xlsx", lambda: changed({"xl/externalLinks/externalLink1.xml": "<x/>"}), None),
    "21 far cell": (
        "a.xlsx",
        lambda: inline(GOOD_ROWS + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "memory",
    ),
    "22 empty rows": ("a.xlsx", lambda: inline(GOOD_ROWS + "".join(map(EMPTY.format, range(3, 300_000)))), None),
    "23 wide": ("a.xlsx", lambda: workbook(lambda book, page: page.write_row(0, 7, ["x"] * 16_000)), None),
    "25 styles": ("a.xlsx", lambda: changed({"xl/theme/theme9.xml": "<a>" + "<b/>" * 100_000 + "</a>"}), None),
    "27 hidden": ("a.xlsx", lambda: workbook(lambda book, page: page.set_row(1, None, None, {"hidden": True})), None),
    "28 formulas": ("a.xlsx", lambda: workbook(lambda book, page: page.write_formula(2, 0, "=A2", None, "")), None),
    "29 formula text": ("a.csv", lambda: (CSV + "=HYPERLINK(1),,,,,,+8\r\n").encode(), None),
    "32 utf-16": ("list_1.csv", lambda: CSV.encode("utf-16"), None),
    "32 cp1252": ("list_1.csv", lambda: CSV.replace("Police", "Polic\u00e9").encode("cp1252"), None),
    "32 mark": ("list_1.csv", lambda: CSV.encode("utf-8-sig"), None),
    "32 nul": ("list_1.csv", lambda: CSV.replace("LS1", "L\x00S1").encode(), None),
    "33 huge field": ("list_1.csv", lambda: (CSV + "x" * 10_000_000).encode(), "32,767"),
    "34 quotes": ("list_1.csv", lambda: (CSV + '"' + "a\n" * 50_000).encode(), "quotation mark"),
    "35 line ends": ("list_1.csv", lambda: CSV.replace("\r\n", "\n", 1).encode(), None),
    "36 semicolons": ("list_1.csv", lambda: CSV.replace(",", ";").encode(), None),
    "36 tabs": ("list_1.csv", lambda: CSV.replace(",", "\t").encode(), None),
    "37 wide first line": ("list_1.csv", lambda: ("a," * 5_000_000).encode(), "columns"),
    "38 odd letters": ("list_1.csv", lambda: CSV.replace("LS1", "L\u200bS1\u202e").encode(), None),
    "39 headings twice": ("list_1.csv", lambda: CSV.replace("Age", "Gender").encode(), None),
    "40 web page": ("a.xlsx", lambda: b"<html><script>alert(1)</script></html>", "web page"),
    "41 polyglot": ("a.xlsx", lambda: b"%PDF-1.7\n" + workbook(), "is not a workbook"),
    "42 eicar": ("a.csv", lambda: EICAR, "none of the lists"),
}
