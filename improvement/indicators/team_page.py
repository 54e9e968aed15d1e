"""A team on one page: what changed, whom nobody has seen in time, how the work is spread, and every latest value."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from statistics import quantiles

from django.db import connection

from casework import access
from casework.models import CinStatus, Team
from improvement.indicators.access import Standing
from improvement.indicators.indicator_page import rows_address
from improvement.indicators.readings import Reading
from improvement.lib.months import month_end
from improvement.lib.sentences import count_in_words

# Indicators of work done in time, whose rest is work that is late, and what a child in that rest waits for.
OVERDUE = {
    "CP11": "Protection visit overdue",
    "CP10": "Protection review overdue",
    "CN04": "Child in need visit overdue",
    "LA11": "Visit to a child in care overdue",
    "LA10": "Review of a child in care overdue",
    "CL04": "Pathway plan review overdue",
}
CLOSED = "CLO"


def with_work(readings: list[Reading]) -> list[Reading]:
    """Return the readings of work the team does: a team that never took a referral has no use for a row of noughts."""
    return [
        reading
        for reading in readings
        if any(point.numerator or point.denominator or point.symbol for point in reading.points)
    ]


@dataclass(frozen=True)
class Overdue:
    """Children for whom something is late: what, how many of how many, and the rows."""

    what: str
    late: int
    of: int
    url: str


def overdue(readings: list[Reading], standing: Standing) -> list[Overdue]:
    """Return what is late for the team's children in the month, from the same figures as everywhere else."""
    found = []
    for reading in readings:
        code = reading.definition.code
        point = next((point for point in reading.points if point.month == standing.month), None)
        if code not in OVERDUE or point is None or point.numerator is None or not point.denominator:
            continue
        late = int(point.denominator - point.numerator)
        url = rows_address(reading.definition, standing.team, standing.month, "rest") if standing.rows and late else ""
        found.append(Overdue(OVERDUE[code], late, int(point.denominator), url))
    return sorted(found, key=lambda each: list(OVERDUE.values()).index(each.what))


@dataclass(frozen=True)
class Worker:
    """A worker and how many of the team's open children they hold."""

    name: str
    children: int


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


def spread(numbers: list[int]) -> Spread | None:
    """Return the drawing of how many workers hold how many children, None without workers."""
    if not numbers:
        return None
    low, high = min(numbers), max(numbers)
    gap = (WIDTH - 40) / max(high - low, 1)
    height = max(Counter(numbers).values()) * DOT + 34

    def x(number):
        return round(WIDTH / 2 if low == high else 20 + (number - low) * gap, 1)

    held: Counter = Counter()
    dots = []
    for number in sorted(numbers):
        dots.append(Mark(x(number), height - 28 - held[number] * DOT))
        held[number] += 1
    every = max(1, -(-(high - low) // 10))
    labels = [Mark(x(number), text=str(number)) for number in range(low, high + 1, every)]
    return Spread(WIDTH, height, dots, labels)


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
        sentence=_sentence(numbers),
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


def _sentence(numbers: list[int]) -> str:
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
