"""What a cell becomes: each spelling that real exports are known to have, one line each."""

from datetime import date, datetime

import pytest

from casework.imports.cells import (
    FLAG,
    NULL,
    Ages,
    Births,
    Children,
    Codes,
    Counts,
    Dates,
    Teams,
    Texts,
    Workers,
    text_of,
)
from casework.imports.codes import UNMATCHED

DAY = "2026-10-06"


def read(reader, raw):
    """Return (problem key or "", what is staged)."""
    out = reader[raw]
    return tuple(out.split(FLAG)[1:]) if out.startswith(FLAG) else ("", out)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (date(2026, 10, 6), ("", DAY)),
        (datetime(2026, 10, 6, 14, 35), ("", DAY)),
        ("06/10/2026", ("", DAY)),
        ("6/10/2026", ("", DAY)),
        ("06/10/2026 14:35", ("", DAY)),
        ("2026-10-06", ("", DAY)),
        ("2026-10-06T00:00:00", ("", DAY)),
        ("6 Oct 2026", ("", DAY)),
        ("06-October-2026", ("", DAY)),
        ("\u00a006/10/2026 ", ("", DAY)),
        (46301, ("", DAY)),
        (46301.6, ("", DAY)),
        (None, ("", NULL)),
        ("", ("", NULL)),
        ("-", ("", NULL)),
        ("nan", ("not_a_value", NULL)),
        ("#MULTIVALUE", ("several_values", NULL)),
        ("31/02/2026", ("date_unreadable", NULL)),
        ("06/10/26", ("date_unreadable", NULL)),
        ("10/13/2026", ("date_unreadable", NULL)),
        (2026, ("date_unreadable", NULL)),
        (True, ("date_unreadable", NULL)),
        (date(1900, 1, 1), ("date_placeholder", NULL)),
        ("01/01/1900", ("date_placeholder", NULL)),
        (datetime(1899, 12, 30), ("date_placeholder", NULL)),
        ("31/12/9999", ("date_placeholder", NULL)),
    ],
    ids=repr,
)
def test_date(raw, said):
    assert read(Dates(), raw) == said


@pytest.mark.parametrize(
    ("need", "raw", "key"),
    [
        ("key", "", "key_blank"),
        ("key", "-", "key_blank"),
        ("key", "soon", "key_unreadable"),
        ("key", date(1900, 1, 1), "key_placeholder"),
        ("end", "soon", "end_unreadable"),
        ("end", "", ""),
        ("end", "31/12/9999", "date_placeholder"),
    ],
)
def test_date_that_the_row_hangs_on(need, raw, key):
    assert read(Dates(need), raw)[0] == key


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("", ("", NULL)),
        (None, ("", NULL)),
        (date(2026, 12, 1), ("", "2026-12-01")),
        ("Unborn", ("birth_unreadable", NULL)),
        (date(1900, 1, 1), ("birth_placeholder", NULL)),
    ],
)
def test_birth(raw, said):
    assert read(Births(), raw) == said


@pytest.mark.parametrize(
    ("raw", "staged"), [(6.138261464750171, NULL), (6, NULL), (-1, "-1"), (-1.0, "-1"), ("-1", "-1"), ("Unborn", NULL)]
)
def test_age_only_says_who_is_not_born(raw, staged):
    assert Ages()[raw] == staged


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("0004217", ("", "0004217")),
        ("LS00042", ("", "LS00042")),
        (9212044, ("", "9212044")),
        (9212044.0, ("", "9212044")),
        ("9212044.0", ("", "9212044")),
        (" LS 42\u00a0", ("", "LS 42")),
        ("L\u200bS1", ("", "LS1")),
        ("A" * 20, ("", "A" * 20)),
        ("A" * 21, ("child_too_long", NULL)),
        (1.23456789012345e17, ("child_digits_lost", NULL)),
        ("", ("child_blank", NULL)),
        ("-", ("child_blank", NULL)),
        ("#MULTIVALUE", ("child_blank", NULL)),
    ],
    ids=repr,
)
def test_child(raw, said):
    assert read(Children(), raw) == said


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (2, ("", "2")),
        ("2", ("", "2")),
        (2.9, ("", "2")),
        ("-", ("", NULL)),
        ("several", ("count_unreadable", NULL)),
        (-1, ("count_unreadable", NULL)),
        (40_000, ("count_unreadable", NULL)),
        ("1,204", ("", "1204")),
    ],
)
def test_count(raw, said):
    assert read(Counts(), raw) == said


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("Dustin\u00a0Hazelmere", ("", "Dustin Hazelmere")),
        ("  Dustin   Hazelmere ", ("", "Dustin Hazelmere")),
        ("Zoe\u0308 Hale", ("", "Zo\u00eb Hale")),
        ("Zo\u00c3\u00ab Hale", ("text_mended", "Zo\u00eb Hale")),
        ("O\u00e2\u20ac\u2122Hara", ("text_mended", "O\u2019Hara")),
        ("O??Hara", ("text_damaged", "O??Hara")),
        ("Zo\ufffd Hale", ("text_damaged", "Zo\ufffd Hale")),
        ("#N/A", ("not_a_value", NULL)),
        ("-", ("", NULL)),
    ],
    ids=repr,
)
def test_worker(raw, said):
    assert read(Workers(), raw) == said


