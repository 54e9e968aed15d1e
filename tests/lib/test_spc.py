import csv
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improvement.lib import spc
from improvement.lib.months import add_months

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


@pytest.mark.parametrize("vector", VECTORS["run_end_flags_seven_one_side"], ids=str)
def test_a_run_is_found_at_the_point_that_completes_it(vector):
    flags = [abs(spc.runs(vector["in"][: end + 1])[end]) for end in range(len(vector["in"]))]
    assert flags == vector["out"]


@pytest.mark.parametrize("vector", VECTORS["run_membership_backfill"], ids=str)
def test_all_seven_points_of_a_run_are_marked(vector):
    end = next((index for index, flag in enumerate(vector["in"]) if flag), None)
    side = [0] * len(vector["in"])
    if end is not None:
        side[end - 6 : end + 1] = [vector["in"][end]] * 7
    assert [abs(mark) for mark in spc.runs(side)] == vector["out"]


@pytest.mark.parametrize("vector", VECTORS["seven_point_trend_end_flags"], ids=str)
def test_a_trend_is_found_at_the_point_that_completes_it(vector):
    values = vector["in"]
    assert [spc.trends(values[: end + 1])[end] for end in range(len(values))] == vector["out"]


@pytest.mark.parametrize("vector", VECTORS["two_in_three_flagged_points"], ids=str)
def test_two_of_three_marks_only_the_near_points(vector):
    assert spc.two_of_three(vector["side"], [bool(flag) for flag in vector["close"]]) == vector["out"]


@pytest.mark.parametrize("vector", VECTORS["two_in_three_window"], ids=str)
def test_two_of_three_windows(vector):
    near = [bool(flag) for flag in vector["close"]]
    marked = [
        side if inside and flag else 0 for side, inside, flag in zip(vector["side"], vector["out"], near, strict=True)
    ]
    assert spc.two_of_three(vector["side"], near) == marked


@pytest.mark.parametrize("vector", VECTORS["assurance"], ids=str)
def test_assurance_vectors(vector):
    found = spc.assurance(vector["target"], vector["lpl"], vector["upl"], DIRECTION[vector["direction"]])
    assert found == ASSURANCE[vector["out"]]


def test_a_target_on_a_limit_is_hit_or_miss():
    assert spc.assurance(3, 1, 3, "higher") == "hit_or_miss"
    assert spc.assurance(1, 1, 3, "higher") == "hit_or_miss"


FAMILY = {"improvement": "improvement", "concern": "concern", "common cause": "none", "neutral": "neutral"}


@pytest.mark.parametrize("row", list(csv.DictReader((DATA / "variation_icons.csv").read_text().splitlines())), ids=str)
def test_variation_icons(row):
    rules = {"high": ["run_high"], "low": ["run_low"], "none": []}[row["arrow"]]
    icon = spc.VARIATION_ICONS[spc.signal_of(rules, DIRECTION[row["improvement_direction"]])]
    assert icon.family == FAMILY[row["icon_family"]]
    if row["letter"]:
        assert icon.letter == row["letter"]


MONTHS = [add_months(date(2020, 1, 1), step) for step in range(120)]
STEADY = [50, 48, 51, 49, 52, 50, 47, 51, 50, 49, 51, 48, 52]


def series(values, **words):
    return spc.analyse(MONTHS[: len(values)], values, **words)


def test_twelve_points_have_no_limits_and_thirteen_have():
    few = series(STEADY[:12], polarity="higher", target=90)
    assert (few.too_few, few.variation, few.assurance) == ("12 of 13 points", "too_few", None)
    assert few.segment.mean is None
    assert few.variation_icon.letter == "·"
    enough = series(STEADY, polarity="higher", target=90)
    assert (enough.too_few, enough.variation, enough.assurance) == ("", "none", "fail")
    assert enough.assurance_icon.letter == "F"


def test_one_value_has_no_range_and_so_no_limits():
    assert spc.limits([5.0]) is None
    assert spc.limits([5.0, 7.0]) == pytest.approx((6.0, 0.68, 11.32))


def test_no_points_at_all():
    empty = series([])
    assert (empty.latest, empty.segment, empty.too_few) == (None, None, "0 of 13 points")


def test_missing_months_are_left_out():
    gappy = series([*STEADY[:6], None, *STEADY[6:], None], symbols={MONTHS[6]: "c", MONTHS[14]: ":"})
    whole = series(STEADY)
    assert (gappy.segment.mean, gappy.segment.upper) == (whole.segment.mean, whole.segment.upper)
    assert [point.symbol for point in gappy.points if point.value is None] == ["c", ":"]
    assert gappy.latest.month == MONTHS[13]


