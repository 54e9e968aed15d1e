"""The sentences of every kind of series, set beside each other in `data/sentences.txt` for a person to read.

To accept new wording, run `python -m tests.lib.test_sentences` and read the difference.
"""

from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from improvement.lib import rates, sentences
from improvement.lib.months import months_to
from improvement.lib.spc import Rebase, analyse

APPROVED = Path(__file__).parent / "data" / "sentences.txt"
END = date(2026, 10, 1)
STEADY = [50, 48, 51, 49, 52, 50, 47, 51, 50, 49, 51, 48, 52, 50, 49, 51, 50, 48, 51, 49, 50, 52, 49, 50]


@dataclass(frozen=True)
class Series:
    values: list
    symbol: str | None = None
    rebase: date | None = None


SERIES = {
    "steady for two years": Series(STEADY),
    "steady for 14 months": Series(STEADY[:14]),
    "run above": Series([*STEADY[:17], 53, 52, 54, 53, 52, 54, 53]),
    "run below": Series([*STEADY[:17], 46, 47, 45, 46, 47, 45, 46]),
    "run of thirteen": Series([*STEADY[:11], 57, 56, 58, 57, 56, 58, 57, 56, 57, 58, 57, 56, 57]),
    "trend up": Series([*STEADY[:16], 45, 46, 47, 48, 49, 50, 51, 51.5]),
    "trend down": Series([*STEADY[:16], 55, 54, 53, 52, 51, 50, 49, 48.5]),
    "run above and rising": Series([*STEADY[:17], 52, 53, 54, 55, 56, 57, 58]),
    "run below, though rising": Series([*STEADY[:16], 40, 41, 42, 43, 44, 45, 46, 47]),
    "outside above": Series([*STEADY[:23], 61]),
    "outside below": Series([*STEADY[:23], 39]),
    "outside above, though falling": Series([*STEADY[:15], 90, 80, 79, 78, 77, 76, 75, 74, 73]),
    "two of three near the top": Series([*STEADY[:21], 55, 51, 55]),
    "two of three near the bottom": Series([*STEADY[:21], 44.5, 49, 44.5]),
    "back in the usual range, one month": Series([*STEADY[:22], 61, 50]),
    "back in the usual range, four months": Series([*STEADY[:19], 61, 50, 49, 51, 50]),
    "nine points": Series(STEADY[:9]),
    "one point": Series(STEADY[:1]),
    "no points": Series([]),
    "only hidden points": Series([None, None], symbol="c"),
    "latest hidden, steady": Series([*STEADY[:23], None], symbol="c"),
    "latest hidden, run above": Series([*STEADY[:16], 53, 52, 54, 53, 52, 54, 53, None], symbol="c"),
    "latest not yet known": Series([*STEADY[:23], None]),
    "latest does not apply": Series([*STEADY[:23], None], symbol="z"),
    "latest not collected": Series([*STEADY[:23], None], symbol="x"),
    "run above with a gap": Series([*STEADY[:16], 53, 52, None, 53, 52, 54, 53, 54]),
    "steady with a gap": Series([*STEADY[:16], 50, 52, None, *STEADY[:5]]),
    "re-based, steady since": Series(STEADY, rebase=date(2025, 6, 1)),
    "re-based, too few since": Series(STEADY, rebase=date(2026, 2, 1)),
    "always one hundred": Series([100] * 24),
}

# Beyond both limits, between a limit and a month outside it, and in the middle.
TARGETS = (None, 20, 41, 50, 59, 80)

UNITS = {
    "%": ("Visits in time", True, "visits"),
    "count": ("Contacts received", True, ""),
    "rate per 10k": ("Children in care", True, "child population"),
    "cases per FTE": ("Average caseload", False, "full-time workers"),
    "months": ("Entry to care to placement", None, "children"),
    "score": ("Average strengths and difficulties score", False, "children"),
    "working days": ("Median assessment length", False, ""),
    "FTE": ("Social workers in post", True, ""),
}


