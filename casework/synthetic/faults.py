"""A workbook with every fault that real exports are known to have, each in a row of its own.

Sources of the faults: the public LIIA samples and value list, the Standard Safeguarding Dataset's issue log, and what
spreadsheets do to numbers and dates.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import xlsxwriter

from casework.synthetic import clock
from casework.synthetic.annex_a import extract, headers
from casework.synthetic.department import Department

ROWS_A_LIST = 45
AGE = "Age of Child (Years)"
BORN = "Date of Birth"
CHILD = "Child Unique ID"
WORKER = "Allocated Worker"
TEAM = "Allocated Team"

# name, list, what is put where. A date is written as an Excel date, everything else as it stands.
FAULTS = (
    ("age is a decimal", 1, {AGE: 6.138261464750171}),
    ("age is minus one", 1, {AGE: -1}),
    ("age is a word", 1, {AGE: "Unborn"}),
    ("birth date is blank", 1, {BORN: None}),
    ("birth date is a placeholder", 1, {BORN: date(1900, 1, 1)}),
    ("birth date is text", 1, {BORN: "07/08/2014"}),
    ("birth date is unreadable", 1, {BORN: "not known"}),
    ("birth date is years ahead", 1, {BORN: date(2031, 5, 1)}),
    ("reference is blank", 1, {CHILD: None}),
    ("reference is a number", 1, {CHILD: 9212044}),
    ("reference has leading zeros", 1, {CHILD: "0004217"}),
    ("reference lost its digits", 1, {CHILD: 1.23456789012345e17}),
    ("reference is too long", 1, {CHILD: "LS0042170042170042170042"}),
    ("date is text", 1, {"Date of Contact": "05/10/2026"}),
    ("date is ISO text", 1, {"Date of Contact": "2026-10-06"}),
    ("date has a time", 1, {"Date of Contact": "06/10/2026 14:35"}),
    ("date is a bare number", 1, {"Date of Contact": 46301}),
    ("date names its month", 1, {"Date of Contact": "6 Oct 2026"}),
    ("date does not exist", 1, {"Date of Contact": "31/02/2026"}),
    ("date is in the future", 1, {"Date of Contact": date(2030, 1, 4)}),
    ("date is blank", 1, {"Date of Contact": None}),
    ("date is a dash", 1, {"Date of Contact": "-"}),
    ("code is several values", 1, {"Contact Source": "#MULTIVALUE"}),
    ("code is a dash", 1, {"Contact Source": "-"}),
    ("code is nan", 1, {"Contact Source": "nan"}),
    ("code is not mapped", 1, {"Contact Source": "Code 'POLICE' is not mapped"}),
    ("code is retired", 1, {"Contact Source": "**DO NOT USE**"}),
    ("code has a stray quote", 1, {"Contact Source": "‘4"}),
    ("code has damaged letters", 1, {"Contact Source": "Childrenâ€™s centre"}),
    ("code has lost letters", 1, {"Contact Source": "children??s home"}),
    ("ethnicity is a census code", 1, {"Ethnicity": "A1"}),
    ("ethnicity has no letter", 1, {"Ethnicity": "WBRI"}),
    ("ethnicity has a doubled letter", 1, {"Ethnicity": "s) REFU"}),
    ("ethnicity has the other doubled letter", 1, {"Ethnicity": "s) NOBT"}),
    ("gender has no letter", 1, {"Gender": "Female"}),
    ("gender is a number", 1, {"Gender": 2}),
    ("contact twice", 1, {}),
    ("hidden row", 1, {}),
    (
        "end is before start",
        2,
        {"Assessment start date": date(2026, 9, 10), "Assessment completion date": date(2026, 9, 3)},
    ),
    ("referral at a weekend", 3, {"Date of referral": date(2026, 10, 10)}),
    ("referral on a bank holiday", 3, {"Date of referral": date(2026, 8, 31)}),
    ("referral before birth, possible", 3, {BORN: date(2026, 10, 20), "Date of referral": date(2026, 9, 1)}),
    ("referral long before birth", 3, {BORN: date(2026, 9, 20), "Date of referral": date(2025, 6, 1)}),
    ("count is text", 3, {"Number of Referrals in Last 12 Months": "2"}),
    ("count is unreadable", 3, {"Number of Referrals in Last 12 Months": "several"}),
    ("count is a dash", 3, {"Number of Referrals in Last 12 Months": "-"}),
    ("worker is not there", 3, {WORKER: "#N/A"}),
    ("team is not there", 3, {TEAM: "#N/A", WORKER: "#N/A"}),
    ("worker has a hard space", 3, {WORKER: "Dustin\u00a0Hazelmere"}),
    ("team is unknown", 3, {TEAM: "Locality 4 Duty Team"}),
    ("team is spelled otherwise", 3, {TEAM: " north  weald ASSESSMENT "}),
    ("yes has no letter", 3, {"Referral NFA?": "Yes"}),
    ("assessment of 21 months", 4, {"Continuous Assessment Start Date": date(2024, 12, 2)}),
    (
        "support is no yes or no",
        4,
        {"Was the child assessed as requiring LA children's social care support?": "CS Assessment Updated"},
    ),
    ("end is unreadable", 4, {"Continuous Assessment Date of Authorisation": "soon"}),
    ("conference at a weekend", 5, {"Date of Initial Child Protection Conference": date(2026, 10, 10)}),
    ("conference before enquiry", 5, {"Date of Initial Child Protection Conference": date(2020, 10, 9)}),
    ("need is outside the set", 6, {"Primary Need Code": "PSRMEM - Support with memory and cognition"}),
    ("need is spelled otherwise", 6, {"Primary Need Code": "N1 - Abuse or Neglect"}),
    ("nineteen and a child in need", 6, {BORN: date(2007, 2, 3), AGE: 19}),
    ("closed for no reason", 6, {"CIN Closure Date": date(2026, 10, 5), "Reason for Closure": None}),
    (
        "reason without a closure",
        6,
        {"CIN Closure Date": None, "Reason for Closure": "RC7 - Services ceased for any other reason"},
    ),
    ("seen after closure", 6, {"CIN Closure Date": date(2026, 9, 1), "Date Child Was Last Seen": date(2026, 10, 1)}),
    ("plan before birth, possible", 7, {BORN: date(2026, 9, 4), "Child Protection Plan Start Date": date(2026, 7, 23)}),
    ("plan 11 months before birth", 7, {BORN: date(2026, 9, 4), "Child Protection Plan Start Date": date(2025, 10, 1)}),
    (
        "category has no letter",
        7,
        {"Initial Category of Abuse": "Physical abuse", "Latest Category of Abuse": "Neglect only"},
    ),
    ("seen alone is unknown", 7, {"Was the Child Seen Alone?": "c) Unknown"}),
    ("two open plans", 7, {}),
    ("visit is a placeholder", 7, {"Date of the Last Statutory Visit": date(1900, 1, 1)}),
    ("care 8 years before birth", 8, {BORN: date(2018, 3, 13), "Date Started to be Looked After": date(2010, 2, 24)}),
    ("postcode is none", 8, {"Placement postcode": "nope"}),
    ("provider has a dash", 8, {"Placement Provider": "PR4 - Private"}),
    ("short breaks", 8, {"Child's Legal Status": "V4: Short term breaks, agreements recorded"}),
    (
        "ceased for no reason",
        8,
        {"Date Ceased to be Looked After": date(2026, 10, 2), "Reason Ceased to be Looked After": None},
    ),
    ("placement is new in 2025", 8, {"Placement Type": "K3: Supported accommodation"}),
    ("activity is unknown", 9, {"Activity Status": "d1) NEET"}),
    ("suitability is a yes", 9, {"Suitability of Accommodation": "a) Yes"}),
    ("decision is blank", 10, {"Date of Decision that Child Should be Placed for Adoption": None}),
)


@dataclass(frozen=True)
class Fault:
    """A fault and where it is: list number, row as the spreadsheet counts, the columns changed and their values."""

    name: str
    number: int
    row: int
    cells: dict


def faulty_rows(department: Department) -> tuple[dict[int, list[list]], list[Fault]]:
    """Return a few rows of each list as cells, and the faults seeded in them."""
    rows = {number: _cells(number, found[:ROWS_A_LIST]) for number, found in _extract(department).items()}
    faults = []
    used = dict.fromkeys(rows, 0)
    for name, number, cells in FAULTS:
        at = used[number]
        used[number] += 1
        if at >= len(rows[number]):
            rows[number].append([f"LS9{len(rows[number]):05d}", *rows[number][at % 3][1:]])
        names = [header for header, _ in headers()[number]]
        for header, value in cells.items():
            rows[number][at][names.index(header)] = value
        if name.endswith("twice"):
            rows[number].append(list(rows[number][at]))
        if name == "two open plans":
            again = list(rows[number][at])
            again[names.index("Child Protection Plan Start Date")] = date(2026, 9, 9)
            again[names.index("Child Protection Plan End Date")] = None
            rows[number].append(again)
        faults.append(Fault(name, number, at + 2, dict(cells)))
    return rows, faults


def _extract(department: Department) -> dict[int, list[tuple]]:
    return extract(department, department.months[-1])


def _cells(number: int, rows: list[tuple]) -> list[list]:
    kinds = [kind for _, kind in headers()[number]]
    return [
        [date.fromordinal(value) if kind == "date" and value else value for value, kind in zip(row, kinds, strict=True)]
        for row in rows
    ]


def faulty_workbook(department: Department, path: Path) -> list[Fault]:
    """Write a workbook with every fault to `path`; return the faults and where they are.

    Beside the faulty cells: a hidden row, a hidden sheet, a sheet of no list, a column of no list, heading noise
    (doubled bracket, curly quotes, trailing space), headings in row 2 of list 2, and no list 11.
    """
    rows, faults = faulty_rows(department)
    book = xlsxwriter.Workbook(str(path), {"strings_to_urls": False})
    dated = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, columns in headers().items():
        if number == 11:
            continue
        sheet = book.add_worksheet(f"List {number}")
        top = 1 if number == 2 else 0
        sheet.write_row(top, 0, [_noisy(header) for header, _ in columns])
        if number == 3:
            sheet.write_string(0, len(columns), "Locality of our own")
        for at, row in enumerate(rows[number], start=top + 1):
            for column, value in enumerate(row):
                _write(sheet, at, column, "-" if number == 2 and value is None else value, dated)
    hidden = next(fault for fault in faults if fault.name == "hidden row")
    book.get_worksheet_by_name("List 1").set_row(hidden.row - 1, None, None, {"hidden": True})
    book.get_worksheet_by_name("List 9").hide()
    book.add_worksheet("Notes").write_string(0, 0, "Run by the performance team")
    book.close()
    return [Fault(f.name, f.number, f.row + (f.number == 2), f.cells) for f in faults]


def _noisy(header: str) -> str:
    noise = {
        "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)": "{})",
        "Date of Adoption Order": "{} ",
    }
    return noise.get(header, "{}").format(header).replace("'Missing'", "‘Missing’").replace("'Absent'", "‘Absent’")


def _write(sheet, row: int, column: int, value, dated) -> None:
    if value is None:
        return
    if isinstance(value, date):
        # Spreadsheets believe in 29 February 1900, so days before it are one lower.
        serial = value.toordinal() - clock.EXCEL_DAY_ZERO - (value < date(1900, 3, 1))
        sheet.write_number(row, column, serial, dated)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    else:
        sheet.write_number(row, column, value)
