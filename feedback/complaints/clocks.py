"""By when each stage of a complaint is to be answered, in working days after it began.

Children Act 1989 representations procedure (England) Regulations 2006, with statutory guidance "Getting the best from
complaints": stage 1 in 10, at most 20; stage 2 in 25, at most 65; the panel of stage 3 meets within 30.
"""

from datetime import date

from improvement.lib.working_days import add_working_days

DAYS = {1: (10, 20), 2: (25, 65), 3: (30, 30)}


def due(number: int, began_on: date) -> date:
    """Return the day a stage is due. KeyError for a stage there is not."""
    return add_working_days(began_on, DAYS[number][0])


def latest(number: int, began_on: date) -> date:
    """Return the last day to which a stage may be extended."""
    return add_working_days(began_on, DAYS[number][1])
