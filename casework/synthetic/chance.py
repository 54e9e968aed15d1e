"""Draws: weighted codes, counts, lengths of time, and rhythms of visits and reviews."""

import math
import random
from bisect import bisect_left
from collections.abc import Callable
from functools import cache

from casework.synthetic import clock
from casework.synthetic.county import CODES


@cache
def _table(name: str) -> tuple[list[str], list[float]]:
    codes = CODES[name]
    total, heights = 0.0, []
    for weight in codes.values():
        total += weight[0] if isinstance(weight, list) else weight
        heights.append(total)
    return list(codes), heights


def code(rng: random.Random, name: str) -> str:
    """Return one of the codes of the table `name` of codes.toml, as often as it says there."""
    values, heights = _table(name)
    return values[min(len(values) - 1, bisect_left(heights, rng.random() * heights[-1]))]


def pick(rng: random.Random, weights: dict):
    """Return a key of `weights`, with those odds."""
    return rng.choices(list(weights), weights.values())[0]


def count(rng: random.Random, mean: float) -> int:
    """Return a Poisson count (Knuth's method: means here are small)."""
    limit, product, drawn = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        drawn += 1
    return drawn


def months(rng: random.Random, median: float, spread: float) -> int:
    """Return a length in days, log-normal, from a median in months."""
    return max(10, int(clock.MONTH * median * math.exp(rng.gauss(0, spread))))


def working_rhythm(
    rng: random.Random,
    *,
    start: int,
    end: int,
    since: int,
    every: int,
    pace: Callable[[int], tuple[float, float]],
    first: int,
) -> list[int]:
    """Return the days of visits made between two days: on working days, few at Christmas, some late.

    `every` is the standard in working days; `pace` gives, for a day, the chance that the next visit is on time and the
    mean lateness if not. Only visits from a little before `since` are drawn: an extract shows the latest alone.
    """
    day = clock.add_working_days(max(start, since - 2 * every), first)
    made = []
    while day <= end:
        made.append(day)
        gap = every - int(rng.triangular(0, every * 0.45, 0))
        on_time, late_by = pace(day)
        if rng.random() > on_time:
            gap = every + 1 + int(rng.expovariate(1 / late_by))
        day = clock.add_working_days(day, max(1, gap))
        if clock.is_christmas(day) and rng.random() < 0.85:
            day = clock.add_working_days(clock.after_christmas(day), rng.randint(1, 5))
        elif rng.random() < 0.01:
            day += (5 - day % 7) % 7  # a Saturday, now and then
    return made


def calendar_rhythm(
    rng: random.Random, *, first: int, end: int, steps: tuple[int, ...], late: float, late_by: float
) -> list[int]:
    """Return the days of reviews or checks: the first on `first`, then after each of `steps` (the last repeats)."""
    day, made, turn = clock.on_working_day(first), [], 0
    while day <= end:
        made.append(day)
        step = steps[min(turn, len(steps) - 1)]
        step += (
            int(rng.expovariate(1 / late_by)) + 1 if rng.random() < late else -int(rng.triangular(0, step * 0.12, 0))
        )
        day = clock.on_working_day(day + step)
        if clock.is_christmas(day):
            day = clock.add_working_days(clock.after_christmas(day), 2) if rng.random() < late else _before(day)
        turn += 1
    return made


def _before(day: int) -> int:
    while clock.is_christmas(day) or not clock.is_working_day(day):
        day -= 1
    return day
