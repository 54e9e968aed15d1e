"""Agreement as other people compute it: a reference library, published worked examples, and a second way."""

import warnings
from math import isclose, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from audits.agreement import GRADES, agreement, drift, quadratic, table, weighted_kappa, wilson

SMALL = st.lists(st.lists(st.integers(0, 12), min_size=4, max_size=4), min_size=4, max_size=4)

# Boyd and others (1982), 85 mammograms read by two radiologists; printed in Altman, Practical Statistics for Medical
# Research (1991), and worked in Stata's manual under `kap` (example 4), with all three kinds of weight.
MAMMOGRAMS = [[21, 12, 0, 0], [4, 17, 1, 0], [3, 9, 15, 2], [0, 0, 0, 1]]
# Fleiss, Cohen and Everitt (1969), table 1: 200 diagnoses, with the agreement weights they chose.
DIAGNOSES = [[106, 10, 4], [22, 28, 10], [2, 12, 6]]
DIAGNOSIS_WEIGHTS = [[1, 0, 4 / 9], [0, 1, 2 / 3], [4 / 9, 2 / 3, 1]]
# Cohen (1968), table 1: 200 diagnoses, disagreement weights 0, 1, 3 and 6.
COHEN = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
COHEN_WEIGHTS = [[1, 5 / 6, 3 / 6], [5 / 6, 1, 0], [3 / 6, 0, 1]]
# Agresti (1990): 91 couples, as R's package vcd has them (SexualFun) and works them (Kappa).
COUPLES = [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]
SAME = [[float(row == column) for column in range(4)] for row in range(4)]
LINEAR = [[1 - abs(row - column) / 3 for column in range(4)] for row in range(4)]


@pytest.mark.parametrize(
    ("counts", "weights", "printed"),
    [
        (MAMMOGRAMS, SAME, "0.4728"),
        (MAMMOGRAMS, LINEAR, "0.5684"),
        (MAMMOGRAMS, None, "0.6714"),
        (DIAGNOSES, [row[:3] for row in SAME[:3]], "0.429"),
        (DIAGNOSES, DIAGNOSIS_WEIGHTS, "0.507"),
        (COHEN, [row[:3] for row in SAME[:3]], "0.492"),
        (COHEN, COHEN_WEIGHTS, "0.348"),
        (COUPLES, SAME, "0.1293"),
        (COUPLES, LINEAR, "0.2374"),
    ],
)
def test_kappa_is_as_printed(counts, weights, printed):
    value = weighted_kappa(counts, weights).value
    assert f"{value:.{len(printed) - 2}f}" == printed


@pytest.mark.parametrize(
    ("counts", "weights", "printed"),
    [
        (DIAGNOSES, [row[:3] for row in SAME[:3]], "0.0537"),
        (DIAGNOSES, DIAGNOSIS_WEIGHTS, "0.0570"),
        (COUPLES, SAME, "0.0686"),
        (COUPLES, LINEAR, "0.0783"),
    ],
)
def test_the_standard_error_is_as_printed(counts, weights, printed):
    assert f"{weighted_kappa(counts, weights).error:.4f}" == printed


@settings(max_examples=300, deadline=None)
@given(counts=SMALL)
def test_kappa_is_the_reference_library_s(counts):
    first = [row for row in range(4) for column in range(4) for _ in range(counts[row][column])]
    second = [column for row in range(4) for column in range(4) for _ in range(counts[row][column])]
    found = weighted_kappa(counts)
    if found.value is None:
        assert len({*first, *second}) <= 1
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = cohen_kappa_score(first, second, labels=range(4), weights="quadratic")
    assert isclose(found.value, theirs, abs_tol=1e-9)


@given(counts=st.lists(st.lists(st.integers(1, 12), min_size=4, max_size=4), min_size=4, max_size=4))
def test_the_standard_error_is_that_of_the_delta_method_worked_by_small_steps(counts):
    """Kappa's slope in each cell by central differences, and the covariance of a multinomial: no formula of theirs."""
    n = sum(map(sum, counts))
    cells = [(row, column) for row in range(4) for column in range(4)]
    share = {cell: counts[cell[0]][cell[1]] / n for cell in cells}

    def kappa_of(shares):
        rows = [sum(shares[row, column] for column in range(4)) for row in range(4)]
        columns = [sum(shares[row, column] for row in range(4)) for column in range(4)]
        apart = sum(shares[row, column] * (row - column) ** 2 for row, column in cells)
        by_chance = sum(rows[row] * columns[column] * (row - column) ** 2 for row, column in cells)
        return 1 - apart / by_chance

    step, slope = 1e-6, {}
    for cell in cells:
        above, below = {**share, cell: share[cell] + step}, {**share, cell: share[cell] - step}
        slope[cell] = (kappa_of(above) - kappa_of(below)) / (2 * step)
    mean = sum(share[cell] * slope[cell] for cell in cells)
    variance = sum(share[cell] * (slope[cell] - mean) ** 2 for cell in cells) / n
    assert isclose(weighted_kappa(counts).error, sqrt(variance), rel_tol=1e-4, abs_tol=1e-7)


