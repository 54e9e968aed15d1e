"""Read a monthly figures file: headings in any order, a figure a line, every fault named by its line.

The encoding, the separator and the bounds are those of the importer of Annex A lists (`casework.imports`).
"""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from casework.imports.bounds import Refused
from casework.imports.cells import MONTHS, day_of
from casework.imports.fold import clean, fold, squash
from improvement.indicators.definitions import Definition, by_code, given_definitions
from improvement.indicators.given.problems import Problem
from improvement.indicators.models.given import SYMBOLS
from improvement.indicators.rollups import HISTORY_MONTHS
from improvement.lib.months import add_months, first_of

COLUMNS = ("indicator", "month", "team", "numerator", "denominator", "symbol")
NEEDED = COLUMNS[:5]
# A year and a half of every given indicator for every team of a county.
MOST_LINES = 20_000
LARGEST = Decimal(10) ** 10
NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
YEAR_FIRST = re.compile(r"(\d{4})[-/](\d{1,2})")
MONTH_FIRST = re.compile(r"(\d{1,2})[-/](\d{4})")
# What Excel makes of 2026-10: "Oct-26".
NAMED = re.compile(r"([a-z]{3})[a-z]*[ -](\d{4}|\d{2})")


@dataclass(frozen=True)
class Line:
    """A figure as given: `team` is its id; numbers or a symbol."""

    line: int
    indicator: str
    team: int
    month: date
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    symbol: str = ""

    @property
    def key(self) -> tuple:
        """What there is one of."""
        return self.indicator, self.team, self.month

    @property
    def numbers(self) -> tuple:
        """What is said."""
        return self.numerator, self.denominator, self.symbol


