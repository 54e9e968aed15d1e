"""Caseloads as a spread: one dot a worker over the number of children they hold, and the same as a table of bands.

A mean hides the worker with thirty. Nobody is named and nobody is ranked: places are in order of name, dots are alike.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from statistics import quantiles

from django.db import connection

from casework import access
from casework.models import CinStatus, Team
from improvement.indicators.access import Standing
from improvement.indicators.given.checks import tree
from improvement.indicators.models import FiguresFile, PostMonth
from improvement.indicators.queries import teams_below
from improvement.lib.months import day_label, long_label, month_end
from improvement.lib.sentences import count_in_words
from improvement.lib.suppression import Cell, suppress_counts

CODE = "WF05"
CLOSED = "CLO"
# Children a worker holds: from, and up to.
BANDS = ((0, 9), (10, 14), (15, 19), (20, 24), (25, None))
# Fewer workers than this are no spread to draw for who sees small numbers hidden: each dot would be somebody.
LEAST_WORKERS = 10


@dataclass(frozen=True)
class Mark:
    """A place on the drawing of the spread, with its text where it is a label."""

    x: float
    y: float = 0
    text: str = ""


@dataclass(frozen=True)
class Spread:
    """One dot a worker over the number of children they hold; dots of the same number stand on each other."""

    width: int
    height: int
    radius: float
    dots: list[Mark]
    labels: list[Mark]

    @property
    def axis(self) -> int:
        """How far down the line lies that the dots stand on."""
        return self.height - 20

    @property
    def foot(self) -> int:
        """How far down the numbers stand."""
        return self.height - 4


WIDTH = 520
DOT = 13
# The tallest stack of dots; where more workers hold the same number, dots get smaller.
TALLEST = 130


def spread(numbers: list[int], *, low: int | None = None, high: int | None = None) -> Spread | None:
    """Return the drawing of how many workers hold how many children, None without workers.

    `low` and `high` are the ends of the scale, for several drawings that are to be compared; else those of the numbers.
    """
    if not numbers:
        return None
    low = min(numbers) if low is None else low
    high = max(numbers) if high is None else high
    gap = (WIDTH - 40) / max(high - low, 1)
    most = max(Counter(numbers).values())
    step = min(DOT, TALLEST / most, max(gap, 2.5))
    height = round(most * step) + 34

    def x(number):
        return round(WIDTH / 2 if low == high else 20 + (number - low) * gap, 1)

    held: Counter = Counter()
    dots = []
    for number in sorted(numbers):
        dots.append(Mark(x(number), round(height - 22 - step / 2 - held[number] * step, 1)))
        held[number] += 1
    every = max(1, -(-(high - low) // 10))
    labels = [Mark(x(number), text=str(number)) for number in range(low, high + 1, every)]
    return Spread(WIDTH, height, round(step * 0.39, 1), dots, labels)


def sentence(numbers: list[int]) -> str:
    """Return how the work is spread in words: the range, and what the middle half hold."""
    if not numbers:
        return "No open child of this team has a worker."
    people = f"{count_in_words(len(numbers))} worker{'' if len(numbers) == 1 else 's'}".capitalize()
    if len(numbers) < 4:
        span = f"{numbers[0]}" if numbers[0] == numbers[-1] else f"{numbers[0]} to {numbers[-1]}"
        return f"{people} hold{'s' if len(numbers) == 1 else ''} {span} children{' each' if len(numbers) > 1 else ''}."
    low, _, high = quantiles(numbers, n=4, method="inclusive")
    return (
        f"{people} hold {numbers[0]} to {numbers[-1]} children each; the middle half of them hold "
        f"{round(low)} to {round(high)}."
    )


@dataclass(frozen=True)
class PlaceSpread:
    """The spread of one place: drawn, or hidden where too few work there. `cells` are the bands and all, as written."""

    name: str
    sentence: str
    spread: Spread | None
    cells: list[str]


@dataclass(frozen=True)
class CaseloadPage:
    """The spread of a place's caseloads and of the places right under it, on one scale; `source` says what told it."""

    source: str
    whole: PlaceSpread
    places: list[PlaceSpread]
    bands: list[str]
    hidden: bool


def caseload_page(standing: Standing) -> CaseloadPage | None:
    """Return the spread of caseloads where a person stands, as they may see it; None where nothing tells it.

    A workforce file of the month tells it best; else the last list of open children in the month does. Six queries at
    most, however many teams there are.
    """
    month = standing.month
    held, source = _held(access.at_or_below([standing.team.pk], on=month_end(month)), month)
    if not held:
        return None
    below = teams_below(team=standing.team, month=month)
    places = tree()
    parents = places.parents(month)
    lineage = {team: {team, *places.above(team, parents)} for team, _ in held}
    parts = [(each.name, sorted(cases for team, cases in held if each.pk in lineage[team])) for each in below]
    parts = [(name, numbers) for name, numbers in parts if numbers]
    whole = (standing.team.name, sorted(cases for _, cases in held))
    rows = _banded([whole, *parts], in_full=standing.in_full)
    low, high = whole[1][0], whole[1][-1]
    shown = [
        _place(name, numbers, cells, low, high, in_full=standing.in_full)
        for (name, numbers), cells in zip([whole, *parts], rows, strict=True)
    ]
    hidden = any("c" in place.cells for place in shown)
    return CaseloadPage(source, shown[0], shown[1:], [_band(*band) for band in BANDS], hidden)


