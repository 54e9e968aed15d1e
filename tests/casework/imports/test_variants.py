"""How much of what councils really write our code sets understand, and that a better reading breaks none of it.

The values are those LIIA met (see `tests/data/annex_a/README.md`). Its groups are coarser than our codes and not always
right, so they are compared only where their letter is the code's own; what it says otherwise was looked at one by one.
"""

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest

from casework.imports.cells import mended
from casework.imports.codes import code_of

FILE = Path(__file__).parents[2] / "data" / "annex_a" / "liia_value_variants.csv.gz"
with gzip.open(FILE, "rt", encoding="utf-8", newline="") as lines:
    VALUES = list(csv.DictReader(lines))
# code set -> values understood, of how many.
UNDERSTOOD = {
    "sex": (36, 48),
    "ethnicity": (959, 1730),
    "source": (591, 1694),
    "need": (403, 716),
    "closure": (109, 309),
    "case_status": (22, 32),
    "abuse": (123, 136),
    "legal_status": (147, 265),
    "care_end": (417, 583),
    "placement": (632, 910),
    "provider": (87, 107),
    "eligibility": (15, 30),
    "in_touch": (33, 60),
    "accommodation": (220, 331),
    "suitability": (18, 37),
}
GROUPS = {
    "need": {f"N{number}": letter for number, letter in zip("1234567890", "abcdefghij", strict=True)},
    "abuse": {"NEG": "a", "PHY": "b", "SAB": "c", "EMO": "d", "MUL": "e"},
    "ethnicity": {
        **dict.fromkeys(("WBRI", "WIRI", "WIRT", "WROM", "WOTH"), "a"),
        **dict.fromkeys(("MWBC", "MWBA", "MWAS", "MOTH"), "b"),
        **dict.fromkeys(("AIND", "APKN", "ABAN", "AOTH"), "c"),
        **dict.fromkeys(("BCRB", "BAFR", "BOTH"), "d"),
        **dict.fromkeys(("CHNE", "OOTH"), "e"),
        **dict.fromkeys(("REFU", "NOBT", "UNKNOWN"), "f"),
    },
}
# Ours is right: it is the code the value names, or more than one category of abuse.
OTHERWISE = {
    "need": {("N0 - N / A (Adoption & Fostering Use Only)", "N0")},
    "abuse": {("Neglect, Physical and Emotional", "MUL")},
    "ethnicity": {
        ("OOTH - Unspecified - Any Other Ethnic Group", "OOTH"),
        ("White and Asian [MWAS]", "MWAS"),
        ("White Not yet obtained", "NOBT"),
        ("White - Not yet obtained", "NOBT"),
    },
}


def meaning(row):
    return code_of(row["code_set"], mended(row["value"])[0])


def test_share_understood_of_each_code_set():
    total, understood = Counter(), Counter()
    for row in VALUES:
        total[row["code_set"]] += 1
        understood[row["code_set"]] += meaning(row) is not None
    assert {name: (understood[name], total[name]) for name in total} == UNDERSTOOD


@pytest.mark.parametrize("code_set", GROUPS)
def test_nothing_is_read_as_another_group(code_set):
    groups = GROUPS[code_set]
    found = {
        (row["value"], code)
        for row in VALUES
        if row["code_set"] == code_set and (code := meaning(row)) and groups[code] != row["group"]
    }
    assert found == OTHERWISE.get(code_set, set())
