from itertools import product
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from improvement.lib.suppression import Cell, suppress_counts, suppress_figures

COUNT = st.one_of(st.integers(0, 9), st.integers(0, 9), st.integers(10, 60))


def text(table):
    return [[cell.symbol or cell.value for cell in row] for row in table]


def with_total_row(rows):
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]], [*[len(rows)] * len(rows), None]


def with_totals(rows):
    return with_total_row([[*row, sum(row)] for row in rows])


def test_counts_of_one_to_four_are_hidden_and_zero_is_shown():
    assert text(suppress_counts([[0, 1, 4, 5]])) == [[0, "c", "c", 5]]


def test_the_smallest_other_count_is_hidden_with_it():
    rows, parents = with_total_row([[2], [30], [9], [0]])
    assert text(suppress_counts(rows, parents=parents)) == [["c"], [30], ["c"], [0], [41]]


def test_a_total_is_hidden_where_nothing_else_will_do():
    rows, parents = with_total_row([[2], [0], [0]])
    assert text(suppress_counts(rows, parents=parents)) == [["c"], [0], [0], ["c"]]
    # Five hidden ones that add up to a shown five would each be known to be one.
    rows, parents = with_total_row([[1]] * 5)
    assert text(suppress_counts(rows, parents=parents)) == [["c"]] * 6


def test_a_square_protects_a_cell_in_a_table_with_totals():
    rows, parents = with_totals([[3, 20, 40], [12, 9, 50], [30, 40, 60]])
    assert text(suppress_counts(rows, parents=parents, totals=True)) == [
        ["c", "c", 40, 63],
        ["c", "c", 50, 71],
        [30, 40, 60, 130],
        [45, 69, 150, 264],
    ]


def test_nothing_is_hidden_without_need():
    rows, parents = with_totals([[5, 20], [12, 0]])
    assert text(suppress_counts(rows, parents=parents, totals=True)) == rows


def test_symbols_are_passed_on():
    assert text(suppress_counts([["z", 3, None, "x"]])) == [["z", "c", ":", "x"]]
    rows = [["x"], [7], [2], [30]]
    assert text(suppress_counts(rows, parents=[3, 3, 3, None])) == [["x"], [7], ["c"], [30]]


def test_a_parent_with_more_than_its_rows_protects_the_rest():
    # 41 less 30 and 9 leaves two whom no row shows.
    assert text(suppress_counts([[30], [9], [41]], parents=[2, 2, None])) == [[30], ["c"], [41]]


@pytest.mark.parametrize(
    ("rows", "parents", "totals", "match"),
    [
        ([[5, 6, 12]], None, True, "Row 1 adds up to 11 but its total is 12"),
        ([[9], [8]], [1, None], False, "Row 2 is 8 but the rows within it add up to more"),
        ([[9], [9]], [1, 0], False, "in a circle"),
    ],
)
def test_sums_that_do_not_hold_are_refused(rows, parents, totals, match):
    with pytest.raises(ValueError, match=match):
        suppress_counts(rows, parents=parents, totals=totals)


def test_a_higher_threshold():
    rows, parents = with_total_row([[9], [30], [11]])
    assert text(suppress_counts(rows, parents=parents, threshold=10)) == [["c"], [30], ["c"], [50]]


def test_shares_hide_small_numerators_small_rests_and_percentages_on_small_n():
    figures = [(20, 60), (2, 40), (66, 68), (0, 7), (0, 0), (None, 50), ("z", "z")]
    shown = suppress_figures(figures, "%")
    assert [cell.value.symbol or round(cell.value.value) for cell in shown] == [33, "c", "c", "c", "z", ":", "z"]
    assert shown[1].numerator == Cell(None, "c")
    assert shown[1].denominator == Cell(40)
    assert shown[3].numerator == Cell(0)


def test_shares_of_teams_within_a_county():
    figures = [(2, 40), (20, 60), (30, 90), (52, 190)]
    shown = suppress_figures(figures, "%", parents=[3, 3, 3, None])
    assert [cell.numerator.symbol for cell in shown] == ["c", "c", None, None]
    assert [cell.value.symbol for cell in shown] == ["c", "c", None, None]
    assert [cell.denominator.value for cell in shown] == [40, 60, 90, 190]


def test_rates_are_protected_by_their_numerator():
    shown = suppress_figures(
        [(3, 20_000), (40, 50_000), (9, 8_000), (52, 78_000)], "rate per 10k", parents=[3, 3, 3, None]
    )
    assert [cell.value.symbol for cell in shown] == ["c", None, "c", None]
    assert [cell.denominator.value for cell in shown] == [20_000, 50_000, 8_000, 78_000]


def test_means_are_protected_by_their_n():
    shown = suppress_figures([(100, 3), (100, 9), (400, 20), (100, 0), (7, None)], "months")
    assert [cell.value.symbol or cell.value.value for cell in shown] == ["c", "c", 20.0, "z", "c"]
    assert [cell.numerator.symbol for cell in shown] == ["c", "c", None, "z", "c"]


def test_a_mean_on_a_small_n_cannot_be_had_from_the_sums_around_it():
    shown = suppress_figures([(70, 7), (200, 20), (300, 30), (570, 57)], "months", parents=[3, 3, 3, None])
    assert [cell.numerator.symbol for cell in shown] == ["c", "c", None, None]
    assert [cell.denominator.symbol for cell in shown] == ["c", "c", None, None]


def test_counts_as_figures():
    shown = suppress_figures([(3, None), (7, None)], "count")
    assert [cell.value.symbol or cell.value.value for cell in shown] == ["c", 7.0]