def test_text_too_long_is_cut_and_said():
    assert read(Texts(), "x" * 130) == ("text_cut", "x" * 120)


@pytest.mark.parametrize(
    ("code_set", "raw", "code"),
    [
        ("ethnicity", "WBRI", "WBRI"),
        ("ethnicity", "a) WBRI", "WBRI"),
        ("ethnicity", "A1", "WBRI"),
        ("ethnicity", "White British [WBRI]", "WBRI"),
        ("ethnicity", "s) REFU", "REFU"),
        ("ethnicity", "s) NOBT", "NOBT"),
        ("ethnicity", "t) NOBT", "NOBT"),
        ("ethnicity", "u) UNKNOWN", "UNKNOWN"),
        ("sex", "a) Male", "M"),
        ("sex", 2, "F"),
        ("sex", 2.0, "F"),
        ("sex", "c) Not stated/recorded (or unborn)", "U"),
        ("yes_no", "a) Yes", "Y"),
        ("yes_no", "Yes", "Y"),
        ("source", "q) 6: Police", "6"),
        ("source", "p1) 5D: LA services - early help", "5D"),
        ("source", 4, "4"),
        ("need", "a) N1: Abuse or Neglect", "N1"),
        ("need", "N1 - Abuse, neglect and exploitation", "N1"),
        ("closure", "i) RC9: Case closed after assessment, referred to early help", "RC9"),
        ("eligibility", "d) Eligible child", "ELIG"),
        ("eligibility", "No Current Eligibility", "NONE"),
        ("activity", "F4: Young person engaged full time in an apprenticeship", "F4"),
        ("placement", "K3: Supported accommodation", "K3"),
        ("legal_status", "V4: Short term breaks, agreements recorded", "V4"),
        ("suitability", "a) Suitable", "S"),
    ],
)
def test_code(code_set, raw, code):
    assert Codes(code_set, {})[raw] == code


@pytest.mark.parametrize(
    ("code_set", "raw"),
    [
        ("source", "Code 'POLICE' is not mapped"),
        ("source", "**DO NOT USE**"),
        ("source", "children??s home"),
        ("activity", "d1) NEET"),
        ("suitability", "a) Yes"),
    ],
)
def test_value_that_could_mean_anything_is_put_before_a_person(code_set, raw):
    assert Codes(code_set, {})[raw].startswith(UNMATCHED)


def test_decision_of_a_person_comes_before_our_reading():
    codes = Codes("source", {"police": "7", "#multivalue": "10", "**do not use**": "-"})
    assert [codes[raw] for raw in ("Police", "#MULTIVALUE", "**DO NOT USE**")] == ["7", "10", ""]


def test_team_is_known_however_it_is_spelled():
    teams = Teams({"north weald assessment": 7, "old team": None})
    assert teams[" north  Weald\u00a0ASSESSMENT "] == f"7\t{NULL}"
    assert teams["Old team"] == f"{NULL}\t{NULL}"
    assert teams["Locality 4"] == f"{NULL}\tLocality 4"


def test_date_is_shown_as_people_write_it():
    assert text_of(date(1900, 1, 1)) == "01/01/1900"
