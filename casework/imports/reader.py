"""The child process: `python -m casework.imports.reader`, one file on standard input, rows on standard output.

Input: 8 bytes, the length of a JSON header; the header; the file. Output: frames (`frames.py`) of JSON messages and
of lines ready for COPY. It holds no password, reads no other file, and sets its own limits before it reads a byte.
"""

import ctypes
import gc
import json
import os
import resource
import signal
import sys
from itertools import chain, islice, repeat, zip_longest
from operator import itemgetter

from casework.imports import bounds, delimited, frames
from casework.imports.cells import FLAG, NULL, reader_of, text_of
from casework.imports.columns import NOT_KEPT, columns, list_named, list_of_headings, match_headings
from casework.imports.problems import PROBLEMS

MEMORY = 700 * bounds.MEGABYTE
HEADING_ROWS = 10
LINES_A_FRAME = 2000
# Problems shown for one list; beyond, only their number.
MOST_PROBLEMS = 5000
PDEATHSIG = 1
# The last staged column: whether the row is left out.
GOOD, BAD = "f", "t"


def main() -> int:
    """Read the file on standard input; return the exit code."""
    header, data = _input()
    out = frames.Writer(sys.stdout.buffer)
    try:
        Delivery(header, out).read(data)
    except bounds.Refused as refusal:
        out.say(refused=str(refusal))
    out.say(done=True)
    out.flush()
    return 0


def limit(seconds: int) -> None:
    """Bound this process: memory, processor time, no core file, nothing written, gone when its parent is."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGKILL)
        if os.getppid() == 1:
            raise SystemExit("the parent has gone")


def _input() -> tuple[dict, bytes]:
    stream = sys.stdin.buffer
    header = json.loads(stream.read(int.from_bytes(stream.read(8), "big")))
    limit(header["seconds"])
    # Nothing here makes cycles worth the collector's time.
    gc.disable()
    return header, stream.read()


class Delivery:
    """One file being read: what is known, where it goes, and which lists have been met."""

    def __init__(self, header: dict, out: frames.Writer):
        self.name = header["name"]
        self.prefix = f"{header['delivery']}\t"
        self.known = header["known"]
        self.met = set(header["met"])
        self.out = out
        self.readers = {}

    def reader_of(self, column):
        """Return the reader of a column, shared by all columns alike: lists repeat each other's values."""
        alike = (column.kind, column.code_set, column.need)
        if alike not in self.readers:
            self.readers[alike] = reader_of(column, self.known)
        return self.readers[alike]

    def read(self, data: bytes) -> None:
        """Read every list of the file."""
        kind = bounds.kind_of(data, self.name)
        if kind == "census":
            self._census(data)
            return
        if kind == "csv":
            self._sheet(self.name, delimited.rows_of(data, self.name), csv=True)
            return
        from casework.imports import workbook

        hidden = bounds.check_workbook(data, self.name)
        book = workbook.open_workbook(data, self.name)
        sheets = workbook.sheets_of(book)
        each_rows = workbook.rows_of(book, [sheet for sheet, _ in sheets], self.name, opening=self._at)
        for (sheet, is_hidden), rows in zip(sheets, each_rows, strict=True):
            self._sheet(sheet, rows, hidden=hidden, is_hidden=is_hidden)

    def _census(self, data):
        from casework.imports import census

        found = census.read(data, self.name)
        self.out.say(as_on=found.reference_on)
        for line, value in found.stray:
            self._problem_at(41, self.name, line, value, "stray_text")
        for number, rows in found.rows.items():
            if number in self.met:
                self._note(number, self.name, "sheet_again")
            elif rows:
                self.met.add(number)
                headings = list(census.HEADINGS[number])
                reading = Reading(self, number, self.name, headings, match_headings(number, headings))
                reading.headings([])
                reading.rows([], iter(rows), set())

    def _at(self, sheet):
        self.out.say(at=sheet)
        self.out.flush()

    def _sheet(self, sheet, rows, *, hidden=None, is_hidden=False, csv=False):
        number = list_named(sheet)
        head = [row for _, row in zip(range(HEADING_ROWS), rows, strict=False)]
        if not head:
            self._note(number or 0, sheet, "sheet_empty")
            return
        number, place, match = _headings(number, head)
        if number is None:
            self._note(0, sheet, "sheet_unknown")
        elif number in NOT_KEPT:
            self.out.say(recognised=number, sheet=sheet)
        elif match is None:
            self._note(number, sheet, "sheet_no_headings")
        elif number in self.met:
            self._note(number, sheet, "sheet_again")
        else:
            self.met.add(number)
            hidden_rows = hidden.rows.get(sheet, set()) if hidden else set()
            notes = [("hidden_sheet", sheet)] if is_hidden else []
            notes += [("hidden_column", sheet)] if hidden and sheet in hidden.columns else []
            reading = Reading(self, number, sheet, head[place][1], match)
            reading.headings(notes)
            reading.rows(head[place + 1 :], rows, hidden_rows)

    def _note(self, number, sheet, key):
        self._problem_at(number, sheet, None, "", key)

    def _problem_at(self, number, sheet, row, value, key):
        self.out.say(problems=[[number, sheet, row, "", value, key, 1, ""]])