@dataclass
class Read:
    """What a file held: figures, posts with their cases, problems, how many lines said something or nothing."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    posts: list = field(default_factory=list)
    filled: int = 0
    blank: int = 0


class Unreadable(Exception):
    """A cell cannot be read; carries its problem, without the line."""

    def __init__(self, key: str, words: str = ""):
        super().__init__(key)
        self.key, self.words = key, words


def read_lines(rows, *, name: str, headings: list[str], teams: dict[str, int], on: date) -> Read:
    """Return what the rows under the headings give.

    Args:
        rows: (line number, cells).
        name: the file's name, for messages.
        headings: as they stand in the file.
        teams: folded code or name -> id.
        on: today, after which no month begins.

    Raises:
        Refused: a heading is missing, or there are more lines than any file of ours has.
    """
    places = places_of(headings, COLUMNS, NEEDED, name)
    read = Read(problems=unknown_headings(headings, COLUMNS))
    reader = _Cells(teams, on)
    for number, cells in filled(rows, read, name):
        raw = {column: cells[place] if place < len(cells) else "" for column, place in places.items()}
        _read_line(read, number, raw, reader)
    return read


def places_of(headings: list[str], columns, needed, name: str) -> dict[str, int]:
    """Return where each column stands. Raises Refused naming the headings that are missing, and those there are."""
    seen = [squash(heading) for heading in headings]
    missing = [column for column in needed if squash(column) not in seen]
    if missing:
        there = ", ".join(f"“{clean(heading)[:30]}”" for heading in headings[:8] if heading.strip()) or "nothing"
        raise Refused(
            f"{name} has no heading {' or '.join(missing)}. Its first line must be the headings "
            f"{', '.join(columns)}; it has {there}."
        )
    return {column: seen.index(squash(column)) for column in columns if squash(column) in seen}


def unknown_headings(headings: list[str], columns) -> list[Problem]:
    """Return a remark for each heading that is none of ours."""
    known = {squash(column) for column in columns}
    return [
        Problem("heading_unknown", column=clean(heading)[:200])
        for heading in headings
        if heading.strip() and squash(heading) not in known
    ]


def filled(rows, read: Read, name: str):
    """Yield the rows that say something, and count both kinds. Raises Refused for too many.

    After the last, remark from which line on there were blank ones.
    """
    first_blank = None
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            read.blank += 1
            first_blank = first_blank or number
            continue
        read.filled += 1
        if read.filled > MOST_LINES:
            raise Refused(f"{name} has more than {MOST_LINES:,} lines. Give fewer months in one file.")
        yield number, cells
    if read.blank:
        read.problems.append(Problem("blank_lines", first_blank, count=read.blank))


class _Cells:
    """Reads cells, each distinct value of a column once: a file of thousands of lines has a few hundred values."""

    def __init__(self, teams: dict[str, int], on: date):
        self.readers = {
            "indicator": indicator_of,
            "team": lambda text: team_of(text, teams),
            "month": lambda text: month_of(text, on),
            "symbol": symbol_of,
        }
        self.kept = {}

    def read(self, column: str, raw: str, places: int = 3):
        """Return (value, problem key, its words) of a cell."""
        key = column, raw, places
        if key not in self.kept:
            text = clean(raw)
            reader = self.readers.get(column) or (lambda text: number_of(text, places))
            try:
                self.kept[key] = reader(text), "", ""
            except Unreadable as fault:
                self.kept[key] = None, fault.key, fault.words
        return self.kept[key]


def _read_line(read: Read, number: int, raw: dict[str, str], reader: _Cells) -> None:
    before = len(read.problems)

    def value(column, places=3):
        found, key, words = reader.read(column, raw.get(column, ""), places)
        if key:
            read.problems.append(Problem(key, number, column, clean(raw[column]), words))
        return found

    found, team, month = value("indicator"), value("team"), value("month")
    places = found.decimals if found else 3
    numerator, denominator, symbol = value("numerator", places), value("denominator", places), value("symbol")
    if len(read.problems) > before:
        return
    line = Line(number, found.code, team, month, numerator, denominator, symbol)
    fault = fault_of(found, line)
    if fault is None:
        read.lines.append(line)
    else:
        read.problems.append(replace(fault, line=number, value=clean(raw.get(fault.column, ""))))


def fault_of(found: Definition, line: Line) -> Problem | None:
    """Return what is wrong with a figure whose cells can each be read, or None."""
    if line.symbol:
        both = line.numerator is not None or line.denominator is not None
        return Problem("number_and_symbol", column="symbol") if both else None
    if line.numerator is None:
        return Problem("nothing_given", column="numerator")
    if not found.denominator or found.is_rate:
        if line.denominator is not None:
            words = "The population is ours to know" if found.is_rate else f"{found.title} has no denominator"
            return Problem("denominator_unwanted", column="denominator", words=words)
        return None
    if line.denominator is None:
        return Problem("denominator_missing", column="denominator")
    if found.is_share and line.numerator > line.denominator:
        return Problem("numerator_over", column="numerator", words=f"{line.denominator:,f}")
    return None


def indicator_of(text: str) -> Definition:
    """Return the indicator of a code whose figures are given. Raises Unreadable."""
    if not text:
        raise Unreadable("indicator_blank")
    found = by_code().get(text.upper())
    if found is None:
        raise Unreadable("indicator_unknown", ", ".join(each.code for each in given_definitions()))
    if not found.may_be_given:
        raise Unreadable("indicator_counted", f"{found.code}, {found.title},")
    return found


def team_of(text: str, teams: dict[str, int]) -> int:
    """Return the id of a team by its code or name. Raises Unreadable."""
    if not text:
        raise Unreadable("team_blank")
    team = teams.get(fold(text))
    if team is None:
        raise Unreadable("team_unknown")
    return team


def month_of(text: str, on: date) -> date:
    """Return the month a cell names in any of the ways people and Excel write one. Raises Unreadable."""
    if not text:
        raise Unreadable("month_blank")
    month = _month(fold(text))
    if month is None:
        raise Unreadable("month_unreadable")
    if month > first_of(on):
        raise Unreadable("month_future")
    if month < add_months(first_of(on), 1 - HISTORY_MONTHS):
        raise Unreadable("month_old")
    return month


def _month(text: str) -> date | None:
    if found := YEAR_FIRST.fullmatch(text):
        year, number = int(found[1]), int(found[2])
    elif found := MONTH_FIRST.fullmatch(text):
        year, number = int(found[2]), int(found[1])
    elif (found := NAMED.fullmatch(text)) and found[1] in MONTHS:
        year, number = int(found[2]), MONTHS[found[1]]
        year += 2000 if year < 100 else 0
    else:
        day = day_of(text)
        return first_of(day) if day else None
    return date(year, number, 1) if 1 <= number <= 12 and year > 0 else None


def number_of(text: str, places: int) -> Decimal | None:
    """Return the number a cell holds, to at most so many places; None where it is empty. Raises Unreadable."""
    if not text:
        return None
    if not NUMBER.fullmatch(text):
        raise Unreadable("number_unreadable")
    value = Decimal(text.replace(",", ""))
    if value < 0:
        raise Unreadable("number_negative")
    if value >= LARGEST:
        raise Unreadable("number_large")
    if value != round(value, places):
        words = f"This has more than {places} places after the point" if places else "This is not a whole number"
        raise Unreadable("number_places", words)
    return value


def symbol_of(text: str) -> str:
    """Return the symbol a cell holds, "" where it is empty. Raises Unreadable."""
    symbol = text.lower()
    if symbol and symbol not in SYMBOLS:
        raise Unreadable("symbol_unknown")
    return symbol
