"""The figures a department should have, from its raw rows."""

from collections import defaultdict
from decimal import Decimal

from tests.indicators.recompute.rules import COUNTS, RATES, RULES

APART = {"WF05"}  # above and below the line are counted each for itself


def expected(world, code):
    """Return {(team_id, month): (numerator, denominator)} for one indicator and every month we know of."""
    figures = {}
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
