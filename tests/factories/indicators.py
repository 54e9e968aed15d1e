"""Factories of figures: one, a series, and a series for every team of a tree with its ancestors summed."""

from collections import defaultdict
from datetime import UTC, date, datetime

from django.utils import timezone

from casework.models import Team, TeamEdge
from improvement.indicators.models import Figure
from improvement.lib.months import add_months

LATEST = date(2026, 10, 1)
COMPUTED = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


def figure(indicator, team, month=LATEST, numerator=None, denominator=None, *, symbol="", **fields):
    """Return an unsaved figure; a share unless it has no denominator or is told otherwise."""
    share = denominator is not None and numerator is not None and numerator <= denominator
    return Figure(
        indicator=indicator,
        team=team,
        month=month,
        numerator=numerator,
        denominator=denominator,
        symbol=symbol or ("" if numerator is not None else "z"),
        is_share=fields.pop("is_share", share),
        definition_version=fields.pop("definition_version", 1),
        computed_at=fields.pop("computed_at", COMPUTED),
        **fields,
    )


def make_figure(indicator, team, month=LATEST, numerator=None, denominator=None, **fields):
    """Return a figure, saved."""
    made = figure(indicator, team, month, numerator, denominator, **fields)
    made.save()
    return made


def make_series(indicator, team, numerators, denominators=None, *, until=LATEST, **fields):
    """Return figures for consecutive months that end at `until`; a None numerator becomes the symbol z.

    `denominators` is one number for every month, a number each, or None for a plain count.
    """
    numerators = list(numerators)
    if not isinstance(denominators, (list, tuple)):
        denominators = [denominators] * len(numerators)
    start = add_months(until, 1 - len(numerators))
    made = [
        figure(indicator, team, add_months(start, index), numerator, denominator, **fields)
        for index, (numerator, denominator) in enumerate(zip(numerators, denominators, strict=True))
    ]
    return Figure.objects.bulk_create(made)


def make_tree_series(indicator, numerators_of, denominators_of=None, *, until=LATEST, **fields):
    """Return figures for the teams named by code in `numerators_of` and, summed, for every team above them.

    `numerators_of` maps a team's code to its numerators, `denominators_of` to its denominators.
    """
    teams = {team.code: team for team in Team.objects.all()}
    parents = {edge.team_id: edge.parent_id for edge in TeamEdge.objects.filter(end_on=None)}
    by_id = {team.pk: team for team in teams.values()}
    length = len(next(iter(numerators_of.values())))
    sums = defaultdict(lambda: [[0] * length, [0] * length])
    for code, numerators in numerators_of.items():
        node = teams[code].pk
        while node is not None:
            above, below = sums[node]
            for index, numerator in enumerate(numerators):
                above[index] += numerator
                below[index] += denominators_of[code][index] if denominators_of else 0
            node = parents.get(node)
    made = []
    for node, (above, below) in sums.items():
        made += make_series(indicator, by_id[node], above, below if denominators_of else None, until=until, **fields)
    return made


def shift(length=24, *, before, after, at):
    """Return a series of `length` numbers that wobbles by one about `before`, and about `after` from index `at`."""
    return [(before if index < at else after) + (index * 7 % 3) - 1 for index in range(length)]


def make_risen_tree():
    """Return a small county by code, with 24 months of re-referrals that rose in every team nine months ago."""
    from tests.factories.casework import make_tree

    tree = make_tree()
    teams = [code for code, team in tree.items() if team.level == "team"]
    sixty = {code: [60] * 24 for code in teams}
    make_tree_series("FD06", {code: shift(before=10, after=20, at=15) for code in teams}, sixty)
    return tree


def make_fresh_import(**fields):
    """Return an applied import of the month after LATEST, as the pages print it."""
    from tests.factories.casework import make_import

    return make_import(as_on=date(2026, 10, 31), applied_at=timezone.now(), **fields)
