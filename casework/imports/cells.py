"""How a cell becomes a staged value: one dictionary for each kind of column, filled as values are met.

A month's workbook has a million cells and a few thousand distinct ones, so the work is done once per distinct value
and every further cell is a dictionary look-up. What comes out is the text of a PostgreSQL COPY column.

A value with something to say about it comes out as FLAG + problem key + FLAG + what to stage instead.
"""

import math
import re
from datetime import date, datetime, timedelta

from casework.imports.codes import UNMATCHED, code_of
from casework.imports.fold import clean, fold

NULL = "\\N"
FLAG = "\x01"
BLANKS = frozenset(
    ("", "-", "--", "nan", "n/a", "#n/a", "na", "null", "none", "nat", "#null!", "#value!", "#ref!", "#name?", ".")
)
SPEAKING_BLANKS = frozenset(("#multivalue", "#multivalued", "#error", "#div/0!", "#num!"))
EPOCH = date(1899, 12, 30)
# Serial numbers of 1930 to 2079: outside these a number in a date column is not a date.
SERIALS = (10959, 65745)
# Systems write these for "no date".
PLACEHOLDERS = frozenset(
    (date(1900, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1899, 12, 29), date(9999, 12, 31))
)
EARLIEST = date(1930, 1, 1)
DATE_SHAPES = (
    (re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?)?$"), (1, 2, 3)),
    (re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]m)?)?$"), (3, 2, 1)),
    (re.compile(r"^(\d{4})/(\d{1,2})/(\d{1,2})$"), (1, 2, 3)),
)
NAMED_MONTH = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3})[a-z]*[ ,-]+(\d{4})$")
MONTHS = {
    name: n
    for n, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
WHOLE = re.compile(r"^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$|^-?\d+(?:\.\d+)?$")
# "Ã©", "â€™": UTF-8 read as Windows text. "�" and "??" inside a word: letters already lost.
MOJIBAKE = re.compile("[ÃÂâ][\u0080-\u00bf€™œ“”˜‚„†‡ˆ‰Š‹ŒŽšž›Ÿ\u2018-\u201e]")
LOST = re.compile("\ufffd|\\w\\?\\?\\w?")
LONGEST = {"text": 120, "worker": 120, "team": 80, "code": 100}
CHILD_LONGEST = 20
# Nearly every reference: nothing to clean.
PLAIN = re.compile(r"[A-Za-z]{0,4}[0-9]{1,16}\Z")


def flagged(problem: str, staged: str = NULL) -> str:
    """Return a value with a problem: what to stage, and the key of what to say (`problems.PROBLEMS`)."""
    return f"{FLAG}{problem}{FLAG}{staged}"


def escaped(text: str) -> str:
    """Return cleaned text as a COPY column (cleaned text has no tab or line end)."""
    return text.replace("\\", "\\\\")


def text_of(raw) -> str:
    """Return any cell as clean text; a whole float as the whole number it was, a date as dd/mm/yyyy."""
    if isinstance(raw, date):
        return f"{raw:%d/%m/%Y}"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() else repr(raw)
    return clean(raw if isinstance(raw, str) else str(raw))


def _blank(raw, nothing: str = NULL) -> str | None:
    if raw is None or raw == "" or (isinstance(raw, float) and not math.isfinite(raw)):
        return nothing
    folded = fold(raw) if isinstance(raw, str) else ""
    if isinstance(raw, str) and folded in BLANKS:
        return nothing if folded in ("", "-") else flagged("not_a_value", nothing)
    if folded in SPEAKING_BLANKS:
        return flagged("several_values", nothing)
    return None


class Dates(dict):
    """Event dates: ISO text, NULL, or a problem."""

    bad = "date_unreadable"
    placeholder = "date_placeholder"

    def __init__(self, need: str = ""):
        super().__init__()
        self.need = need
        if need == "end":
            self.bad = "end_unreadable"
        elif need == "key":
            self.bad, self.placeholder = "key_unreadable", "key_placeholder"

    def __missing__(self, raw):
        out = _blank(raw)
        if out is not None and self.need == "key":
            out = flagged("key_blank")
        elif out is None:
            found = day_of(raw)
            if found is None:
                out = flagged(self.bad)
            elif found in PLACEHOLDERS or found < EARLIEST or found.year > 2200:
                out = flagged(self.placeholder)
            else:
                out = found.isoformat()
        self[raw] = out
        return out


class Births(Dates):
    """Dates of birth."""

    bad = "birth_unreadable"
    placeholder = "birth_placeholder"


def day_of(raw) -> date | None:
    """Return the date a cell holds: an Excel date, a serial number, dd/mm/yyyy or ISO text; None if it is none."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        return EPOCH + timedelta(days=int(raw)) if SERIALS[0] <= raw <= SERIALS[1] else None
    text = fold(text_of(raw))
    for shape, (year, month, day) in DATE_SHAPES:
        found = shape.match(text)
        if found:
            return _day(int(found[year]), int(found[month]), int(found[day]))
    found = NAMED_MONTH.match(text)
    if found and found[2] in MONTHS:
        return _day(int(found[3]), MONTHS[found[2]], int(found[1]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


class Counts(dict):
    """Whole numbers from 0 to 32767; a decimal is taken down to the whole number below."""

    def __missing__(self, raw):
        out = _blank(raw)
        if out is None:
            number = None if isinstance(raw, bool) else _number(raw)
            whole = math.floor(number) if number is not None else None
            out = str(whole) if whole is not None and 0 <= whole <= 32767 else flagged("count_unreadable")
        self[raw] = out
        return out


class Ages(dict):
    """Ages: only that -1 means not yet born. The others are nearly all distinct decimals, and we count our own."""

    def __missing__(self, raw):
        if isinstance(raw, float):
            return "-1" if -1.5 < raw < 0 else NULL
        out = self[raw] = "-1" if text_of(raw) == "-1" else NULL
        return out


def _number(raw) -> float | None:
    if isinstance(raw, int | float):
        return raw
    text = text_of(raw)
    return float(text.replace(",", "")) if len(text) < 20 and WHOLE.match(text) else None


class Children(dict):
    """The case system's reference for a child, as text of at most 20 characters."""

    def __missing__(self, raw):
        if isinstance(raw, str) and PLAIN.match(raw):
            self[raw] = raw
            return raw
        out = _blank(raw)
        if out is not None:
            out = flagged("child_blank")
        elif isinstance(raw, float | int) and abs(raw) >= 1e15:
            out = flagged("child_digits_lost")
        else:
            text = text_of(raw)
            text = text[:-2] if re.fullmatch(r"\d+\.0", text) else text
            out = escaped(text) if text and len(text) <= CHILD_LONGEST else flagged("child_too_long")
        self[raw] = out
        return out


class Texts(dict):
    """Short free text, kept as cleaned."""

    longest = LONGEST["text"]
    nothing = ""

    def __missing__(self, raw):
        out = _blank(raw, self.nothing)
        if out is None:
            text, problem = mended(text_of(raw))
            out = escaped(text[: self.longest]) or self.nothing
            problem = "text_cut" if len(text) > self.longest else problem
            out = flagged(problem, out) if problem else out
        self[raw] = out
        return out


class Workers(Texts):
    """Names of workers."""

    nothing = NULL


def mended(text: str) -> tuple[str, str]:
    """Return text with UTF-8 that was read as Windows text put right, and the problem to report ("" for none)."""
    if MOJIBAKE.search(text):
        for encoding in ("cp1252", "latin-1"):
            try:
                return clean(text.encode(encoding).decode("utf-8")), "text_mended"
            except (UnicodeEncodeError, UnicodeDecodeError):
                continue
        return text, "text_damaged"
    return text, "text_damaged" if LOST.search(text) else ""


class Codes(dict):
    """A code set: the short code, or UNMATCHED and the value for a person to map."""

    def __init__(self, code_set: str, remembered: dict[str, str]):
        super().__init__()
        self.code_set = code_set
        self.remembered = remembered

    def __missing__(self, raw):
        out = _blank(raw, "")
        # A person's decision comes before our reading, even of "-" or "#MULTIVALUE".
        folded = fold(text_of(raw))[: LONGEST["code"]]
        if folded in self.remembered:
            out = self.remembered[folded]
            out = "" if out == "-" else out
        elif out is None:
            text = mended(text_of(raw))[0]
            out = code_of(self.code_set, text) or escaped(UNMATCHED + text[: LONGEST["code"]])
        self[raw] = out
        return out


class Teams(dict):
    """Two COPY columns: the team's id, and the name when it is none of ours."""

    def __init__(self, known: dict[str, int | None]):
        super().__init__()
        self.known = known

    def __missing__(self, raw):
        out = _blank(raw)
        if out is None:
            text = mended(text_of(raw))[0][: LONGEST["team"]]
            if fold(text) in self.known:
                team = self.known[fold(text)]
                out = f"{NULL if team is None else team}\t{NULL}"
            else:
                out = f"{NULL}\t{escaped(text)}"
        else:
            out = f"{out}\t{NULL}"
        self[raw] = out
        return out


def reader_of(column, known: dict):
    """Return the dictionary that reads one column.

    Args:
        column: a `columns.Column`.
        known: {"codes": {code set: {folded value: code}}, "teams": {folded name: id or None}}.
    """
    if column.kind == "code":
        return Codes(column.code_set, known["codes"].get(column.code_set, {}))
    if column.kind == "team":
        return Teams(known["teams"])
    if column.kind == "date":
        return Dates(column.need)
    return {"child": Children, "birth": Births, "age": Ages, "count": Counts, "text": Texts, "worker": Workers}[
        column.kind
    ]()
