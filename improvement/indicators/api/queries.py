"""The rows that a program is given, as its person may see them."""

from dataclasses import dataclass
from datetime import date

from casework import access
from casework.models import Team
from improvement.indicators.definitions import definition
from improvement.indicators.queries import Point, figures_table
from improvement.indicators.shown import series_shown
from improvement.lib.months import months_between, next_month
from improvement.lib.rates import value_of

FIGURES = "api:figures"
COLUMNS = ("indicator", "team", "month", "numerator", "denominator", "value", "unit", "symbol", "definition_version")


@dataclass(frozen=True)
class Asked:
    """What a program asked for: None for all teams or indicators it may see."""

    since: date
    until: date
    teams: tuple[str, ...] | None
    codes: tuple[str, ...] | None


def teams_of(user) -> tuple[list, set[int]]:
    """Return the teams this person may see figures of, by code, and the ids of those seen in full; three queries.

    A team here is a row of `pk`, `code`, `name` and `level`: fifty models a call take longer than their query.
    """
    reach = access.team_ids_for(user, FIGURES)
    full = access.team_ids_for(user, FIGURES, codes="A")
    rows = Team.objects.filter(pk__in=reach).order_by("code").values_list("pk", "code", "name", "level", named=True)
    return list(rows), full


def figures(asked: Asked, *, teams: list, full: set[int]) -> list[dict]:
    """Return the figures asked for, by indicator, team and month, of what `teams_of` gave for the person.

    One query, and four more where small numbers are hidden.
    """
    if asked.teams is not None:
        teams = [team for team in teams if team.code in asked.teams]
    seen = [team for team in teams if team.pk in full]
    rows = [
        _row(found.definition, found.team.code, found.point, found.definition_version)
        for found in figures_table(
            team_ids=[team.pk for team in seen], since=asked.since, until=asked.until, codes=asked.codes
        )
    ]
    hidden = [team for team in teams if team.pk not in full]
    if hidden:
        months = len(months_between(asked.since, next_month(asked.until)))
        for code, shown in series_shown(asked.codes or (), until=asked.until, months=months).items():
            defined = definition(code)
            rows += [
                _row(defined, team.code, point, defined.version_in(point.month))
                for team in hidden
                for point in shown.get(team.pk, ())
                if point.numerator is not None or point.symbol
            ]
    return sorted(rows, key=lambda row: (row["indicator"], row["team"], row["month"]))


def _row(defined, team: str, point: Point, version: int) -> dict:
    value = value_of(point.numerator, point.denominator, defined.unit) if not point.symbol else None
    return {
        "indicator": defined.code,
        "team": team,
        "month": point.month.isoformat()[:7],
        "numerator": point.numerator,
        "denominator": point.denominator,
        "value": round(value, 4) if value is not None else None,
        "unit": defined.unit,
        "symbol": point.symbol or None,
        "definition_version": version,
    }
