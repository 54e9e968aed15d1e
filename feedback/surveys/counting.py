"""From opened sheets to what may be shown of them, and nothing else."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from feedback.surveys.places import Place, places_of
from feedback.surveys.sealing import LEAST, Sheet
from improvement.lib.linked import Plan, Strand, hide

ANSWERS = "answers"


@dataclass(frozen=True)
class Shown:
    """What may be shown at one place: how many answered, and by question the points they gave, where those may be."""

    place: Place
    answers: int
    points: dict[int, int]


def may_be_shown(sheets: Sequence[Sheet], *, places: Sequence[Place], parents: Sequence[int | None]) -> list[Shown]:
    """Return what may be shown at the places of a survey, by the suppression service with ten in place of five.

    A number of answers below ten is hidden, and with it whatever would give it away: a neighbour, or a whole. Scores go
    where the number of answers goes.
    """
    width = len(sheets[0].choices) if sheets else 0
    counts = _added(sheets, places, parents, width)
    names = [name for name in counts if name != ANSWERS]
    plan = Plan(
        (Strand((ANSWERS,)), *(Strand((name,)) for name in names)),
        after=dict.fromkeys(names, ANSWERS),
        thresholds={ANSWERS: LEAST, **dict.fromkeys(names, 0)},
    )
    hidden = hide(tuple(parents), counts, plan)
    return [
        Shown(
            place,
            counts[ANSWERS][row],
            {question: counts[f"q{question}"][row] for question in range(width) if not hidden[f"q{question}"][row]},
        )
        for row, place in enumerate(places)
        if counts[ANSWERS][row] >= LEAST and not hidden[ANSWERS][row]
    ]


def _added(sheets, places, parents, width) -> dict[str, list[int]]:
    """Return the answers and the points of each question at each place, with those of all places below it.

    A sheet from a team that has left the tree since counts for the place that was asked.
    """
    row_of = {place.number: row for row, place in enumerate(places)}
    counts = {name: [0] * len(places) for name in (ANSWERS, *(f"q{question}" for question in range(width)))}
    by_row = Counter()
    for sheet in sheets:
        row = row_of.get(sheet.place, 0)
        while row is not None:
            by_row[ANSWERS, row] += 1
            for question, points in enumerate(sheet.choices):
                by_row[f"q{question}", row] += points
            row = parents[row]
    for (name, row), count in by_row.items():
        counts[name][row] = count
    return counts


def invited_below(survey, *, on: date) -> list[tuple[Place, int]]:
    """Return the places of a survey, the whole first, with how many were invited there and below; three queries."""
    places, parents = places_of(survey, on=on)
    row_of = {place.key: row for row, place in enumerate(places)}
    invited = [0] * len(places)
    for key in survey.invitations.values_list("team_id", "agency"):
        row = row_of.get(key, 0)
        while row is not None:
            invited[row] += 1
            row = parents[row]
    return [(place, invited[row]) for row, place in enumerate(places) if invited[row]]
