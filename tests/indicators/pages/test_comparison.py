"""Teams against their whole, checked by counting every possible draw."""

from fractions import Fraction
from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improvement.indicators.comparison import HIGHER, LOWER, TAIL, TOO_FEW, WITHIN, against_whole


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        ((31, 121), (89, 342), WITHIN),
        ((60, 118), (89, 342), HIGHER),
        ((5, 103), (89, 342), LOWER),
        ((3, 3), (89, 342), TOO_FEW),
        ((0, 2), (10, 20), TOO_FEW),
        ((0, 10), (0, 20), TOO_FEW),
    ],
)
def test_what_is_said(part, whole, said):
    assert against_whole(*part, *whole) == said


@pytest.mark.parametrize("part", [(0, 0), (89, 342), (200, 100), (-1, 10)])
def test_nothing_is_said_where_there_is_nothing_to_compare(part):
    assert against_whole(*part, 89, 342) == ""


@given(st.data())
def test_it_is_the_exact_test(data):
    total = data.draw(st.integers(2, 60))
    marked = data.draw(st.integers(0, total))
    drawn = data.draw(st.integers(1, total - 1))
    low, high = max(0, marked - (total - drawn)), min(drawn, marked)
    count = data.draw(st.integers(low, high))

    def chance(number):
        return Fraction(comb(marked, number) * comb(total - marked, drawn - number), comb(total, drawn))

    tail = Fraction(TAIL)
    above = sum(chance(number) for number in range(count, high + 1))
    below = sum(chance(number) for number in range(low, count + 1))
    if chance(low) > tail and chance(high) > tail:
        expected = TOO_FEW
    else:
        expected = HIGHER if above <= tail else LOWER if below <= tail else WITHIN
    assert against_whole(count, drawn, marked, total) == expected


def test_the_chance_of_a_draw_is_that_of_counting_draws():
    cases = [1] * 3 + [0] * 5
    draws = [sum(draw) for draw in combinations(cases, 4)]
    assert Fraction(draws.count(3), len(draws)) == Fraction(comb(3, 3) * comb(5, 1), comb(8, 4))
