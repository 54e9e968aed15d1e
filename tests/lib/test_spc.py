import json
from datetime import date
from pathlib import Path

import pytest

from improvement.lib import spc

DATA = Path(__file__).parent / "data"
CASES = json.loads((DATA / "spc_cases.json").read_text())
VECTORS = json.loads((DATA / "unit_vectors.json").read_text())
OVERLAY = {
    case["id"]: {change["index"]: change for change in case["differences"]}
    for case in json.loads((DATA / "two_sigma_rule_differences.json").read_text())["cases"]
    if case["file"] == "spc_cases"
}

DIRECTION = {"increase": "higher", "decrease": "lower", "neutral": "neutral"}
RULE_NAMES = {
    "Above UCL": "outside_high",
    "Below LCL": "outside_low",
    "7 Point Trend (Increasing)": "trend_up",
    "7 Point Trend (Decreasing)": "trend_down",
    "2 in 3 Above CL": "two_of_three_high",
    "2 in 3 Below CL": "two_of_three_low",
    "7 Points Above CL": "run_high",
    "7 Points Below CL": "run_low",
    "Common Cause": None,
}
# The package calls a target that a never-varying process sits on hit or miss; our rule is that it passes.
HOUSE_ASSURANCE = {"constant_unscreened": "pass"}
ASSURANCE = {"consistent_pass": "pass", "inconsistent": "hit_or_miss", "consistent_fail": "fail", None: None}


def read(case):
    given = case["input"]
    months = [date.fromisoformat(day) for day in given["dates"]]
    return spc.analyse(
        months,
        given["values"],
        polarity=DIRECTION[given["improvement_direction"]],
        target=given["target"],
        rebases=[spc.Rebase(date.fromisoformat(day), "a step") for day in given["rebase_dates"]],
        baseline=given["fix_after_n_points"],
        screen=given["screen_outliers"],
        minimum=1,
    )


def expected_points(case):
    names, classes = list(case["expected"]["special_cause_type"]), list(case["expected"]["point_type"])
    for index, change in OVERLAY.get(case["id"], {}).items():
        assert names[index] == change["r_0_2_2"]
        names[index], classes[index] = change["mdc_nov_2023"], change["point_type_mdc"]
    return [RULE_NAMES[name] for name in names], classes


def short(signal):
    """Our signal in the fixture's words: it says which way only for neutral measures."""
    if signal == "none":
        return "common_cause"
    return f"special_cause_{signal}" if signal.startswith("neutral") else f"special_cause_{signal.rsplit('_', 1)[0]}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_reference_case(case):
    read_case = read(case)
    for ours, theirs in zip(read_case.segments, case["expected"]["groups"], strict=True):
        assert ours.n == theirs["n"]
        if theirs["lpl"] is None:  # the package has no limits left after screening; we then do not screen
            assert ours.lower == ours.mean == ours.upper
            continue
        assert (ours.mean, ours.lower, ours.upper) == pytest.approx(
            (theirs["mean"], theirs["lpl"], theirs["upl"]), abs=1e-6
        )
    if any(group["lpl"] is None for group in case["expected"]["groups"]):
        return
    names, classes = expected_points(case)
    assert [point.rules[0] if point.rules else None for point in read_case.points] == names
    assert [short(point.signal) for point in read_case.points] == classes
    assert [point.segment for point in read_case.points] == case["expected"]["rebase_group"]
    assert [point.side for point in read_case.points] == case["expected"]["relative_to_mean"]
    assert short(read_case.variation) == classes[-1]
    expected = HOUSE_ASSURANCE.get(case["id"], ASSURANCE[case["expected"]["assurance_type"]])
    assert read_case.assurance == expected


def test_the_overlay_changes_only_cases_we_hold():
    assert len(OVERLAY) == 6
    assert {case["id"] for case in CASES} >= set(OVERLAY)
