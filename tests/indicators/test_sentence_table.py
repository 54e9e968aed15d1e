"""The page that people read through says of each series what its row is called."""

from pathlib import Path

import pytest

from improvement.indicators.sentence_table import POLARITIES, SHAPES, TARGETS, sentences_page

# What the sentence of each series has to say.
SAYS = {
    "No real change": "no real change in eighteen months",
    "One month above": "above the usual range in October",
    "One month below": "below the usual range in October",
    "Seven months above": "above average for seven months",
    "Seven months below": "below average for seven months",
    "Rising month after month": "risen every month since",
    "Falling month after month": "fallen every month since",
    "Two of three months near the top": "near the top of the usual range in two of the last three months",
    "Two of three months near the bottom": "near the bottom of the usual range in two of the last three months",
    "Above and rising": "above average for seven months, and rising every month since",
    "Above, though falling": ", though falling every month since",
    "Below, though rising": ", though still below average",
    "Back in the usual range": "back in the usual range in October",
    "In the usual range for four months": "in the usual range since July",
    "Nine months only": "9 of 13 points so far",
    "One month only": "1 of 13 points so far",
    "No figure yet": "no figures yet",
}
LINES = [line.strip("| ").split(" | ") for line in sentences_page().splitlines() if line.startswith("| ")]


@pytest.mark.parametrize("name", [name for name, _ in SHAPES])
def test_each_row_says_what_it_is_called(name):
    titles = [line[2] for line in LINES if line[0] == name]
    assert len(titles) >= len(POLARITIES)
    assert all(SAYS[name] in title for title in titles)


def test_each_series_stands_with_each_target_where_more_or_less_is_better():
    for name, _ in SHAPES[:-1]:
        assert sum(line[0] == name for line in LINES) == 2 * len(TARGETS) + 2, name


def test_the_page_is_as_written():
    assert Path("docs/sentences.md").read_text("utf-8") == sentences_page()
