"""From opened sheets to what may be shown of them, and nothing else."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework.models import Team
from casework.queries import team_tree
from feedback.surveys.sealing import LEAST, Sheet
from improvement.lib.linked import Plan, Strand, hide

ANSWERS = "answers"


@dataclass(frozen=True)
class Shown:
    """What may be shown at one place: how many answered, and by question the points they gave, where those may be."""

    team_id: int
    answers: int
    points: dict[int, int]


def may_be_shown(sheets: Sequence[Sheet], *, top: Team, on: date) -> list[Shown]:
    """Return what may be shown at a place and all below it, by the suppression service with ten in place of five.

    A number of answers below ten is hidden, and with it whatever would give it away: a neighbour, or a whole. Scores go
    where the number of answers goes. Two queries.
    """
    places, parents = _tree(top, on)
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
            team_id,
            counts[ANSWERS][row],
            {question: counts[f"q{question}"][row] for question in range(width) if not hidden[f"q{question}"][row]},
        )
        for row, team_id in enumerate(places)
        if counts[ANSWERS][row] >= LEAST and not hidden[ANSWERS][row]
    ]


def _tree(top: Team, on: date) -> tuple[list[int], list[int | None]]:
    """Return the places at and below one, itself first, and for each the row it is added into."""
    nodes = team_tree(on=on)
    first = next((row for row, node in enumerate(nodes) if node.team.pk == top.pk), None)
    if first is None:
        return [top.pk], [None]
    places, parents, above = [], [], []
    for node in nodes[first:]:
        depth = node.depth - nodes[first].depth
        if places and depth <= 0:
            break
        del above[depth:]
        places.append(node.team.pk)
        parents.append(above[-1] if above else None)
        above.append(len(places) - 1)
    return places, parents


def _added(sheets, places, parents, width) -> dict[str, list[int]]:
    """Return the answers and the points of each question at each place, with those of all places below it.

    A sheet from a team that has left the tree since counts for the place that was asked.
    """
    row_of = {team_id: row for row, team_id in enumerate(places)}
    counts = {name: [0] * len(places) for name in (ANSWERS, *(f"q{question}" for question in range(width)))}
    by_row = Counter()
    for sheet in sheets:
        row = row_of.get(sheet.team_id, 0)
        while row is not None:
            by_row[ANSWERS, row] += 1
            for question, points in enumerate(sheet.choices):
                by_row[f"q{question}", row] += points
            row = parents[row]
    for (name, row), count in by_row.items():
        counts[name][row] = count
    return counts


def invited_below(survey, *, on: date) -> list[tuple[Team, int]]:
    """Return the places of a survey, the widest first, with how many were invited there and below; three queries."""
    places, parents = _tree(survey.team, on)
    row_of = {team_id: row for row, team_id in enumerate(places)}
    invited = [0] * len(places)
    for team_id in survey.invitations.values_list("team_id", flat=True):
        row = row_of.get(team_id, 0)
        while row is not None:
            invited[row] += 1
            row = parents[row]
    teams = Team.objects.in_bulk(places)
    return [(teams[team_id], invited[row]) for row, team_id in enumerate(places) if invited[row]]
