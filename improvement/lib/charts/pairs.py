"""Shares of two groups side by side, a line a question: rings for the first group, diamonds for the second.

A share that is hidden is not drawn, and nothing of it reaches the picture or its alternative text.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from improvement.lib.charts import palette

WIDTH, LEFT, RIGHT, TOP, STEP = 328, 8, 44, 8, 56


@dataclass(frozen=True)
class Pair:
    """One question: the share of each group in per cent, or None where it is not shown."""

    label: str
    first: float | None
    second: float | None


def pairs_svg(pairs: Sequence[Pair], *, names: tuple[str, str], alt: str) -> SafeString:
    """Return the chart as an `<svg>` element; `names` are the two groups, `alt` its alternative text."""
    context = {
        "width": WIDTH,
        "height": TOP + STEP * len(pairs) + 36,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "rows": [_row(number, pair) for number, pair in enumerate(pairs)],
        "foot": TOP + STEP * len(pairs) + 24,
        "names": names,
        "alt": alt,
        "palette": palette,
    }
    return mark_safe(get_template("components/pairs.svg").render(context))  # noqa: S308


def _row(number: int, pair: Pair) -> dict:
    y = TOP + STEP * number + 36
    marks = [(value, _x(value)) for value in (pair.first, pair.second)]
    return {
        "label": pair.label,
        "label_y": y - 18,
        "y": y,
        "first": marks[0] if marks[0][0] is not None else None,
        "second": marks[1] if marks[1][0] is not None else None,
        "joined": None not in (pair.first, pair.second),
    }


def _x(value: float | None) -> float | None:
    return None if value is None else round(LEFT + (WIDTH - LEFT - RIGHT) * value / 100, 1)