def test_symbols_may_be_a_list():
    assert series([1, None], symbols=[None, "c"]).points[1].symbol == "c"


def test_a_symbol_beside_a_value_is_dropped():
    assert series([1, 2], symbols=["c", None]).points[0].symbol is None


def test_limits_are_drawn_within_bounds_but_tested_beyond_them():
    low = series([0, 3, 0, 2, 0, 4, 0, 1, 0, 3, 0, 2, 0], floor=0)
    assert low.segment.lower < 0
    assert low.segment.lower_drawn == 0
    high = series([97, 100, 98, 100, 96, 100, 99, 100, 97, 100, 98, 100, 99], ceiling=100)
    assert high.segment.upper > 100
    assert high.segment.upper_drawn == 100
    assert series([-5, -9] * 7, floor=None).segment.lower_drawn < -9


def test_a_rebase_starts_a_new_segment_and_needs_a_reason():
    stepped = series([*STEADY, *[value + 20 for value in STEADY]], rebases=[spc.Rebase(MONTHS[13], "new form")])
    assert [part.mean for part in stepped.segments] == pytest.approx([sum(STEADY) / 13, sum(STEADY) / 13 + 20])
    assert stepped.segments[1].rebase.reason == "new form"
    assert not any(point.rules for point in stepped.points)
    with pytest.raises(ValueError, match="2021-02 needs a reason"):
        spc.Rebase(MONTHS[13], " ")


def test_a_new_segment_waits_for_its_own_thirteen_points():
    stepped = series([*STEADY, 70, 71], rebases=[spc.Rebase(MONTHS[13], "new form")])
    assert stepped.too_few == "2 of 13 points"
    assert stepped.segments[0].shown


def test_a_series_that_never_moves_has_no_signals():
    flat = series([100 * 241 / 902] * 24, polarity="higher", target=100 * 241 / 902)
    assert not any(point.rules for point in flat.points)
    assert flat.assurance == "pass"


@pytest.mark.parametrize(
    ("months", "values", "polarity", "match"),
    [
        (MONTHS[:2], [1], "higher", "2 months but 1 values"),
        ([MONTHS[1], MONTHS[0]], [1, 2], "higher", "in order, each once"),
        (MONTHS[:1], [1], "up", "no polarity 'up'"),
    ],
)
def test_what_cannot_be_read_is_refused(months, values, polarity, match):
    with pytest.raises(ValueError, match=match):
        spc.analyse(months, values, polarity=polarity)


VALUES = st.lists(st.one_of(st.none(), st.integers(0, 100)), min_size=13, max_size=60)


@given(VALUES)
def test_turning_a_series_over_turns_its_signals_over(values):
    up = series(values, polarity="higher", floor=None)
    down = series([None if value is None else -value for value in values], polarity="lower", floor=None)
    swap = {"high": "low", "low": "high", "up": "down", "down": "up"}
    for one, other in zip(up.points, down.points, strict=True):
        assert [f"{rule.rsplit('_', 1)[0]}_{swap[rule.rsplit('_', 1)[1]]}" for rule in one.rules] == list(other.rules)
        assert one.signal.split("_")[0] == other.signal.split("_")[0]


@given(VALUES, st.integers(1, 9), st.integers(-50, 50))
def test_scale_and_shift_change_no_signal(values, scale, shift):
    before = series(values)
    after = series([None if value is None else value * scale + shift for value in values])
    assert [point.rules for point in before.points] == [point.rules for point in after.points]


@given(VALUES)
def test_points_outside_are_marked_and_others_are_not(values):
    found = series(values)
    for point in found.points:
        part = found.segments[point.segment]
        if point.value is None or not part.shown:
            assert not point.rules
            continue
        assert ("outside_high" in point.rules) == (point.value > part.upper + 1e-9)
        assert ("outside_low" in point.rules) == (point.value < part.lower - 1e-9)


@given(VALUES, st.integers(1, 59))
def test_nothing_crosses_a_rebase(values, at):
    rebases = [spc.Rebase(MONTHS[at], "a step")]
    whole = series(values, rebases=rebases)
    for part in whole.segments:
        alone = spc.analyse(MONTHS[part.start : part.end], values[part.start : part.end])
        assert [point.rules for point in whole.points[part.start : part.end]] == [point.rules for point in alone.points]
