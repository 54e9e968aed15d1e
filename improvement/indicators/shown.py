"""Figures as a person may see them: in full, or with small numbers hidden the same way on every page and in every file.

What may be shown of a team's figure depends on the teams around it: a hidden number must not come back as the county
less the rest. So each month of an indicator is looked at for the whole tree at once, whichever team the page is about;
every page, table, chart and file then says the same.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from casework.models import Team, TeamEdge
from improvement.indicators.access import Standing
from improvement.indicators.definitions import definition
from improvement.indicators.kept import figures_below, kept_readings
from improvement.indicators.queries import DEFAULT_MONTHS, Point, TeamFigure, series_of
from improvement.indicators.readings import Reading, reading_from
from improvement.indicators.terms import terms_of, without_notes
from improvement.lib.months import month_end
from improvement.lib.suppression import CONFIDENTIAL, suppress_figures


def readings_shown(standing: Standing, codes: Iterable[str], *, months: int = DEFAULT_MONTHS) -> list[Reading]:
    """Return a reading for each indicator where the person stands, as they may see it."""
    codes = tuple(codes)
    if standing.in_full:
        return kept_readings(team=standing.team, codes=codes, until=standing.month, months=months)
    shown = _tree(codes, standing.month, months)
    terms = terms_of(teams=[standing.team], codes=codes)
    team = standing.team
    return [
        reading_from(definition(code), team, shown[code].get(team.pk, ()), without_notes(terms[team.pk, code]))
        for code in codes
    ]


def below_shown(standing: Standing, code: str) -> tuple[TeamFigure, ...]:
    """Return the figures of the teams right below, as the person may see them."""
    figures = figures_below(code=code, team=standing.team, month=standing.month)
    if standing.in_full:
        return figures
    shown = _tree((code,), standing.month, 1)[code]
    nothing = Point(standing.month, symbol=CONFIDENTIAL)
    return tuple(TeamFigure(each.team, next(iter(shown.get(each.team.pk, ())), nothing)) for each in figures)


def series_shown(code: str, *, until: date, months: int) -> dict[int, tuple[Point, ...]]:
    """Return every team's points by its id with small numbers hidden, for who sees them so; three queries."""
    return _tree((code,), until, months)[code]


def _tree(codes, until: date, months: int) -> dict[str, dict[int, tuple[Point, ...]]]:
    """Return every team's points by code and team, small numbers hidden; three queries."""
    teams = list(Team.objects.only("pk"))
    edges = list(TeamEdge.objects.values_list("team_id", "parent_id", "start_on", "end_on"))
    found = series_of(teams=teams, codes=codes, until=until, months=months)
    return {code: _hidden({team_id: series[code] for team_id, series in found.items()}, code, edges) for code in codes}


def _hidden(series: dict[int, tuple[Point, ...]], code: str, edges) -> dict[int, tuple[Point, ...]]:
    by_month: dict[date, dict[int, Point]] = {}
    for team_id, points in series.items():
        for point in points:
            by_month.setdefault(point.month, {})[team_id] = point
    shown: dict[int, list[Point]] = {team_id: [] for team_id in series}
    for month in sorted(by_month):
        for team_id, point in _hidden_month(by_month[month], code, edges).items():
            shown[team_id].append(point)
    return {team_id: tuple(points) for team_id, points in shown.items()}


def _hidden_month(points: dict[int, Point], code: str, edges) -> dict[int, Point]:
    day = month_end(next(iter(points.values())).month)
    parent = {team: above for team, above, start, end in edges if start <= day and (end is None or end > day)}
    order = sorted(points)
    place = {team_id: index for index, team_id in enumerate(order)}
    cells = _cells(
        definition(code).unit,
        tuple(place.get(parent.get(team_id)) for team_id in order),
        tuple(
            (point.numerator if point.numerator is not None else point.symbol or None, point.denominator)
            for point in (points[team_id] for team_id in order)
        ),
    )
    return {team_id: _point(points[team_id].month, cell) for team_id, cell in zip(order, cells, strict=True)}


@lru_cache(maxsize=8192)
def _cells(unit: str, parents: tuple, figures: tuple) -> tuple:
    """Return the figures as they may be shown; the same numbers are worked out once, whoever asks."""
    try:
        return tuple(suppress_figures(figures, unit, parents=parents))
    except ValueError:
        # Parts that add up to more than their whole (people counted once above and twice below, or a roll-up under
        # way) cannot be shown to protect anything, so nothing of the month is shown.
        return (None,) * len(figures)


def _point(month: date, cell) -> Point:
    if cell is None:
        return Point(month, symbol=CONFIDENTIAL)
    if cell.value.symbol:
        return Point(month, None, cell.denominator.value, cell.value.symbol)
    return Point(month, cell.numerator.value, cell.denominator.value)
