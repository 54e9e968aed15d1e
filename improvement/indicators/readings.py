"""What a figure says: its series read with statistics, as a sentence and a chart made from the same object."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.safestring import SafeString

from casework.models import Team
from improvement.indicators.definitions import Definition, Target, definition
from improvement.indicators.notes import Note
from improvement.indicators.queries import DEFAULT_MONTHS, Point, series_of
from improvement.indicators.terms import Terms, terms_of
from improvement.lib.charts import Chart, to_svg, trend_chart
from improvement.lib.rates import say_n, show, value_of

# How serious a signal is for whoever has only five minutes: what got worse first.
SERIOUSNESS = {"concern": 0, "improvement": 1, "neutral": 2}


@dataclass(frozen=True)
class Reading:
    """One indicator for one team over time.

    `unit` is the definition's, or "count" where the team has no population to divide by. The chart carries the
    points, the limits, the signal, the title (a sentence) and the subtitle (the latest value with its n). `target` is
    the one in force in the newest month, None where the unit is not the target's.
    """

    definition: Definition
    team: Team
    points: tuple[Point, ...]
    unit: str
    chart: Chart
    terms: Terms
    target: Target | None

    @property
    def title(self) -> str:
        """The sentence that says what changed."""
        return self.chart.title

    @property
    def subtitle(self) -> str:
        """The latest value with its n, and what the process makes of the target."""
        return self.chart.subtitle

    @property
    def latest(self) -> Point | None:
        """The newest point that can be written as a value, or None."""
        return next((point for point in reversed(self.points) if self.value(point) is not None), None)

    @cached_property
    def drawing(self) -> SafeString:
        """The small chart, drawn once."""
        return to_svg(self.chart)

    def value(self, point: Point) -> float | None:
        """Return a point's value in the reading's unit, divided last."""
        return value_of(point.numerator, point.denominator, self.unit) if not point.symbol else None

    @property
    def noted(self) -> tuple[Note, ...]:
        """The notes that stand on the chart."""
        return self.terms.noted([point.month for point in self.points])

    @property
    def shown(self) -> str:
        """The latest value as it is written, "" when there is none."""
        return show(self.value(self.latest), self.unit) if self.latest else ""

    @property
    def n(self) -> str:
        """The n that belongs beside the latest value: "89 of 342 referrals"."""
        if not self.latest:
            return ""
        return say_n(self.latest.numerator, self.latest.denominator, self.unit, counted=self.definition.counted)

    @property
    def signal(self) -> str:
        """What the newest point says: improvement_low, concern_high, neutral_high, none, too_few and so on."""
        return self.chart.signal

    @property
    def family(self) -> str:
        """The signal without its direction: improvement, concern, neutral, none or too_few."""
        return self.signal.rsplit("_", 1)[0] if self.signal != "too_few" else self.signal


def readings(*, team: Team, codes: Iterable[str], until: date, months: int = DEFAULT_MONTHS) -> list[Reading]:
    """Return a reading for each indicator, in the order of `codes`; two queries in all."""
    return readings_of(teams=[team], codes=codes, until=until, months=months)


def readings_of(
    *,
    teams: Sequence[Team],
    codes: Iterable[str],
    until: date,
    months: int = DEFAULT_MONTHS,
    name_teams: bool = False,
) -> list[Reading]:
    """Return a reading for each team and indicator, team by team; two queries in all.

    With `name_teams` the sentences name the team: "Protection visits in time in North Weald ...".
    """
    codes = tuple(codes)
    found = series_of(teams=teams, codes=codes, until=until, months=months)
    terms = terms_of(teams=teams, codes=codes)
    return [
        reading_from(definition(code), team, found[team.pk][code], terms[team.pk, code], name_team=name_teams)
        for team in teams
        for code in codes
    ]


def reading_from(
    defined: Definition,
    team: Team,
    points: tuple[Point, ...],
    terms: Terms,
    *,
    name_team: bool = False,
    as_at: date | None = None,
) -> Reading:
    """Return the reading of these points, oldest first, on these terms; pure, so frozen points read the same."""
    unit = defined.unit
    # A team below the level that has a population is shown as a count: there is nothing to divide by.
    if defined.is_rate and not any(point.denominator for point in points):
        unit = "count"
    months = [point.month for point in points]
    aim = terms.target_in(months[-1]) if months and unit == defined.unit else None
    chart = trend_chart(
        key=f"{defined.code}-{team.code}",
        name=f"{defined.subject} in {team.name}" if name_team else defined.subject,
        unit=unit,
        months=months,
        numerators=[point.numerator for point in points],
        denominators=[point.denominator if unit != "count" else None for point in points],
        symbols=[point.symbol or None for point in points],
        polarity=defined.polarity,
        target=aim.value if aim else None,
        rebases=terms.rebases,
        notes=terms.said(months, defined.unit),
        plural=defined.plural,
        counted=defined.counted,
        as_at=as_at,
    )
    return Reading(defined, team, points, unit, chart, terms, aim)


def exceptions(found: Iterable[Reading], *, limit: int = 5) -> list[Reading]:
    """Return at most `limit` readings whose newest point is a real change, the most serious first.

    Changes in the wrong direction come first, then in the right one, then neutral ones; within each, those furthest
    from the average, in units of the usual range, which makes different indicators comparable.
    """
    changed = [reading for reading in found if reading.family in SERIOUSNESS]
    return sorted(changed, key=lambda reading: (SERIOUSNESS[reading.family], -_distance(reading)))[:limit]


def _distance(reading: Reading) -> float:
    """Return how far the newest value is from the mean, in half widths of the usual range."""
    latest = reading.chart.latest
    index = reading.chart.points.index(latest)
    part = next(part for part in reading.chart.segments if part.start <= index < part.end)
    if part.mean is None or part.upper is None:
        return 0.0
    width = part.upper - part.mean
    return abs(latest.value - part.mean) / width if width else float("inf")
