"""The lists of Annex A and their columns, as data (`annex_a_columns.csv`), and how headings find them.

Derived from liia-tools-pipeline's Annex A schema (MIT, Social Finance and the London Innovation and Improvement
Alliance) and the output names of the Standard Safeguarding Dataset's Annex A script.

Columns of the file: `field` is the staged column, empty when recognised but not kept (names, addresses, what we count
ourselves); `kind` says how its cells are read; `need` is `key` (without it the row is left out), `end` (unreadable, the
row is left out, or a closed spell would count as open) or nothing; `expected` is Y where its absence is reported.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from casework.imports.fold import squash

TABLE = Path(__file__).with_name("annex_a_columns.csv")

TITLES = {
    1: "Contacts",
    2: "Early help assessments",
    3: "Referrals",
    4: "Assessments",
    5: "Section 47 enquiries and initial child protection conferences",
    6: "Children in need",
    7: "Child protection",
    8: "Children in care",
    9: "Care leavers",
    10: "Adoption",
    11: "Adopters",
}
# Adopters are people we keep nothing about.
NOT_KEPT = 11
# Names of sheets and files seen without a number (D2I's demonstration file, exports named after the list).
NAMES = {
    1: ("contacts", "contact"),
    2: ("earlyhelp", "earlyhelpassessments", "earlyhelpassessment"),
    3: ("referrals", "referral"),
    4: ("assessments", "assessment"),
    5: ("sec47andicpc", "s47andicpc", "section47", "s47", "section47andicpc"),
    6: ("childreninneed", "cin"),
    7: ("childprotection", "cp", "cpp"),
    8: ("childrenincare", "childrenlookedafter", "cla", "lac", "cic"),
    9: ("careleavers", "careleaver", "leavingcare"),
    10: ("adoption", "adoptions"),
    11: ("adopters", "adopter"),
}
NUMBERED = re.compile(r"(?<![a-z])list[\s_.-]*0*(\d{1,2})(?!\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """One column of one list."""

    number: int
    heading: str
    field: str
    kind: str
    code_set: str
    need: str
    expected: bool
    names: frozenset[str]
    pattern: re.Pattern | None


@cache
def columns() -> dict[int, tuple[Column, ...]]:
    """Return list number -> its columns, in Annex A's order."""
    lists = {}
    with TABLE.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            number = int(row["list"])
            names = frozenset(squash(name) for name in (row["heading"], row["ssd_name"]) if name)
            pattern = re.compile(row["pattern"], re.IGNORECASE) if row["pattern"] else None
            column = Column(
                number,
                row["heading"],
                row["field"],
                row["kind"],
                row["code_set"],
                row["need"],
                row["expected"] == "Y",
                names,
                pattern,
            )
            lists.setdefault(number, []).append(column)
    return {number: tuple(found) for number, found in lists.items()}


def list_named(name: str) -> int | None:
    """Return the list that a sheet's or file's name says it is, None when it does not say."""
    numbered = NUMBERED.search(name)
    if numbered:
        number = int(numbered[1])
        return number if number in TITLES else None
    squashed = squash(name)
    return next((number for number, names in NAMES.items() if squashed in names), None)


@dataclass(frozen=True)
class Match:
    """Which heading is which column: `found` column -> position; the rest to report."""

    found: dict[Column, int]
    unknown: tuple[str, ...]
    twice: tuple[str, ...]
    missing: tuple[str, ...]


def match_headings(number: int, headings: list[str]) -> Match:
    """Match a list's headings by name, never by position: exactly after folding, then by pattern.

    A pattern may only take a heading that no column's own name has taken, and only when it alone wants it.
    """
    wanted = columns()[number]
    found, twice, left = {}, [], []
    for position, heading in enumerate(headings):
        name = squash(heading)
        if not name:
            continue
        column = next((column for column in wanted if name in column.names), None)
        if column is None:
            left.append((position, heading))
        elif column in found:
            twice.append(heading)
        else:
            found[column] = position
    unknown = []
    for position, heading in left:
        text = " ".join(heading.split())
        takers = [column for column in wanted if column.pattern and column.pattern.search(text)]
        free = [column for column in takers if column not in found]
        if len(free) == 1:
            found[free[0]] = position
        elif takers and not free:
            twice.append(heading)
        else:
            unknown.append(heading)
    missing = tuple(column.heading for column in wanted if column.expected and column not in found)
    return Match(found, tuple(unknown), tuple(twice), missing)


def list_of_headings(headings: list[str]) -> int | None:
    """Return the list whose headings these are, by most matched; None below half of a list's expected headings."""
    best, score = None, 0.5
    for number, wanted in columns().items():
        names = {squash(heading) for heading in headings}
        hits = sum(1 for column in wanted if column.names & names) / len(wanted)
        if hits > score:
            best, score = number, hits
    return best
