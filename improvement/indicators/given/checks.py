"""Check figures against what we know: teams and their tree, each other, and what was given before."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from casework.models import Level, Team, TeamEdge
from improvement.indicators.definitions import definition
from improvement.indicators.given.lines import Line
from improvement.indicators.given.problems import Problem
from improvement.indicators.models import GivenFigure
from improvement.indicators.sources import BEGAN, COUNTED_FROM
from improvement.lib.months import long_label, month_end


@dataclass(frozen=True)
class Tree:
    """The teams and who stood over whom when."""

    teams: dict[int, Team]
    county: int | None
    edges: tuple[tuple, ...]

    def parents(self, month: date) -> dict[int, int]:
        """Return the place over each team at the month's end."""
        day = month_end(month)
        return {team: above for team, above, start, end in self.edges if start <= day and (end is None or end > day)}

    def above(self, team: int, parents: dict[int, int]) -> list[int]:
        """Return every place that a team's figures are added into, nearest first; the county is over everyone."""
        found = []
        place = parents.get(team)
        while place is not None and place not in found:
            found.append(place)
            place = parents.get(place)
        if self.county is not None and team != self.county and self.county not in found:
            found.append(self.county)
        return found


def tree() -> Tree:
    """Return the tree; two queries."""
    teams = {team.pk: team for team in Team.objects.all()}
    county = min((pk for pk, team in teams.items() if team.level == Level.COUNTY), default=None)
    return Tree(teams, county, tuple(TeamEdge.objects.values_list("team_id", "parent_id", "start_on", "end_on")))


def held_for(lines: Iterable[Line]) -> dict[tuple, GivenFigure]:
    """Return the figures there are for the indicators and months of these lines, by key; one query."""
    lines = list(lines)
    rows = GivenFigure.objects.filter(
        indicator__in={line.indicator for line in lines}, month__in={line.month for line in lines}
    )
    return {(row.indicator, row.team_id, row.month): row for row in rows}


def faults(lines: list[Line], *, held: dict[tuple, GivenFigure], places: Tree) -> list[Problem]:
    """Return what is wrong with these figures taken together and beside what we hold.

    A team that was not open, a figure that stands twice, and one that would be counted twice: a given figure is the
    whole of its place, so a place and one below it never both have one for the same indicator and month.
    """
    found, first = [], {}
    for line in lines:
        if line.key in first:
            found.append(Problem("twice", line.line, words=str(first[line.key])))
        else:
            first[line.key] = line.line
        team = places.teams[line.team]
        if team.opened_on > month_end(line.month) or (team.closed_on and team.closed_on <= line.month):
            found.append(Problem("team_not_open", line.line, "team", team.name, team.name))
    return found + _counted_twice(first, held, places)


def counted_here(lines: list[Line]) -> list[Problem]:
    """Return a word on each figure that is counted here from audits or feedback instead; one query."""
    months, found = began(), []
    for each in lines:
        source = definition(each.indicator).source
        if source in months and each.month >= months[source]:
            words = f"{long_label(months[source])} on this is counted from {COUNTED_FROM[source]}"
            found.append(Problem("counted_here", each.line, "month", words=words))
    return found


def began() -> dict[str, date]:
    """Return, of each source counted from what is here, the month from which on it is, once there is any; one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"NULLIF({began}, 'infinity'::date)" for began in BEGAN.values()))
        return {source: month for source, month in zip(BEGAN, cursor.fetchone(), strict=True) if month}


def _counted_twice(given: dict[tuple, int], held: dict[tuple, GivenFigure], places: Tree) -> list[Problem]:
    teams: dict[tuple, dict[int, str]] = defaultdict(dict)
    for indicator, team, month in held:
        teams[indicator, month][team] = "already"
    for (indicator, team, month), line in given.items():
        teams[indicator, month][team] = f"on line {line}" if line else "in the file"
    parents = {month: places.parents(month) for month in {month for _, month in teams}}
    found = []
    for (indicator, month), said in teams.items():
        for team in said:
            above = next((place for place in places.above(team, parents[month]) if place in said), None)
            if above is None:
                continue
            own, over = given.get((indicator, team, month)), given.get((indicator, above, month))
            name = places.teams[above if own is not None else team].name
            if own is not None:
                found.append(Problem("given_above", own, "team", words=f"{name} has a figure {said[above]}"))
            elif over is not None:
                found.append(Problem("given_below", over, "team", words=f"{name}, below it, has a figure already"))
    return found
