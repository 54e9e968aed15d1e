from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improvement.lib import rates


@pytest.mark.parametrize(
    ("numerator", "denominator", "unit", "value", "shown", "said", "n"),
    [
        (89, 342, "%", 26.0233918, "26%", "26%", "89 of 342 things"),
        (0, 342, "%", 0.0, "0%", "0%", "0 of 342 things"),
        (342, 342, "%", 100.0, "100%", "100%", "342 of 342 things"),
        (1, 342, "%", 0.2923976, "<1%", "under 1%", "1 of 342 things"),
        (341, 342, "%", 99.7076, ">99%", "over 99%", "341 of 342 things"),
        (1204, None, "count", 1204.0, "1,204", "1,204", ""),
        (274, 67500, "rate per 10k", 40.592592, "40.6", "40.6 per 10,000", "274 in a things of 67,500"),
        (3477, Decimal("212.0"), "cases per FTE", 16.4009, "16.4", "16.4 cases per full-time worker", None),
        (190, 10, "months", 19.0, "19.0", "19 months", "from 10 things"),
        (149, 10, "score", 14.9, "14.9", "14.9", "from 10 things"),
        (34, None, "working days", 34.0, "34", "34 working days", ""),
        (34.5, None, "working days", 34.5, "34.5", "34.5 working days", ""),
        (1, None, "working days", 1.0, "1", "1 working day", ""),
        (Decimal("36186.25"), None, "FTE", 36186.25, "36,186.3", "36,186.3 full-time equivalent", ""),
        (5, 0, "%", None, "", "", "5 of 0 things"),
        (None, 10, "%", None, "", "", "of 10 things"),
        (None, None, "count", None, "", "", ""),
    ],
)
def test_value_and_words(numerator, denominator, unit, value, shown, said, n):
    found = rates.value_of(numerator, denominator, unit)
    assert found == (None if value is None else pytest.approx(value, rel=1e-5))
    assert rates.show(found, unit) == shown
    assert rates.say(found, unit) == said
    if n is not None:
        assert rates.say_n(numerator, denominator, unit, counted="things") == n


def test_n_without_a_noun():
    assert rates.say_n(274, 67500, "rate per 10k") == "274 in a population of 67,500"
    assert rates.say_n(None, 67500, "rate per 10k") == "population 67,500"
    assert rates.say_n(3477, 212.5, "cases per FTE") == "3,477 cases, 212.5 full-time workers"
    assert rates.say_n(89, 342, "%") == "89 of 342"


def test_decimals_may_be_asked_for():
    assert rates.show(22.6, "%", decimals=1) == "22.6%"
    assert rates.show(0.04, "%", decimals=1) == "<0.1%"
    assert rates.show(99.97, "%", decimals=1) == ">99.9%"


def test_count_and_percent_is_a_percentage():
    assert rates.unit_of("count and %") is rates.UNITS["%"]


def test_unknown_unit_is_named():
    with pytest.raises(ValueError, match=r"no unit 'furlong'.*rate per 10k"):
        rates.value_of(1, 2, "furlong")


def test_halves_round_up():
    assert [rates.number(value) for value in (0.5, 1.5, 2.5, -0.4)] == ["1", "2", "3", "0"]


def test_added_sums_before_dividing():
    assert rates.added([(1, 4), (9, 16), (None, None)]) == (10, 20)
    assert rates.added([(None, 4)]) == (None, 4)
    assert rates.added([]) == (None, None)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 99)), min_size=1))
def test_a_whole_lies_between_its_parts(pairs):
    parts = [rates.value_of(*pair, "%") for pair in pairs]
    whole = rates.value_of(*rates.added(pairs), "%")
    assert min(parts) - 1e-9 <= whole <= max(parts) + 1e-9


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_shown_zero_and_hundred_are_exact(numerator, denominator):
    numerator = min(numerator, denominator)
    shown = rates.show(rates.value_of(numerator, denominator, "%"), "%")
    assert (shown == "0%") == (numerator == 0)
    assert (shown == "100%") == (numerator == denominator)
