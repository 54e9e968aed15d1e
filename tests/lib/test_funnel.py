"""Limits of the funnel against exact fractions: every chance added up in plain arithmetic."""

from fractions import Fraction
from math import comb, factorial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from improvement.lib.funnel import HIGHER, LOWER, NEAR, SIGNAL, TOO_FEW, WITHIN, lines, place


def binomial(count, cases, centre):
    return comb(cases, count) * centre**count * (1 - centre) ** (cases - count)


def expected_standing(numerator, cases, centre):
    above = sum(binomial(each, cases, centre) for each in range(numerator, cases + 1))
    below = sum(binomial(each, cases, centre) for each in range(numerator + 1))
    tail = Fraction(1, 1000)
    if above <= tail:
        return HIGHER
    if below <= tail:
        return LOWER
    return TOO_FEW if binomial(0, cases, centre) > tail and binomial(cases, cases, centre) > tail else WITHIN


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_share_stands_as_exact_fractions_say(data):
    cases = data.draw(st.integers(1, 80))
    numerator = data.draw(st.integers(0, cases))
    centre = Fraction(data.draw(st.integers(0, 20)), 20)
    assert place(numerator, cases, centre=float(centre), share=True).standing == expected_standing(
        numerator, cases, centre
    )


def test_exactly_one_in_a_thousand_is_a_signal():
    assert place(3, 3, centre=0.1, share=True).standing == HIGHER
    assert place(1, 3, centre=0.1, share=True).standing == WITHIN


@pytest.mark.parametrize(
    ("count", "population", "rate"), [(40, 10_000, 0.002), (39, 10_000, 0.002), (7, 10_000, 0.002), (20, 5_000, 0.004)]
)
def test_a_rate_stands_as_the_poisson_distribution_says(count, population, rate):
    mean = Fraction(population) * Fraction(str(rate))
    # e to enough digits, as a fraction: the series of exp(mean) cut where its terms no longer count.
    whole = sum(mean**k / factorial(k) for k in range(200))
    below = sum(mean**k / factorial(k) for k in range(count + 1)) / whole
    above = 1 - sum(mean**k / factorial(k) for k in range(count)) / whole
    found = place(count, population, centre=rate, share=False)
    standing = HIGHER if above <= Fraction(1, 1000) else LOWER if below <= Fraction(1, 1000) else WITHIN
    assert found.standing == standing
    assert found.near == (standing == WITHIN and min(above, below) <= Fraction(25, 1000))


@pytest.mark.parametrize(
    ("numerator", "cases", "centre", "standing"),
    [(60, 118, 0.26, HIGHER), (8, 103, 0.26, LOWER), (31, 121, 0.26, WITHIN), (3, 3, 0.26, TOO_FEW)],
)
def test_what_is_said(numerator, cases, centre, standing):
    assert place(numerator, cases, centre=centre, share=True).standing == standing


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 19), st.integers(20, 300))
def test_the_mirror_of_a_share_stands_the_other_way(twentieths, cases):
    centre = twentieths / 20
    turned = {HIGHER: LOWER, LOWER: HIGHER}
    for numerator in (0, cases // 7, cases // 2, cases):
        here = place(numerator, cases, centre=centre, share=True).standing
        there = place(cases - numerator, cases, centre=(20 - twentieths) / 20, share=True).standing
        assert there == turned.get(here, here)


def test_limits_lie_around_the_whole_and_close_as_parts_grow():
    found = lines([10, 1000], centre=0.3, share=True)
    assert all(each.lower <= each.lower_near <= 0.3 <= each.upper_near <= each.upper for each in found)
    assert found[0].upper - found[0].lower > found[-1].upper - found[-1].lower
    assert found[-1].denominator == 1000


@pytest.mark.parametrize("share", [True, False])
def test_what_lies_outside_the_drawn_limit_is_what_is_called_a_signal(share):
    cases, centre = 120, 0.25
    (line,) = lines([cases], centre=centre, share=share, steps=1)
    for numerator in range(cases + 1):
        signal = place(numerator, cases, centre=centre, share=share).standing in {HIGHER, LOWER}
        outside = numerator / cases >= line.upper or numerator / cases <= line.lower
        assert signal == outside, numerator


def test_the_tails_are_those_of_the_limits_that_are_named():
    assert pytest.approx((0.001, 0.025)) == (SIGNAL, NEAR)


@pytest.mark.parametrize(
    ("numerator", "cases", "centre"), [(1, 0, 0.5), (5, 4, 0.5), (-1, 4, 0.5), (1.5, 4, 0.5), (1, 4, 1.5), (1, 4, -0.1)]
)
def test_what_cannot_be_compared_is_refused(numerator, cases, centre):
    with pytest.raises(ValueError, match=r"cannot|no number"):
        place(numerator, cases, centre=centre, share=True)