class Attacker:
    """Tries every table that fits what is shown: knows all sums, and that a hidden count is at least one.

    Counts are tried within four of the truth, which is enough to tell three values apart.
    """

    def __init__(self, rows, shown, parents, totals):
        self.rows, self.shown, self.totals = rows, shown, totals
        self.columns = len(rows[0]) - totals
        self.children = {
            row: [child for child, parent in enumerate(parents) if parent == row] for row in range(len(rows))
        }
        self.top = parents.index(None)

    def width(self, row, column):
        """How far apart the lowest and highest possible value of a cell are."""
        true = self.rows[row][column]
        fits = [value for value in range(max(1, true - 4), true + 5) if self.sums(self.top, (row, column, value))]
        assert true in fits
        return fits[-1] - fits[0]

    def sums(self, row, guess):
        """The rows of counts that `row` may hold while `guess` (row, column, value) is right."""
        if not self.children[row]:
            return {pick for pick in product(*self.near(row)) if self.fits(row, pick, guess)}
        reached = {(0,) * self.columns}
        for child in self.children[row]:
            picks = self.sums(child, guess)
            reached = {tuple(map(sum, zip(one, two, strict=True))) for one in reached for two in picks}
        return {pick for pick in reached if self.fits(row, pick, guess)}

    def near(self, row):
        for column in range(self.columns):
            true = self.rows[row][column]
            seen = self.shown[row][column].value is not None
            yield [true] if seen else range(max(1, true - 4), true + 5)

    def fits(self, row, pick, guess):
        whole = (*pick, sum(pick)) if self.totals else pick
        if guess[0] == row and whole[guess[1]] != guess[2]:
            return False
        return all(cell.value in (None, value) for cell, value in zip(self.shown[row], whole, strict=True))


def assert_safe(rows, parents, totals):
    shown = suppress_counts(rows, parents=parents, totals=totals)
    attacker = Attacker(rows, shown, parents, totals)
    for row, column in product(range(len(rows)), range(len(rows[0]))):
        if 0 < rows[row][column] < 5:
            assert shown[row][column].hidden
            assert attacker.width(row, column) >= 3


def tree(areas):
    """Teams, then areas, then the county, with the row each is added into."""
    teams = [list(team) for area in areas for team in area]
    county = len(teams) + len(areas)
    parents = [len(teams) + number for number, area in enumerate(areas) for _ in area]
    subtotals = [[sum(column) for column in zip(*area, strict=True)] for area in areas]
    whole = [sum(column) for column in zip(*subtotals, strict=True)]
    return [*teams, *subtotals, whole], [*parents, *[county] * len(areas), None]


@given(st.lists(st.tuples(COUNT, COUNT), min_size=2, max_size=3))
@settings(max_examples=60, deadline=None)
def test_an_attacker_cannot_find_a_small_count(leaves):
    rows, parents = with_totals([list(row) for row in leaves])
    assert_safe(rows, parents, totals=True)


@given(st.lists(st.lists(st.tuples(COUNT), min_size=1, max_size=3), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_an_attacker_cannot_find_a_small_team_in_a_tree(areas):
    rows, parents = tree(areas)
    assert_safe(rows, parents, totals=False)


@given(st.lists(st.lists(st.tuples(COUNT, COUNT), min_size=1, max_size=2), min_size=1, max_size=2))
@settings(max_examples=40, deadline=None)
def test_an_attacker_cannot_find_a_small_count_in_a_tree_with_totals(areas):
    rows, parents = tree(areas)
    assert_safe([[*row, sum(row)] for row in rows], parents, totals=True)


def test_the_attacker_does_find_what_is_badly_hidden():
    rows, parents = with_total_row([[2], [30], [9]])
    shown = [[Cell(None, "c")], [Cell(30)], [Cell(9)], [Cell(41)]]
    assert Attacker(rows, shown, parents, False).width(0, 0) == 0


@given(st.lists(st.tuples(COUNT, COUNT), min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_shares_never_show_a_small_count_or_give_one_back(pairs):
    figures = [(min(pair), max(pair)) for pair in pairs]
    figures.append((sum(top for top, _ in figures), sum(under for _, under in figures)))
    shown = suppress_figures(figures, "%", parents=[*[len(pairs)] * len(pairs), None])
    for (top, under), figure in zip(figures, shown, strict=True):
        assert not (figure.numerator.value is not None and 0 < top < 5)
        assert not (figure.denominator.value is not None and 0 < under < 5)
        both = figure.numerator.value is not None and figure.denominator.value is not None
        assert not (both and 0 < under - top < 5)
        assert figure.value.value is None or (both and under >= 10)
    alone = [figure for figure in shown[:-1] if figure.numerator.hidden]
    if shown[-1].numerator.value is not None:
        assert len(alone) != 1


@given(st.lists(st.lists(COUNT, min_size=3, max_size=3), min_size=3, max_size=6))
def test_zeros_are_always_shown_and_shown_values_are_true(leaves):
    rows, parents = with_totals(leaves)
    for row, cells in zip(rows, suppress_counts(rows, parents=parents, totals=True), strict=True):
        for value, cell in zip(row, cells, strict=True):
            assert cell.value == value or (cell.hidden and value > 0)


def test_twenty_four_tables_in_a_fifth_of_a_second():
    random = Random(1)
    tables = [
        with_totals([[random.choice([0, 1, 2, 3, 6, 9, 14, 40]) for _ in range(6)] for _ in range(8)])
        for _ in range(24)
    ]
    start = process_time()
    for rows, parents in tables:
        suppress_counts(rows, parents=parents, totals=True)
    assert process_time() - start < 0.2