def _headings(number, head):
    """Return (list, place of the heading row in `head`, match): the row with most headings of the list."""
    if number is None:
        number = next(filter(None, (list_of_headings([text_of(cell) for cell in row]) for _, row in head)), None)
    if number is None or number in NOT_KEPT:
        return number, 0, None
    matches, wanted = [], columns()[number]
    for _, row in head:
        matches.append(match_headings(number, [text_of(cell) for cell in row]))
        if len(matches[-1].found) == len(wanted):
            break
    place = max(range(len(matches)), key=lambda place: len(matches[place].found))
    keys = {column for column in wanted if column.need == "key"}
    if not keys <= matches[place].found.keys() or len(matches[place].found) < 3:
        return number, 0, None
    return number, place, matches[place]


class Reading:
    """One list being read: its columns, its problems, its lines."""

    def __init__(self, delivery, number, sheet, headings, match):
        self.delivery, self.number, self.sheet = delivery, number, sheet
        self.shown = [text_of(cell) for cell in headings]
        self.match = match
        kept = sorted(((place, column) for column, place in match.found.items() if column.field), key=itemgetter(0))
        self.columns = [column for _, column in kept]
        self.places = [place for place, _ in kept]
        self.readers = [delivery.reader_of(column) for column in self.columns]
        self.problems, self.more = {}, {}

    def headings(self, notes):
        """Report the headings, then begin the list."""
        for key, headings in (("heading_unknown", self.match.unknown), ("heading_twice", self.match.twice)):
            for heading in headings[:50]:
                self._problem(None, heading, "", key)
        for heading in self.match.missing:
            self._problem(None, heading, "", "heading_missing")
        for key, value in notes:
            self._problem(None, "", value, key)
        fields = []
        for column in self.columns:
            fields += [column.field, "team_raw"] if column.kind == "team" else [column.field]
        self.delivery.out.say(
            begin=self.number,
            sheet=self.sheet,
            fields=fields,
            headings={c.field: self.shown[p] for c, p in zip(self.columns, self.places, strict=True)},
        )

    def rows(self, first, rest, hidden):
        """Send every row of the list as a COPY line, a batch at a time."""
        rows, count, bad = chain(first, rest), 0, 0
        while batch := list(islice(rows, LINES_A_FRAME)):
            lines = self._lines(batch)
            text = "\n".join(lines)
            if FLAG in text:
                pairs = zip(lines, batch, strict=True)
                lines = [self._unflag(*place, line) if FLAG in line else line for line, place in pairs]
                lines = [line for line in lines if line]
                bad += sum(line.endswith(BAD) for line in lines)
                text = "\n".join(lines)
            count += len(lines)
            if lines:
                self.delivery.out.lines(text)
        if hidden:
            ordered = sorted(hidden)
            shown = ", ".join(map(str, ordered[:20])) + (" and more" if len(ordered) > 20 else "")
            self._problem(ordered[0], "", shown, "hidden_row", count=len(ordered))
        self._finish(count, bad, len(hidden))

    def _lines(self, batch):
        """Return COPY lines, made column by column, so that no cell costs a statement."""
        numbers, rows = zip(*batch, strict=True)
        try:
            cells = list(zip(*rows, strict=True))
        except ValueError:
            # Rows of a CSV file may differ in length.
            cells = list(zip_longest(*rows, fillvalue=""))
        cells += [[""] * len(rows)] * (max(self.places) + 1 - len(cells))
        values = [
            map(reader.__getitem__, cells[place]) for reader, place in zip(self.readers, self.places, strict=True)
        ]
        prefix = self.delivery.prefix
        return list(map("\t".join, zip([f"{prefix}{number}" for number in numbers], *values, repeat(GOOD))))

    def _unflag(self, number, row, line):
        """Return the line without its problems, which are kept to be said; nothing for an empty row."""
        cells = [row[place] if place < len(row) else "" for place in self.places]
        if all(text_of(cell) in ("", "-") for cell in cells):
            return ""
        values, is_bad = [f"{self.delivery.prefix}{number}"], False
        for column, place, reader, cell in zip(self.columns, self.places, self.readers, cells, strict=True):
            value = reader[cell]
            if value.startswith(FLAG):
                _, key, value = value.split(FLAG)
                is_bad = is_bad or PROBLEMS[key][1]
                self._problem(number, self.shown[place], text_of(cell), key, code_set=column.code_set)
            values.append(value)
        return "\t".join([*values, BAD if is_bad else GOOD])

    def _problem(self, row, column, value, key, *, count=1, code_set=""):
        """Keep a problem: a row left out for itself, a warning once for each value with its count."""
        value, column = value[:120], column[:200]
        at = (column, value, key, row if PROBLEMS[key][1] else None)
        if at in self.problems:
            self.problems[at][6] += count
        elif len(self.problems) < MOST_PROBLEMS:
            self.problems[at] = [self.number, self.sheet, row, column, value, key, count, code_set]
        else:
            self.more[key] = self.more.get(key, 0) + count

    def _finish(self, count, bad, hidden):
        problems = list(self.problems.values())
        problems += [
            [self.number, self.sheet, None, "", PROBLEMS[key][2][:120], "more", n, ""] for key, n in self.more.items()
        ]
        for start in range(0, len(problems), 500):
            self.delivery.out.say(problems=problems[start : start + 500])
        self.delivery.out.say(end=self.number, rows=count, bad=bad, hidden=hidden)


assert NULL == "\\N"  # what the parent's COPY expects

if __name__ == "__main__":
    raise SystemExit(main())
