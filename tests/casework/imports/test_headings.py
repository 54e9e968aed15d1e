"""Which list a sheet is and which column a heading is: every variant in use, matched by name."""

import csv

import pytest

from casework.imports.columns import TABLES, columns, list_named, list_of_headings, match_headings

WITH_SSD = range(1, 10)
with TABLES[0].open(newline="", encoding="utf-8") as lines:
    ROWS = list(csv.DictReader(lines))


def headings(number, name="heading"):
    return [row[name] for row in ROWS if row["list"] == str(number) and row[name]]


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("List 1", 1), ("List_1", 1), ("list-01", 1), ("LIST 1 - Contacts", 1), ("List 10", 10), ("list_10", 10),
        ("list_10.csv", 10), ("List 11", 11), ("Annex A List 8.csv", 8), ("List 12", None), ("List 100", None),
        ("checklist 1", None), ("Contacts", 1), ("Early Help", 2), ("Referrals", 3), ("Assessments", 4),
        ("Sec47 and ICPC", 5), ("Children in Need", 6), ("Child Protection", 7), ("Children in Care", 8),
        ("Care leavers", 9), ("Adoption", 10), ("Adopters", 11), ("Notes", None),
    ],
)  # fmt: skip
def test_sheet_name(name, number):
    assert list_named(name) == number


@pytest.mark.parametrize("number", range(1, 11))
def test_long_headings_in_any_order_and_case(number):
    names = [f" {name.upper()}\u00a0" for name in reversed(headings(number))]
    match = match_headings(number, names)
    assert (match.missing, match.unknown, match.twice) == ((), (), ())
    assert all(names[place].strip().lower() == column.heading.lower() for column, place in match.found.items())
    assert list_of_headings(headings(number)) == number


@pytest.mark.parametrize("number", WITH_SSD)
def test_headings_of_the_standard_dataset_script(number):
    match = match_headings(number, headings(number, "ssd_name"))
    assert (match.unknown, match.twice) == ((), ())
    assert not match.missing


def test_the_script_misspells_looked_after_and_is_understood():
    match = match_headings(8, ["ChildUniqueID", "LoookedAfterStartDate"])
    assert "start_on" in {column.field for column in match.found}


@pytest.mark.parametrize(
    ("number", "heading", "field"),
    [
        (8, "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N))", "uasc"),
        (8, "Number of Episodes the Child has been \u2018Missing\u2019 from their Placement in the last 12 months",
         "missing_12m"),
        (8, "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months", "absent_12m"),
        (10, "Date of Adoption Order ", "order_on"),
        (1, "Age", "age"),
    ],
)  # fmt: skip
def test_noise_in_a_heading(number, heading, field):
    assert [column.field for column in match_headings(number, [heading]).found] == [field]


def test_list_8_of_32_columns_and_list_9_of_13():
    without = [name for name in headings(8) if name not in ("Placement Location", "LA of Placement")]
    assert (len(without), match_headings(8, without).missing) == (32, ())
    added = {"uasc", "personal_adviser", "pathway_review_on", "latest_contact_on"}
    older = [column.heading for column in columns()[9] if column.field not in added]
    match = match_headings(9, older)
    assert (len(older), match.missing, match.unknown) == (13, (), ())


def test_columns_of_ones_own_are_said_and_move_nothing():
    match = match_headings(1, ["Month", *headings(1), "Year"])
    assert match.unknown == ("Month", "Year")
    assert match.found[columns()[1][0]] == 1


def test_same_heading_twice_reads_the_first():
    match = match_headings(1, [*headings(1), "Gender"])
    assert match.twice == ("Gender",)
    assert match.found[columns()[1][1]] == 1
