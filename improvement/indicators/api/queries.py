"""The rows that a program is given, as its person may see them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import FloatField
from django.db.models.functions import Cast

from casework import access
from casework.models import Team
from improvement.indicators.definitions import definition
from improvement.indicators.models import Figure
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
    named = {team.pk: team.code for team in teams if team.pk in full}
    rows = [
        _row(definition(code), named[team_id], month, _number(top), _number(under), symbol, version)
        for code, team_id, month, top, under, symbol, version in _figures(asked, named)
    ]
    hidden = [team for team in teams if team.pk not in full]
    if hidden:
        months = len(months_between(asked.since, next_month(asked.until)))
        for code, shown in series_shown(asked.codes or (), until=asked.until, months=months).items():
            defined = definition(code)
            rows += [
                _row(
                    defined,
                    team.code,
                    point.month,
                    point.numerator,
                    point.denominator,
                    point.symbol,
                    defined.version_in(point.month),
                )
                for team in hidden
                for point in shown.get(team.pk, ())
                if point.numerator is not None or point.symbol
            ]
    return sorted(rows, key=lambda row: (row["indicator"], row["team"], row["month"]))


def _figures(asked: Asked, team_ids):
    """Return plain values, thousands in a call: objects for each would take longer than the query."""
    found = Figure.objects.filter(team_id__in=list(team_ids), month__range=(asked.since, asked.until))
    if asked.codes is not None:
        found = found.filter(indicator__in=asked.codes)
    numbers = (Cast(name, FloatField()) for name in ("numerator", "denominator"))
    return found.values_list("indicator", "team_id", "month", *numbers, "symbol", "definition_version")


def _number(value: float | None) -> int | float | None:
    return int(value) if value is not None and value.is_integer() else value


def _row(defined, team: str, month: date, numerator, denominator, symbol: str, version: int) -> dict:
    value = value_of(numerator, denominator, defined.unit) if not symbol else None
    return {
        "indicator": defined.code,
        "team": team,
        "month": month.isoformat()[:7],
        "numerator": numerator,
        "denominator": denominator,
        "value": round(value, 4) if value is not None else None,
        "unit": defined.unit,
        "symbol": symbol or None,
        "definition_version": version,
    }
