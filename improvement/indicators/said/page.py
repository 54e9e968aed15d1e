"""What is said of a figure, as its page shows it, and what this person may do about it."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse

from casework.access import may
from improvement.indicators import pages
from improvement.indicators.access import Standing
from improvement.indicators.readings import Reading
from improvement.indicators.said.queries import CommentLine, QueryLine, said_of

# What can be done from a figure's page, for who may.
ACTS = (
    ("figures:explain", "Explain this number"),
    ("figures:ask", "Ask about this figure"),
    ("figures:comment", "Comment on it"),
    ("figures:limits", "Set its limits anew"),
)


@dataclass(frozen=True)
class Said:
    """Queries and comments about a team's figures, newest month first, and the doors to say more."""

    queries: list[QueryLine]
    comments: list[CommentLine]
    doors: list[tuple[str, str]]


def said(request: HttpRequest, reading: Reading, standing: Standing, *, on: date) -> Said:
    """Return what is said of the figures on the page as they stand on a day; one query."""
    code, query = reading.definition.code, pages.query_of(request)
    queries, comments = said_of(team=standing.team, indicator=code, on=on)
    return Said(
        queries=queries,
        comments=comments,
        doors=[(words, reverse(name, args=[code]) + query) for name, words in ACTS if may(request.user, name)],
    )
