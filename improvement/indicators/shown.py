"""Figures as a person may see them: in full, or with small numbers hidden the same way on every page and in every file.

What may be shown of a team's figure depends on the teams around it: a hidden number must not come back as the county
less the rest, nor as what another indicator counts of the same children. So each month is looked at for the whole tree
and for all indicators that are linked (`ties.py`), whichever team and indicator the page is about; every page, table,
chart and file then says the same.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from casework.models import Team, TeamEdge
from improvement.indicators.access import Standing
from improvement.indicators.collated import collated
from improvement.indicators.definitions import definition
from improvement.indicators.issued.queries import past
from improvement.indicators.kept import figures_below, kept_readings
from improvement.indicators.protection import NO_PAST, Hidden, Past, Tree, hidden_by_month
from improvement.indicators.queries import DEFAULT_MONTHS, Point, TeamFigure, series_of
from improvement.indicators.readings import Reading, reading_from
from improvement.indicators.terms import terms_of, without_notes
from improvement.indicators.ties import families
from improvement.lib import suppression
from improvement.lib.months import add_months
from improvement.lib.suppression import CONFIDENTIAL


def readings_shown(standing: Standing, codes: Iterable[str], *, months: int = DEFAULT_MONTHS) -> list[Reading]:
    """Return a reading for each indicator where the person stands, as they may see it."""
    codes = tuple(codes)
    if standing.in_full:
        return kept_readings(team=standing.team, codes=codes, until=standing.month, months=months)
    shown = series_shown(codes, until=standing.month, months=months, teams=[standing.team.pk])
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
    shown = series_shown([code], until=standing.month, months=1, teams=[each.team.pk for each in figures])[code]
    nothing = Point(standing.month, symbol=CONFIDENTIAL)
    return tuple(TeamFigure(each.team, next(iter(shown.get(each.team.pk, ())), nothing)) for each in figures)


def series_shown(
    codes: Iterable[str], *, until: date, months: int, teams: Collection[int] | None = None
) -> dict[str, dict[int, tuple[Point, ...]]]:
    """Return points by code and team id with small numbers hidden, for who sees them so; four queries.

    All teams unless `teams` are named. What is hidden does not depend on what is asked for.
    """
    wanted, codes = teams, tuple(codes)
    teams = list(Team.objects.only("pk", "level"))
    edges = tuple(TeamEdge.objects.values_list("team_id", "parent_id", "start_on", "end_on"))
    tree = Tree({team.pk: team.level for team in teams}, edges)
    groups = [group for group in families() if set(group) & set(codes)]
    linked = [code for group in groups for code in group]
    # A month more, because what a stock was before is given away by what it is now and what changed it.
    found = series_of(teams=teams, codes=linked, until=until, months=months + 1)
    first = add_months(until, 1 - months)
    span = {"codes": linked, "first": add_months(until, -months), "last": until}
    gone = _with(past(**span), collated(teams=teams, **span))
    shown: dict[str, dict[int, tuple[Point, ...]]] = {}
    for group in groups:
        hidden = hidden_by_month(found, group, tree, gone)
        for code in set(group) & set(codes):
            shown[code] = {
                team_id: tuple(
                    _point(code, team_id, point, hidden[point.month], gone.get(point.month, NO_PAST))
                    for point in series[code]
                    if point.month >= first
                )
                for team_id, series in found.items()
                if wanted is None or team_id in wanted
            }
    return shown


def _with(gone: dict[date, Past], told: dict[date, frozenset]) -> dict[date, Past]:
    """Return what was published of each month, with what the collation tells of it."""
    for month, known in told.items():
        found = gone.get(month, NO_PAST)
        gone[month] = replace(found, known=found.known | known)
    return gone


def _point(code: str, team_id: int, point: Point, hidden: Hidden, gone: Past) -> Point:
    top = point.numerator if point.numerator is not None else point.symbol or None
    figure = suppression.shown(
        top,
        point.denominator,
        definition(code).unit,
        top_hidden=hidden.holds(code, "n", team_id),
        under_hidden=hidden.holds(code, "d", team_id),
    )
    if figure.value.symbol == CONFIDENTIAL and (code, team_id) in gone.printed:
        # As everybody has it already; what it is now differs by too few to be told.
        return gone.printed[code, team_id]
    if figure.value.symbol:
        return Point(point.month, figure.numerator.value, figure.denominator.value, figure.value.symbol)
    return Point(point.month, figure.numerator.value, figure.denominator.value)
