"""What is published gives nothing away by taking one place from another: random trees, attacked by linear programming.

Shares no code with what hides. What is told over time gives nothing away either, because a survey is published once.
"""

from random import Random

import numpy
import pytest
from scipy.optimize import linprog

from feedback.surveys.counting import may_be_shown
from feedback.surveys.places import Place
from feedback.surveys.sealing import LEAST, Sheet


def random_tree(dice):
    """A tree of places with people in them at every level; some teams are tiny."""
    parents = [None]
    for _ in range(dice.randint(2, 4)):
        parents.append(0)
        district = len(parents) - 1
        parents += [district] * dice.randint(1, 5)
    own = [dice.choice((0, 0, 1, 2, 4, 7, 9, 10, 12, 15, 31)) for _ in parents]
    return parents, own


def narrowed(parents, totals, shown):
    """Return the least and the most people each place may have answered with, for who knows what is shown."""
    places = len(totals)
    # Variables: answers of each place, then of those who stand right at it. Neither is below none.
    equal, right = [], []
    for place in range(places):
        line = numpy.zeros(2 * places)
        line[place], line[places + place] = 1, -1
        for below, parent in enumerate(parents):
            if parent == place:
                line[below] = -1
        equal.append(line)
        right.append(0)
    bounds = [(totals[place], totals[place]) if place in shown else (0, None) for place in range(places)]
    bounds += [(0, None)] * places
    found = []
    for place in range(places):
        goal = numpy.zeros(2 * places)
        goal[place] = 1
        ends = [linprog(sign * goal, A_eq=equal, b_eq=right, bounds=bounds) for sign in (1, -1)]
        found.append((ends[0].fun, -ends[1].fun if ends[1].status == 0 else float("inf")))
    return found


@pytest.mark.parametrize("seed", range(40))
def test_no_place_of_fewer_than_ten_can_be_worked_out(seed):
    """By taking places from a whole: whatever is left is nobody, or ten or more; and no hidden number is narrowed."""
    parents, own = random_tree(Random(seed))
    places = [Place(number, number, "", "", "") for number in range(len(parents))]
    sheets = [Sheet(place, (4, 1), "") for place, count in enumerate(own) for _ in range(count)]
    shown = may_be_shown(sheets, places=places, parents=parents)
    published = {each.place.number: each.answers for each in shown}
    totals = [own[place] for place in range(len(parents))]
    for place in reversed(range(len(parents))):
        if parents[place] is not None:
            totals[parents[place]] += totals[place]
    assert all(answers == totals[place] >= LEAST for place, answers in published.items())
    for whole in published:
        parts = [place for place, parent in enumerate(parents) if parent == whole and place in published]
        left = published[whole] - sum(published[part] for part in parts)
        assert not parts or left == 0 or left >= LEAST, (whole, parts, left)
    for place, (least, most) in enumerate(narrowed(parents, totals, published)):
        if 0 < totals[place] < LEAST:
            assert most - least >= LEAST - 2, (place, totals[place], least, most)
