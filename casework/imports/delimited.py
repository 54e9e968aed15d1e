"""Read a CSV file: its encoding, its separator, and its rows, within bounds."""

import codecs
import csv
import io

from casework.imports.bounds import NOT_OURS, Refused

LONGEST_FIELD = 32_767
MOST_COLUMNS = 400
SEPARATORS = ",;\t|"


def decode(data: bytes, name: str, *, ours: str = NOT_OURS) -> str:
    """Return the text: UTF-8, UTF-16 by its mark, else Windows text. `ours` says what to upload instead of no text.

    Raises:
        Refused: when it is no text.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise Refused(f"{name} is damaged or was cut short. Export it again.") from error
    # UTF-16 without its mark has a zero in every second byte; anything else with many zeros is no text.
    zeros = data[:4096].count(0)
    if zeros > len(data[:4096]) // 4:
        try:
            return data.decode("utf-16-le" if data[1:2] == b"\x00" else "utf-16-be")
        except UnicodeDecodeError as error:
            raise Refused(f"{name} is not a workbook or a CSV file. {ours}") from error
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def separator_of(text: str) -> str:
    """Return the separator that the first lines have most of, outside quotes."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:5]
    counts = {mark: sum(_outside_quotes(line).count(mark) for line in lines) for mark in SEPARATORS}
    return max(SEPARATORS, key=lambda mark: counts[mark])


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def rows_of(data: bytes, name: str, *, ours: str = NOT_OURS):
    """Yield (line number, cells) of a CSV file; blank lines are passed over but counted.

    Raises:
        Refused: for a field or a row beyond any export's, or quotes that never close.
    """
    text = decode(data, name, ours=ours).replace("\x00", "")
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text), strict=False)
    try:
        for row in reader:
            if len(row) > MOST_COLUMNS:
                raise Refused(f"{name} has more than {MOST_COLUMNS} columns on line {reader.line_num}. {ours}")
            if row:
                yield reader.line_num, row
    except csv.Error as error:
        raise Refused(
            f"{name} cannot be read at line {reader.line_num}: a quotation mark there may never close, or one value "
            "is longer than 32,767 characters. Export it again."
        ) from error
