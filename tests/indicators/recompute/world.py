"""The facts as plain Python objects, and the dates they are asked about; shares no code with the roll-up."""

from collections import defaultdict
from copy import copy
from datetime import date, timedelta

from casework import models as casework
from improvement.indicators.models import GivenFigure, Population
from improvement.lib.working_days import BANK_HOLIDAYS
from tests.indicators.recompute.audited import AUDITED, audited, audits_began
from tests.indicators.recompute.days import on
from tests.indicators.recompute.due import due
from tests.indicators.recompute.voiced import VOICED, voiced, voices_began


def working_days(start, end):
    """Working days after `start` up to and including `end`, counted one by one."""
    count, day = 0, start
    while day < end:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in BANK_HOLIDAYS:
            count += 1
    return count


def years_old(born, day):
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


# The day on which the department of `tests.indicators.facts` is looked at.
TODAY = date(2025, 3, 25)


class World:
    """Every fact, by kind and by child, and the tree."""

    def __init__(self):
        self.facts = {model.__name__: list(model.objects.select_related("child")) for model in casework.FACTS}
        self.of_child = {name: defaultdict(list) for name in self.facts}
        for name, facts in self.facts.items():
            for fact in facts:
                self.of_child[name][fact.child_id].append(fact)
        applied = casework.Import.objects.filter(state="applied")
        self.of_form = {
            form: sorted(applied.filter(form=form).values_list("as_on", flat=True)) for form in ("annex_a", "ssda903")
        }
        self.extracts, self.window = self.of_form["annex_a"], 6
        self.as_on = dict(casework.Import.objects.values_list("pk", "as_on"))
        self.teams = {team.pk: team for team in casework.Team.objects.all()}
        self.county = next(team.pk for team in self.teams.values() if team.level == "county")
        self.edges = list(casework.TeamEdge.objects.all())
        self.lists = list(casework.ImportList.objects.filter(delivery__state="applied").select_related("delivery"))
        self.given = defaultdict(list)
        began = dict.fromkeys(AUDITED, audits_began()) | dict.fromkeys(VOICED, voices_began())
        for row in GivenFigure.objects.all():
            if row.month < began.get(row.indicator, date.max):
                self.given[row.indicator, row.month].append(row)
        for row in (*audited(began["QA01"]), *voiced(began["QA05"]), *due(self, TODAY)):
            self.given[row.indicator, row.month].append(row)
        self.population = defaultdict(dict)
        for row in Population.objects.all():
            self.population[row.team_id][row.year] = row.children

    def of_returns(self):
        """The same world, as far as the SSDA903 returns tell it: a year each."""
        world = copy(self)
        world.extracts, world.window = self.of_form["ssda903"], 12
        return world

    def __getattr__(self, name):
        if name == "facts":
            raise AttributeError(name)
        return self.facts[name]

    def history(self, name, child_id):
        return self.of_child[name][child_id]

    def end_of(self, month):
        """The day snapshots of the month are taken: its last, or the last extract if that is sooner."""
        return min(on(month, 1) - timedelta(days=1), self.extracts[-1])

    def seen_on(self, month):
        """The last extract of the month, or None."""
        inside = [day for day in self.extracts if (day.year, day.month) == (month.year, month.month)]
        return max(inside, default=None)

    def months(self):
        first = on(self.extracts[0].replace(day=1), 1 - self.window)
        months = []
        while first <= self.extracts[-1]:
            months.append(first)
            first = on(first, 1)
        return months

    def is_open(self, spell, day, end="end_on"):
        """Whether a spell was open at the end of a day; one the source lost ends with the extract that lost it."""
        ended = getattr(spell, end)
        if ended is None and spell.gone_source_id:
            ended = self.as_on[spell.gone_source_id]
        return spell.start_on <= day and (ended is None or ended > day)

    def last(self, name, child_id, kind, column, since, until):
        """The latest look of a kind between two days, or None."""
        looks = [
            look
            for look in self.history(name, child_id)
            if look.kind == kind and since <= getattr(look, column) <= until
        ]
        return max(looks, key=lambda look: getattr(look, column), default=None)

    def parents(self, team_id, day):
        for edge in self.edges:
            if edge.team_id == team_id and edge.start_on <= day and (edge.end_on is None or edge.end_on > day):
                yield edge.parent_id

    def lineage(self, team_id, day):
        """The team and every team above it on a day; the county is above everyone."""
        above, queue = {self.county}, [team_id]
        while queue:
            team = queue.pop()
            above.add(team)
            queue += [parent for parent in self.parents(team, day) if parent not in above]
        return above

    def is_team_open(self, team, month):
        return team.opened_on <= self.end_of(month) and (team.closed_on is None or team.closed_on > month)

    def children_living(self, team_id, month):
        years = self.population[team_id]
        past = [year for year in years if year <= month.year]
        return years[max(past)] if past else years[min(years)] if years else None


def in_month(day, month):
    return day is not None and (day.year, day.month) == (month.year, month.month)
