"""manage.py figures: the figures of some months, as CSV or JSON, each with its numerator and denominator."""

import csv
import json

from django.core.management.base import BaseCommand, CommandError

from casework.models import Team
from improvement.indicators.arguments import month
from improvement.indicators.definitions import by_code, definition
from improvement.indicators.queries import figures_table
from improvement.lib.rates import value_of

COLUMNS = (
    "indicator",
    "title",
    "team",
    "team_name",
    "level",
    "month",
    "basis",
    "numerator",
    "denominator",
    "value",
    "unit",
    "symbol",
    "definition_version",
)


class Command(BaseCommand):
    help = "Write figures for the months --from to --to, of every team and indicator or of those named."

    def add_arguments(self, parser):
        parser.add_argument("--from", dest="since", type=month, required=True, help="first month, like 2026-01")
        parser.add_argument("--to", dest="until", type=month, required=True, help="last month, like 2026-10")
        parser.add_argument("--team", action="append", help="a team's code; may be repeated")
        parser.add_argument("--indicator", action="append", help="an indicator's code; may be repeated")
        parser.add_argument("--format", choices=["csv", "json"], default="csv")

    def handle(self, *, since, until, team, indicator, format, **options):
        if since > until:
            raise CommandError(f"--from {since:%Y-%m} is after --to {until:%Y-%m}.")
        teams = Team.objects.all()
        if team:
            teams = teams.filter(code__in=team)
            self.unknown("team", set(team) - set(teams.values_list("code", flat=True)), "load_teams lists them")
        if indicator:
            self.unknown("indicator", set(indicator) - set(by_code()), "docs/indicators.md lists them")
        teams = teams.in_bulk()
        found = figures_table(team_ids=teams, since=since, until=until, codes=indicator or None)
        rows = [_row(row, teams[row.team_id]) for row in found]
        if format == "json":
            self.stdout.write(json.dumps(rows, indent=1, ensure_ascii=False))
        else:
            writer = csv.DictWriter(self.stdout, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def unknown(self, what, codes, where):
        if codes:
            raise CommandError(f"There is no {what} {', '.join(sorted(codes))}; {where}.")


def _row(row, team: Team) -> dict:
    defined = definition(row.code)
    return {
        "indicator": row.code,
        "title": defined.title,
        "team": team.code,
        "team_name": team.name,
        "level": team.level,
        "month": f"{row.month:%Y-%m}",
        "basis": defined.basis,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "value": value_of(row.numerator, row.denominator, defined.unit),
        "unit": defined.unit,
        "symbol": row.symbol,
        "definition_version": row.definition_version,
    }
