"""A figure beside what others published."""

from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from django.conf import settings
from django.db import connection

from improvement.indicators.benchmarks.measures import Measure, measures
from improvement.indicators.definitions import Definition
from improvement.indicators.queries import Point
from improvement.lib.rates import unit_of, value_of

# Two places so small that their shares are none or all: they would be the ends of every range.
TOO_SMALL = {201, 420}
YEAR = 12
AT_ONCE = ("snapshot", "R12")


@dataclass(frozen=True)
class Ours:
    """Our own value on the publication's basis. `missing` says why there is none."""

    value: float | None
    numerator: float | None
    denominator: float | None
    words: str
    missing: str = ""


@dataclass(frozen=True)
class Published:
    """What others published for one measure and year; None where there is none."""

    measure: Measure
    year: str
    release: str
    england: float | None
    region: float | None
    region_name: str
    neighbours: tuple[float, ...]
    symbols: int

    @property
    def middle(self) -> float | None:
        """The neighbours' median."""
        return median(self.neighbours) if self.neighbours else None


def published_for(definition: Definition, *, wide: bool) -> Published | None:
    """Return the newest published year beside an indicator, None where nothing was published; one query.

    `wide` asks for the region and the neighbours of the authority that AUTHORITY names, too.
    """
    measure = measures().get(definition.code)
    if measure is None:
        return None
    authority = int(settings.AUTHORITY) if wide and settings.AUTHORITY else None
    with connection.cursor() as cursor:
        cursor.execute(ROWS, {"measure": measure.code, "authority": authority})
        return _published(measure, tuple(cursor.fetchall()))


ROWS = """
SELECT b.kind, b.area, b.name, b.year, b.value, b.release
FROM improvement_benchmark b LEFT JOIN improvement_neighbour n ON n.area = %(authority)s AND n.neighbour = b.area
WHERE b.measure = %(measure)s AND (
    b.kind = 'england' OR n.id IS NOT NULL OR (b.kind = 'region' AND lower(b.name) = (
        SELECT lower(r.region) FROM improvement_neighbour r WHERE r.area = %(authority)s LIMIT 1
    ))
)
ORDER BY b.year DESC, b.area
"""


@lru_cache(maxsize=256)
def _published(measure: Measure, rows: tuple) -> Published | None:
    if not rows:
        return None
    newest = [row for row in rows if row[3] == rows[0][3]]
    values = {
        kind: next(((name, value) for row_kind, _, name, _, value, _ in newest if row_kind == kind), ("", None))
        for kind in ("england", "region")
    }
    others = [value for kind, area, _, _, value, _ in newest if kind == "authority" and area not in TOO_SMALL]
    england, (region_name, region) = values["england"][1], values["region"]
    return Published(
        measure=measure,
        year=rows[0][3],
        release=rows[0][5],
        england=None if england is None else float(england),
        region=None if region is None else float(region),
        region_name=region_name,
        neighbours=tuple(sorted(float(value) for value in others if value is not None)),
        symbols=sum(value is None for value in others),
    )


def ours(definition: Definition, points: tuple[Point, ...], unit: str) -> Ours:
    """Return our value as a year's publication counts it: twelve months added up, or the newest month-end.

    Numerators and denominators are added, never rates averaged; a population stands once, so that a year's events are
    divided by it as DfE does. A hidden month hides the sum.
    """
    if unit != definition.unit:
        return Ours(None, None, None, "", "There is no population for this place, so there is no rate to compare.")
    if definition.basis in AT_ONCE:
        point = next((each for each in reversed(points) if each.numerator is not None and not each.symbol), None)
        if point is None:
            return Ours(None, None, None, "", "There is no figure of ours to set beside it.")
        value = value_of(point.numerator, point.denominator, unit)
        return Ours(value, point.numerator, point.denominator, "the newest month")
    year = points[-YEAR:]
    if len(year) < YEAR:
        return Ours(None, None, None, "", f"Twelve months are needed; there are {len(year)}.")
    if any(point.symbol or point.numerator is None for point in year):
        return Ours(None, None, None, "", "One of the last twelve months is hidden or missing.")
    numerator = sum(point.numerator for point in year)
    denominators = [point.denominator or 0 for point in year]
    denominator = (denominators[-1] if definition.is_rate else sum(denominators)) if unit_of(unit).divided else None
    return Ours(value_of(numerator, denominator, unit), numerator, denominator, "the last twelve months")
