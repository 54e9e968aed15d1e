"""The lists we read and their columns, as data (`*_columns.csv`), and how headings find them.

Three forms are read: Annex A (lists 1 to 11), the files of the SSDA903 return (21 to 32) and the parts of the children
in need census (41 to 46). The headings of the last two are the Department for Education's own. Annex A's come
from liia-tools-pipeline's schema (MIT, Social Finance and the London Innovation and Improvement Alliance) and from the
output names of the Standard Safeguarding Dataset's Annex A script.

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

TABLES = tuple(Path(__file__).with_name(f"{form}_columns.csv") for form in ("annex_a", "ssda903", "cin_census"))

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
    21: "Header",
    22: "Episodes",
    23: "Reviews",
    24: "Unaccompanied asylum-seeking children",
    25: "Missing episodes",
    26: "Health and strengths and difficulties (OC2)",
    27: "Care leavers (OC3)",
    28: "Previous permanence",
    29: "Adopted children (AD1)",
    30: "Placed for adoption",
    31: "Social worker episodes",
    32: "Deprivation of liberty orders",
    41: "Referrals and episodes of need",
    42: "Assessments",
    43: "Section 47 enquiries",
    44: "Child in need plans",
    45: "Child protection plans",
    46: "Child protection reviews",
}
FORMS = {"annex_a": range(1, 12), "ssda903": range(21, 33), "cin_census": range(41, 47)}
FORM_WORDS = {"annex_a": "Annex A", "ssda903": "SSDA903 return", "cin_census": "children in need census"}
# Lists that are recognised and left out, and why.
NOT_KEPT = {
    11: "Recognised, and left out: nothing is kept about adopters.",
    28: "Recognised, and left out: no figure needs what came before this time in care.",
    32: "Recognised, and left out: no figure needs it.",
}
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
    """Return list number -> its columns, in the order of their form."""
    lists = {}
    for table in TABLES:
        for row in csv.DictReader(table.read_text(encoding="utf-8").splitlines()):
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


def form_of(number: int) -> str:
    """Return the form that a list belongs to."""
    return next(form for form, numbers in FORMS.items() if number in numbers)


def label_of(number: int) -> str:
    """Return what people call a list: Annex A's have numbers, the others only names."""
    return f"{number} {TITLES[number]}" if number in FORMS["annex_a"] else TITLES[number]


def list_named(name: str) -> int | None:
    """Return the list that a sheet's or file's name says it is, None when it does not say."""
    numbered = NUMBERED.search(name)
    if numbered:
        number = int(numbered[1])
        return number if number in FORMS["annex_a"] else None
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
