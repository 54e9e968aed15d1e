"""What is said of a figure, as its page shows it, and what this person may do about it."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse

from casework.access import may
from improvement.indicators import pages
from improvement.indicators.access import Standing
from improvement.indicators.readings import Reading
from improvement.indicators.said.queries import CommentLine, QueryLine, TestedLine, said_of

# What else can be done from a figure's page, for who may.
ACTS = (
    ("figures:explain", "Explain this number"),
    ("figures:limits", "Set its limits anew"),
)
# More comments than this are folded away.
NEWEST = 2


@dataclass(frozen=True)
class Said:
    """Queries, comments and tests of change about a team's figures, newest month first, and the doors to say more.

    `ask_url`, `comment_url` and `try_url` are empty for who may not.
    """

    queries: list[QueryLine]
    newest: list[CommentLine]
    earlier: list[CommentLine]
    tests: list[TestedLine]
    ask_url: str
    comment_url: str
    try_url: str
    doors: list[tuple[str, str]]


def said(request: HttpRequest, reading: Reading, standing: Standing, *, on: date) -> Said:
    """Return what is said of the figures on the page as they stand on a day; one query."""
    code, query = reading.definition.code, pages.query_of(request)

    def door(name):
        return reverse(name, args=[code]) + query if may(request.user, name) else ""

    queries, comments, tests = said_of(team=standing.team, indicator=code, on=on)
    return Said(
        queries=queries,
        newest=comments[:NEWEST],
        earlier=comments[NEWEST:],
        tests=tests,
        ask_url=door("figures:ask"),
        comment_url=door("figures:comment"),
        try_url=door("figures:test_begin"),
        doors=[(words, url) for name, words in ACTS if (url := door(name))],
    )