def test_the_interval_is_196_standard_errors_either_side_and_never_past_one():
    found = weighted_kappa(MAMMOGRAMS)
    assert isclose(found.interval.low, found.value - 1.959963984540054 * found.error)
    nearly = weighted_kappa([[9, 0, 0, 0], [0, 9, 0, 0], [0, 1, 9, 0], [0, 0, 0, 9]])
    assert nearly.interval.high <= 1


def test_nothing_graded_twice_says_so():
    found = agreement([])
    assert (found.n, found.exact_interval, found.kappa.value) == (0, None, None)
    assert found.kappa.why == "No work has been graded twice yet."


def test_one_grade_from_both_cannot_be_computed():
    found = agreement([("good", "good")] * 12)
    assert found.exact == 12
    assert found.kappa.value is None
    assert found.kappa.interval is None
    assert "cannot be computed" in found.kappa.why


def test_one_grade_from_one_of_them_is_said_to_mean_nothing():
    found = agreement([("good", "good"), ("good", "inadequate"), ("good", "good")])
    assert found.kappa.value == 0
    assert found.kappa.interval is None
    assert "whatever the other saw" in found.kappa.why


def test_two_who_each_gave_one_grade_and_never_the_same():
    found = agreement([("good", "inadequate")] * 5)
    assert (found.exact, found.two_apart, found.kappa.value, found.kappa.interval) == (0, 5, 0, None)


def test_complete_agreement_has_no_interval_of_kappa_but_one_of_its_share():
    found = agreement([("good", "good"), ("inadequate", "inadequate")] * 5)
    assert (found.kappa.value, found.kappa.interval) == (1, None)
    assert "cannot be computed from complete agreement" in found.kappa.why
    # Ten of ten: Wilson's lower end, 10 / (10 + 1.96 squared).
    assert isclose(found.exact_interval.low, 10 / (10 + 1.959963984540054**2))
    assert isclose(found.exact_interval.high, 1)


def test_distances_are_counted():
    pairs = [
        ("good", "good"),
        ("good", "requires_improvement"),
        ("requires_improvement", "good"),
        ("outstanding", "requires_improvement"),
        ("outstanding", "inadequate"),
    ]
    found = agreement(pairs)
    assert (found.n, found.exact, found.one_apart, found.two_apart) == (5, 1, 2, 2)
    assert (found.second_better, found.second_worse) == (1, 3)


@given(pairs=st.lists(st.tuples(st.sampled_from(GRADES), st.sampled_from(GRADES)), max_size=60))
def test_every_pair_is_counted_once_and_the_order_of_the_two_does_not_matter_to_kappa(pairs):
    found, turned = agreement(pairs), agreement([(second, first) for first, second in pairs])
    assert found.n == len(pairs) == found.exact + found.one_apart + found.two_apart
    assert found.n == found.exact + found.second_better + found.second_worse
    assert (found.second_better, found.second_worse) == (turned.second_worse, turned.second_better)
    assert (found.kappa.value is None) == (turned.kappa.value is None)
    if found.kappa.value is not None:
        assert isclose(found.kappa.value, turned.kappa.value, abs_tol=1e-12)
        assert -1 <= found.kappa.value <= 1 + 1e-12


def test_wilson_as_printed():
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I: 81 of 263 and 15 of 148, the score method.
    assert [f"{end:.4f}" for end in (wilson(81, 263).low, wilson(81, 263).high)] == ["0.2553", "0.3662"]
    assert [f"{end:.4f}" for end in (wilson(15, 148).low, wilson(15, 148).high)] == ["0.0624", "0.1605"]
    assert isclose(wilson(0, 20).low, 0, abs_tol=1e-12)


def test_drift_says_which_way_and_how_unlikely_by_chance():
    kind = [("good", "requires_improvement")] * 6 + [("good", "good")] * 10
    found = drift(kind)
    assert (found.n, found.kinder, found.harsher) == (16, 6, 0)
    assert isclose(found.steps, 6 / 16)
    assert isclose(found.chance, 2 / 2**6)


def test_drift_of_no_differences_has_no_chance():
    assert drift([("good", "good")]).chance is None
    assert drift([]).steps is None


def test_drift_that_balances_is_no_drift():
    found = drift([("good", "requires_improvement"), ("requires_improvement", "good")])
    assert (found.steps, found.chance) == (0, 1)


def test_another_word_is_no_grade():
    with pytest.raises(ValueError, match="not both grades"):
        table([("good", "excellent")])


def test_quadratic_weights():
    assert quadratic(4)[0] == [1, 1 - 1 / 9, 1 - 4 / 9, 0]
