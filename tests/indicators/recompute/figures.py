"""The figures a department should have, from its raw rows."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from tests.indicators.recompute.days import on
from tests.indicators.recompute.returned import RETURNED
from tests.indicators.recompute.rules import COUNTS, RATES, RULES

APART = {"WF05"}  # above and below the line are counted each for itself


def expected(world, code):
    """Return {(team_id, month): (numerator, denominator)} for one indicator and every month we know of."""
    figures = {}
    if code in RETURNED:
        world = world.of_returns()
    for month in world.months():
        rows = RULES[code](world, month)
        if rows is None:
            continue
        own = defaultdict(lambda: [Decimal(0), Decimal(0)])
        for team_id, above, below in rows:
            tally = own[team_id or world.county]
            if below or code in APART:
                tally[0] += Decimal(above)
            tally[1] += bool(below)
        totals = defaultdict(lambda: [Decimal(0), Decimal(0)])
        for team_id, (above, below) in own.items():
            for ancestor in world.lineage(team_id, world.end_of(month)):
                totals[ancestor][0] += above
                totals[ancestor][1] += below
        for team in world.teams.values():
            if world.is_team_open(team, month):
                above, below = totals[team.pk]
                if code in COUNTS:
                    below = None
                elif code in RATES:
                    below = world.children_living(team.pk, month)
                figures[team.pk, month] = (above, below)
    return figures


def expected_given(world, code, today):
    """Return {(team_id, month): (numerator, denominator, symbol)} of an indicator whose figures are given.

    A place's numerator and denominator are the sums of those given for it and below it on the month's last day (or
    today), whatever extracts there were; where only symbols were given it has theirs, or x where they differ.
    """
    figures = {}
    for (indicator, month), rows in world.given.items():
        if indicator != code or month > today:
            continue
        day = min(on(month, 1) - timedelta(days=1), today)
        for team in world.teams.values():
            if team.opened_on > day or (team.closed_on is not None and team.closed_on <= month):
                continue
            below = [row for row in rows if team.pk in world.lineage(row.team_id, day)]
            numbers = [row for row in below if row.numerator is not None]
            symbols = {row.symbol for row in below if row.symbol}
            if numbers:
                under = sum(row.denominator for row in numbers) if numbers[0].denominator is not None else None
                if code == "CN07":
                    under = world.children_living(team.pk, month)
                figures[team.pk, month] = (sum(row.numerator for row in numbers), under, "")
            elif symbols:
                figures[team.pk, month] = (None, None, symbols.pop() if len(symbols) == 1 else "x")
    return figures