def sentences_for(series, polarity, target, unit="%"):
    months = months_to(END, len(series.values))
    symbols = [series.symbol if value is None else None for value in series.values]
    rebases = [Rebase(series.rebase, "a new team")] if series.rebase else []
    ceiling = rates.unit_of(unit).ceiling
    spc = analyse(
        months, series.values, polarity=polarity, target=target, symbols=symbols, rebases=rebases, ceiling=ceiling
    )
    subject, plural, counted = UNITS[unit]
    words = sentences.Words(subject, unit, plural=plural, counted=counted)
    divided = rates.unit_of(unit).divided
    scale = rates.unit_of(unit).scale
    under = [200 * scale // 100 if scale > 1 else 200] * len(months) if divided else None
    top = [None if value is None else round(value * under[0] / scale) for value in series.values] if divided else None
    title = sentences.title(spc, words)
    return title, sentences.subtitle(spc, words, top, under), spc, words


def review_table():
    lines = []
    for name, series in SERIES.items():
        for polarity in ("higher", "lower", "neutral"):
            title, subtitle, _, _ = sentences_for(series, polarity, None)
            lines += [f"{name}; {polarity}", f"    {title}", f"    {subtitle}".rstrip()]
    for name, polarity, target in product(
        ("steady for two years", "outside above", "outside below", "nine points"),
        ("higher", "lower", "neutral"),
        TARGETS,
    ):
        lines += [f"{name}; {polarity}; target {target}", f"    {sentences_for(SERIES[name], polarity, target)[1]}"]
    for unit in UNITS:
        title, subtitle, _, _ = sentences_for(SERIES["run above"], "lower", 30, unit)
        lines += [f"run above; lower; target 30; in {unit}", f"    {title}", f"    {subtitle}"]
    return "\n".join(lines) + "\n"


def test_wording_is_as_last_read_by_a_person():
    assert review_table() == APPROVED.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SERIES)
def test_every_combination_is_a_sentence(name):
    for polarity, target, unit in product(("higher", "lower", "neutral"), TARGETS, UNITS):
        title, subtitle, spc, words = sentences_for(SERIES[name], polarity, target, unit)
        for text in (title, subtitle, sentences.alt_text(spc, words, title, subtitle)):
            assert "None" not in text
            assert "  " not in text
            assert "{" not in text
            assert ".." not in text
            assert text == text.strip()
            assert not text or text.endswith(".")
        assert title[0].isupper()
        if polarity == "neutral":
            assert "direction" not in title
            assert "present process" not in subtitle
        if spc.variation.startswith(("improvement", "concern")):
            right = spc.variation.startswith("improvement")
            assert ("in the right direction" if right else "in the wrong direction") in title
        if "no real change" in title:
            assert spc.variation == "none"


def test_the_home_page_example():
    values = [19, 19, 18, 18, 18, 19, 18, 19, 21, 18, 18, 19, 20, 18, 21, 17, 18, 22, 23, 23, 24, 24, 25, 26]
    spc = analyse(months_to(END, 24), values, polarity="lower", target=20)
    words = sentences.Words("Re-referrals", "%", plural=True, counted="referrals")
    assert sentences.title(spc, words) == (
        "Re-referrals have been above average for seven months: this is a real change, in the wrong direction."
    )
    subtitle = sentences.subtitle(spc, words, [89] * 24, [342] * 24)
    assert subtitle.startswith("26% in October (89 of 342 referrals). ")


@pytest.mark.parametrize(
    ("count", "words"), [(0, "no"), (1, "one"), (7, "seven"), (20, "twenty"), (21, "21"), (1200, "1,200")]
)
def test_numbers_in_words(count, words):
    assert sentences.count_in_words(count) == words


@pytest.mark.parametrize(
    ("months", "words"), [(1, "one month"), (12, "twelve months"), (24, "two years"), (25, "25 months")]
)
def test_spans_in_words(months, words):
    assert sentences.span_in_words(months) == words


if __name__ == "__main__":
    APPROVED.write_text(review_table(), encoding="utf-8")
