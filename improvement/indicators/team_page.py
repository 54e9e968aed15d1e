"""A team on one page: what changed, whom nobody has seen in time, and every latest value."""

from dataclasses import dataclass

from improvement.indicators.access import Standing
from improvement.indicators.indicator_page import rows_address
from improvement.indicators.readings import Reading

# Indicators of work done in time, whose rest is work that is late, and what a child in that rest waits for.
OVERDUE = {
    "CP11": "Protection visit overdue",
    "CP10": "Protection review overdue",
    "CN04": "Child in need visit overdue",
    "LA11": "Visit to a child in care overdue",
    "LA10": "Review of a child in care overdue",
    "CL04": "Pathway plan review overdue",
}


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
