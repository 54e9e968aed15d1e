"""Where the answers to a survey count: teams of the tree where staff are asked, kinds of agency where partners are."""

from dataclasses import dataclass
from datetime import date

from casework.queries import team_tree
from feedback.models import Agency
from feedback.surveys.kinds import HANDED, KINDS

# What stands for a kind of agency in a code. A number is never given to another kind: codes that are out keep theirs.
NUMBERS = {
    Agency.HEALTH: 1,
    Agency.POLICE: 2,
    Agency.SCHOOLS: 3,
    Agency.HOUSING: 4,
    Agency.PROBATION: 5,
    Agency.CAFCASS: 6,
    Agency.VOLUNTARY: 7,
    Agency.OTHER: 8,
}
WHOLE, ALL = 0, "All agencies"


@dataclass(frozen=True)
class Place:
    """A team, or a kind of agency that works with one: its number in codes, and its name and address for a reader."""

    number: int
    team_id: int
    agency: str
    name: str
    code: str

    @property
    def key(self) -> tuple[int, str]:
        """What rows that count for this place hold."""
        return self.team_id, self.agency


def places_of(survey, *, on: date) -> tuple[list[Place], list[int | None]]:
    """Return the places of a survey, the whole first, and for each the row it is added into; two queries for staff."""
    return _agencies(survey.team) if KINDS[survey.kind].asks == HANDED else _teams(survey.team, on)


def _agencies(team) -> tuple[list[Place], list[int | None]]:
    kinds = [Place(NUMBERS[each], team.pk, each.value, each.label, each.value) for each in Agency]
    return [Place(WHOLE, team.pk, "", ALL, team.code), *kinds], [None, *[0] * len(kinds)]


def _teams(top, on) -> tuple[list[Place], list[int | None]]:
    nodes = team_tree(on=on)
    first = next((row for row, node in enumerate(nodes) if node.team.pk == top.pk), None)
    if first is None:
        return [_team(top)], [None]
    places, parents, above = [], [], []
    for node in nodes[first:]:
        depth = node.depth - nodes[first].depth
        if places and depth <= 0:
            break
        del above[depth:]
        places.append(_team(node.team))
        parents.append(above[-1] if above else None)
        above.append(len(places) - 1)
    return places, parents


def _team(team) -> Place:
    return Place(team.pk, team.pk, "", team.name, team.code)
