"""What the monthly collation tells of the counts behind our figures: nothing hidden here can rely on those.

The collation of the whole department is read by people who see small figures hidden. What it shows of what we count
too is known to them, whatever we hide.
"""

from collections.abc import Collection
from datetime import date

from casework.models import Level, Team
from feedback.collation.queries import ALL, HOW_MANY, told
from improvement.indicators.ties import names
from improvement.indicators.voiced import OF_ALL, OF_QUESTION, OF_QUESTION_BY
from improvement.lib.months import month_end, next_month

TOLD = {("", HOW_MANY): ("VO06.d",)}
TOLD |= {(question, HOW_MANY): (f"{code}.d",) for question, code in OF_QUESTION.items()}
TOLD |= {(question, ALL): (f"{code}.n", f"{code}.d") for question, code in OF_QUESTION.items()}
TOLD |= {key: (f"{code}.n", f"{code}.d") for key, code in OF_QUESTION_BY.items()}


def collated(
    *, teams: Collection[Team], codes: Collection[str], first: date, last: date
) -> dict[date, frozenset[tuple[str, int]]]:
    """Return by month the (count, team) that the collation shows; nothing where none of these indicators is of it.

    Of all `teams`, those whose collation is read: the county, in four queries.
    """
    if not set(codes) & set(OF_ALL):
        return {}
    found: dict[date, set[tuple[str, int]]] = {}
    for team in (each for each in teams if each.level == Level.COUNTY):
        for month, rows in told(team=team, start=first, end=next_month(last), on=month_end(last)).items():
            counts = {names()[part] for row in rows for part in TOLD.get(row, ())}
            found.setdefault(month, set()).update((count, team.pk) for count in counts)
    return {month: frozenset(pairs) for month, pairs in found.items()}
