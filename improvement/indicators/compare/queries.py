"""What the teams of a place counted over a span, and how each stands to the whole."""

from dataclasses import dataclass
from datetime import date

from casework import access
from casework.models import Team
from improvement.indicators.access import Standing
from improvement.indicators.queries import Point, series_of
from improvement.indicators.readings import Reading
from improvement.indicators.shown import series_shown
from improvement.lib import funnel
from improvement.lib.months import month_end
from improvement.lib.rates import unit_of

NOTHING = "nothing to compare"
SPANS = {1: "this month", 3: "the last three months", 12: "the last twelve months"}


@dataclass(frozen=True)
class Placed:
    """A team and how it stands; `part` is None where there is nothing to compare, and `why` says so."""

    team: Team
    part: funnel.Part | None
    why: str = ""


@dataclass(frozen=True)
class Comparison:
    """The teams of a place against the place itself, in order of name; `reason` says why there is none."""

    teams: tuple[Placed, ...]
    centre: float | None
    numerator: int | None
    denominator: float | None
    share: bool
    reason: str = ""


def compare(reading: Reading, standing: Standing, *, span: int) -> Comparison:
    """Return the teams at or below where the person stands against the whole, over the last `span` months.

    Teams where the figure is a share; places with a population where it is a rate. Each adds up its numerators and its
    denominators (a population once). At most four queries; a person who sees small numbers hidden sees no team whose
    months are hidden.
    """
    kind = unit_of(reading.definition.unit)
    if not kind.divided or not (kind.share or reading.definition.is_rate):
        return _none("Only shares and rates can be compared so: a count has no size, and a mean no limits.")
    whole = _added(reading.points[-span:], rate=reading.definition.is_rate, span=span)
    if whole is None or not whole[1] or whole[0] != int(whole[0]):
        return _none(f"{standing.team.name} has no figure for {SPANS[span]} to compare with.")
    centre = min(whole[0] / whole[1], 1.0) if kind.share else whole[0] / whole[1]
    level = "team" if kind.share else "district"
    teams = _teams(standing.team, standing.month, level)
    if not teams:
        return _none(f"There is no {level} below {standing.team.name} to compare.")
    code = reading.definition.code
    if standing.in_full:
        found = series_of(teams=teams, codes=[code], until=standing.month, months=span)
        series = {team.pk: found[team.pk][code] for team in teams}
    else:
        series = series_shown([code], until=standing.month, months=span)[code]
    placed = tuple(
        _placed(team, series.get(team.pk, ()), centre, share=kind.share, rate=reading.definition.is_rate, span=span)
        for team in teams
    )
    return Comparison(placed, centre, int(whole[0]), whole[1], kind.share)


def _none(reason: str) -> Comparison:
    return Comparison((), None, None, None, False, reason)


def _teams(team: Team, month: date, level: str) -> list[Team]:
    below = access.at_or_below([team.pk], on=month_end(month)) - {team.pk}
    return list(Team.objects.filter(pk__in=below, level=level).order_by("name"))


def _added(points: tuple[Point, ...], *, rate: bool, span: int) -> tuple[float, float] | None:
    if len(points) < span or any(point.symbol or point.numerator is None for point in points):
        return None
    under = [point.denominator or 0 for point in points]
    return sum(point.numerator for point in points), under[-1] if rate else sum(under)


def _placed(team: Team, points, centre: float, *, share: bool, rate: bool, span: int) -> Placed:
    if any(point.symbol for point in points):
        return Placed(team, None, "hidden because the numbers are small")
    found = _added(points, rate=rate, span=span)
    if found is None or not found[1]:
        return Placed(team, None, NOTHING)
    if found[0] != int(found[0]) or (share and found[0] > found[1]):
        return Placed(team, None, "not a number of cases")
    return Placed(team, funnel.place(int(found[0]), found[1], centre=centre, share=share))