def _place(name, numbers, cells, low, high, *, in_full) -> PlaceSpread:
    written = [cell.symbol or str(cell.value) for cell in cells]
    if not in_full and (len(numbers) < LEAST_WORKERS or "c" in written):
        return PlaceSpread(name, "Not drawn: so few hold so many that a dot could be somebody.", None, written)
    return PlaceSpread(name, sentence(numbers), spread(numbers, low=low, high=high), written)


def _banded(parts: list[tuple[str, list[int]]], *, in_full: bool) -> list[list]:
    """Return for each place how many workers are in each band and in all; small counts hidden across all of them."""
    table = []
    for _, numbers in parts:
        counts = [sum(low <= number <= (high or number) for number in numbers) for low, high in BANDS]
        table.append([*counts, sum(counts)])
    if in_full:
        return [[Cell(count) for count in counts] for counts in table]
    return suppress_counts(table, parents=[None, *(0 for _ in parts[1:])], totals=True)


def _band(low: int, high: int | None) -> str:
    return f"{low} to {high}" if high is not None else f"{low} or more"


def _held(teams: set[int], month: date) -> tuple[list[tuple[int, int]], str]:
    """Return (team, children held) of each worker of these teams in a month, and what tells it; two queries."""
    names = {"month": month, "until": month_end(month), "teams": list(teams), "closed": CLOSED}
    with connection.cursor() as cursor:
        cursor.execute(POSTS, names)
        if rows := cursor.fetchall():
            return rows, f"the workforce file of {long_label(month)}"
        cursor.execute(LISTED, names)
        rows = cursor.fetchall()
    source = f"the list of open children of {day_label(rows[0][2])}" if rows else ""
    return [(team, cases) for team, cases, _ in rows], source


# Of files that tell of the same team and month, the one applied last.
POSTS = f"""
SELECT p.team_id, p.cases FROM {PostMonth._meta.db_table} p
WHERE p.month = %(month)s AND p.team_id = ANY(%(teams)s) AND p.file_id = (
    SELECT f.id FROM {FiguresFile._meta.db_table} f
    JOIN {PostMonth._meta.db_table} q ON q.file_id = f.id AND q.team_id = p.team_id AND q.month = p.month
    WHERE f.state = 'applied' ORDER BY f.applied_at DESC, f.id DESC LIMIT 1
) AND p.cases > 0
"""

# Counted in each team where a worker holds anything, as the average is.
LISTED = f"""
SELECT f.team_id, count(DISTINCT f.child_id), f.as_on FROM {CinStatus._meta.db_table} f
WHERE f.as_on = (
        SELECT max(as_on) FROM {CinStatus._meta.db_table} WHERE as_on BETWEEN %(month)s AND %(until)s
    ) AND f.team_id = ANY(%(teams)s) AND f.worker_id IS NOT NULL AND f.status <> %(closed)s AND f.gone_source_id IS NULL
GROUP BY f.team_id, f.worker_id, f.as_on
"""


@dataclass(frozen=True)
class Worker:
    """A worker and how many of the team's open children they hold."""

    name: str
    children: int


@dataclass(frozen=True)
class Caseload:
    """How a team's open children are spread over its workers, on the day of an extract."""

    as_on: date
    sentence: str
    unallocated: int
    spread: Spread | None
    workers: list[Worker]


def caseload(team: Team, *, month: date) -> Caseload | None:
    """Return how open children are spread over the workers of a team and those below it, None without an extract.

    The last extract up to the month's end is read. Workers are by name, never by number. Two queries.
    """
    ids = list(access.at_or_below([team.pk], on=month_end(month)))
    with connection.cursor() as cursor:
        cursor.execute(SPREAD, {"until": month_end(month), "teams": ids, "closed": CLOSED})
        rows = cursor.fetchall()
    if not rows:
        return None
    as_on = rows[0][0]
    held = [Worker(name, children) for _, name, children in rows if name is not None]
    numbers = sorted(worker.children for worker in held)
    return Caseload(
        as_on=as_on,
        sentence=sentence(numbers),
        unallocated=sum(children for _, name, children in rows if name is None),
        spread=spread(numbers),
        workers=held,
    )


SPREAD = f"""
SELECT f.as_on, w.name, count(DISTINCT f.child_id)
FROM {CinStatus._meta.db_table} f LEFT JOIN casework_worker w ON w.id = f.worker_id
WHERE f.as_on = (SELECT max(as_on) FROM {CinStatus._meta.db_table} WHERE as_on <= %(until)s)
    AND f.team_id = ANY(%(teams)s) AND f.status <> %(closed)s AND f.gone_source_id IS NULL
GROUP BY f.as_on, w.name ORDER BY w.name
"""
