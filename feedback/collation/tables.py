"""The collation as a table that leaves: one row a question and way, symbols where numbers are hidden."""

from collections.abc import Iterator

from feedback.collation.queries import Collation
from feedback.models import Choice
from improvement.lib.months import long_label
from improvement.lib.suppression import Cell

HEADERS = ("Month", "Question", "How", *Choice.labels, "Answered", "Yes, %")
NOTES = (
    "c: hidden, because it is small or would give a small number away. z: nobody answered.",
    "A share is shown with its n, and only where ten or more answered.",
)


def rows_of(found: Collation) -> Iterator[list]:
    """Yield what was heard, question by question; then the themes, with how many answers speak of each."""
    month = long_label(found.month)
    for each in found.questions:
        for line in each.lines:
            shown = [_plain(cell) for cell in (*line.choices, line.n)]
            share = line.share.symbol or round(line.share.value)
            yield [month, each.question.words, line.label, *shown, share]
    for name, cell in found.themes:
        yield [month, f"Theme: {name}", "Everybody", *[""] * len(Choice), _plain(cell), ""]


def _plain(cell: Cell):
    return cell.symbol or cell.value
