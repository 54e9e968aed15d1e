"""The two sets side by side: what is told to a worker, and what is told to somebody independent (S07)."""

from dataclasses import dataclass
from math import sqrt

from django.utils.safestring import SafeString

from feedback.collation.queries import INDEPENDENT, WORKER, Asked, Line
from improvement.lib.charts.pairs import Pair, pairs_svg
from improvement.lib.suppression import LEAST_N

NAMES = ("to their worker", "to a chair or manager")
# As far apart as the limits of every other chart here.
SIGMAS = 3


@dataclass(frozen=True)
class Comparison:
    """The sentence, what it is taken from, the chart, and the two lines of each question."""

    sentence: str
    detail: str
    svg: SafeString
    rows: tuple[tuple[str, Line, Line], ...]


def comparison(questions: tuple[Asked, ...]) -> Comparison:
    """Return the two sets of answers side by side, small numbers hidden in both."""
    rows = tuple((each.question.words, each.line(WORKER), each.line(INDEPENDENT)) for each in questions)
    sentence, detail = _sentence(rows)
    pairs = [Pair(words, worker.share.value, independent.share.value) for words, worker, independent in rows]
    alt = f"{sentence}. " + " ".join(f"{words} {_said(worker, independent)}" for words, worker, independent in rows)
    return Comparison(sentence, detail, pairs_svg(pairs, names=NAMES, alt=alt), rows)


def _sentence(rows) -> tuple[str, str]:
    shown = [row for row in rows if None not in (row[1].share.value, row[2].share.value)]
    if not shown:
        return "Too few answers yet to compare", f"Each set needs {LEAST_N} answers to a question."
    apart = [row for row in shown if _is_apart(row[1], row[2])]
    if not apart:
        return "What families tell their worker and somebody independent is much the same", ""
    words, worker, independent = max(apart, key=lambda row: abs(row[1].share.value - row[2].share.value))
    less = "Fewer" if independent.share.value < worker.share.value else "More"
    return f"{less} say yes to somebody independent than to their worker", f"{words} {_said(worker, independent)}"


def _is_apart(first: Line, second: Line) -> bool:
    """Whether two shares differ by more than chance: three standard errors of their difference."""
    n, m = first.n.value, second.n.value
    share = (first.choices[0].value + second.choices[0].value) / (n + m)
    error = 100 * sqrt(share * (1 - share) * (1 / n + 1 / m))
    return abs(first.share.value - second.share.value) > SIGMAS * error


def _said(worker: Line, independent: Line) -> str:
    return f"{_share(worker)} told a worker, {_share(independent)} told a chair or manager."


def _share(line: Line) -> str:
    if line.share.value is None:
        return "too few to show"
    return f"{line.share.value:.0f}% (n {line.n.value})"
