"""Run the county's life, and hand out each month's extract."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from casework.synthetic import chance, clock, story
from casework.synthetic.care import enter_care, leaves_on, way_out
from casework.synthetic.county import CODES, County, larchshire, referral_seasons
from casework.synthetic.families import World, family_from_before, known_family, new_child, new_family, post_in
from casework.synthetic.journeys import contacted, referred
from casework.synthetic.permanence import adopters
from casework.synthetic.records import EarlyHelp, Family, Need, Post, Spell
from casework.synthetic.staff import Worker, staffed

BURN_IN_MONTHS = 48
LAST_MONTH = date(2026, 10, 1)
MONTHS = 36
SEED = 2026
WEEK = (1.12, 1.06, 1.02, 1.0, 0.96, 0.05, 0.03)
HELPERS = ("Early Help Locality 1", "Early Help Locality 2", "Early Help Locality 3", "Family Hub", "School cluster")


@dataclass(frozen=True)
class Department:
    """The fictional department: its county, its staff and everything that happened."""

    county: County
    world: World
    workers: list[Worker]
    months: tuple[int, ...]

    @property
    def posts(self) -> dict[str, list[Post]]:
        return self.world.posts


@cache
def department(*, months: int = MONTHS, last: date = LAST_MONTH, seed: int = SEED, small: bool = False) -> Department:
    """Return the department after `months` months of extracts that end with the month of `last`.

    The same arguments give the same department, to the last cell.
    """
    final = clock.month_index(last.toordinal())
    county = larchshire(last=final, seed=seed, small=small)
    opening = final - months + 1
    begin = clock.first_of(opening - BURN_IN_MONTHS)
    end = clock.last_of(final)
    since = clock.first_of(opening - 7)
    posts, workers = staffed(county, random.Random(f"staff {seed}"), begin=since, end=end)
    for team in posts.values():
        for post in team:
            if post.opened == since:
                post.opened = 0
    world = World(random.Random(seed), county, since, posts)
    _long_cared_for(world, begin)
    _long_disabled(world, begin)
    for day in range(begin, end + 1):
        _day(world, day)
    adopters(world, clock.first_of(opening - 30), end, a_month=county.population / 27000)
    _one_birth_date_missing(world, end)
    return Department(county, world, workers, tuple(range(opening, final + 1)))


def month_starts(department: Department) -> Iterator[date]:
    """Yield the first day of each month that has an extract."""
    for month in department.months:
        yield date.fromordinal(clock.first_of(month))


@cache
def _seasons() -> dict[int, float]:
    return referral_seasons()


def _day(world: World, day: int) -> None:
    """Let one day's contacts, referrals, early help and arrivals happen."""
    rng, county = world.rng, world.county
    when = date.fromordinal(day)
    weight = WEEK[when.weekday()] * 7 / sum(WEEK)
    if when.weekday() < 5 and not clock.is_working_day(day):
        weight = 0.06
    weight *= _seasons()[when.month] * (0.45 if clock.is_christmas(day) else 1)
    for district in county.districts:
        people = district.population * district.need / 10000 * _scale(county)
        # 1.49 children a family: rates count children.
        for _ in range(chance.count(rng, county.levels["referrals"] * people / 365 / 1.49 * weight)):
            referred(world, _whose(world, district.code, day), day)
        for _ in range(chance.count(rng, county.levels["contacts_without_referral"] * people / 365 / 1.49 * weight)):
            family = known_family(world, day) if rng.random() < 0.3 else None
            source = chance.code(rng, "source")
            for child in (family or new_family(world, district.code, day)).children:
                contacted(world, child, day, source)
        for _ in range(chance.count(rng, county.levels["early_help"] * people / 365 * weight)):
            child = new_family(world, district.code, day).children[0]
            world.early_help.append(
                EarlyHelp(child, day, clock.add_working_days(day, rng.randint(10, 45)), rng.choice(HELPERS))
            )
        if rng.random() < county.levels["separated_children"] * people / 365:
            _arrived(world, district.code, day)


@cache
def _scale_of(weights: tuple) -> float:
    return sum(people for people, _ in weights) / sum(people * need for people, need in weights)


def _scale(county: County) -> float:
    """Return what makes the districts' need average 1 over the county."""
    return _scale_of(tuple((district.population, district.need) for district in county.districts))


def _whose(world: World, district: str, day: int) -> Family:
    draw = world.rng.random()
    again = story.re_referral(world.county, day)
    if draw < again:
        family = known_family(world, day)
    elif draw < again + world.county.levels["known_before"]:
        family = family_from_before(world, day)
    else:
        family = None
    return family or new_family(world, district, day)


def _arrived(world: World, district: str, day: int) -> None:
    """A separated child seeking asylum arrives and comes into care the same day."""
    rng = world.rng
    child = new_child(world, day - int(rng.uniform(15.2, 17.7) * clock.YEAR), separated=True)
    child.plans = 0
    family = Family(district, [child], referred=day)
    contacted(world, child, day, "n) 5A: LA services")
    need = Need(child, day, "N8 - Absent parenting")
    world.needs.append(need)
    team = (world.county.serving.get((district, "separated")) or world.county.serving[district, "care"])[0]
    enter_care(world, family.district, need, day, post_in(world, team, day))


def _long_cared_for(world: World, begin: int) -> None:
    """Bring in the children who came into care years ago, as far as anything of theirs shows in the extracts."""
    rng = world.rng
    ages = {(0, 1): 0.2, (1, 5): 0.19, (5, 10): 0.2, (10, 16): 0.28, (16, 17.7): 0.13}
    for district in world.county.districts:
        people = district.population * district.need / 10000 * _scale(world.county)
        day = begin - int(22 * clock.YEAR)
        while True:
            day += 1 + int(rng.expovariate(24.5 * people / 365))
            if day >= begin:
                break
            low, high = chance.pick(rng, ages)
            born = day - int(rng.uniform(low, high) * clock.YEAR)
            way = way_out(world, clock.age_on(born, day))
            end = leaves_on(world, way, born, day)
            if max(end, clock.birthday(born, 21) if way == "long" else end) < world.since - 30:
                continue
            child = new_child(world, born)
            need = Need(child, day - rng.randint(0, 200), chance.code(rng, "need"))
            need.start = max(need.start, born)
            world.needs.append(need)
            team = world.county.serving[district.code, "safeguarding"][0]
            post = post_in(world, team, world.since)
            need.spells.append(Spell("need", need.start, post, [], 0))
            enter_care(world, district.code, need, day, post, way=way, end=end)


def _long_disabled(world: World, begin: int) -> None:
    """Bring in disabled children whose support began years ago and goes on."""
    rng = world.rng
    for district in world.county.districts:
        people = district.population * district.need / 10000 * _scale(world.county)
        teams = (
            world.county.serving.get((district.code, "disabled")) or world.county.serving[district.code, "safeguarding"]
        )
        for _ in range(chance.count(rng, 16 * people)):
            born = begin - int(rng.uniform(0.5, 14) * clock.YEAR)
            child = new_child(world, born, disabled=True)
            start = rng.randint(born + 100, begin + 60)
            end = min(clock.birthday(born, 18), begin + int(rng.expovariate(1 / (7 * clock.YEAR))))
            if end < world.since or start >= end:
                continue
            post = post_in(world, teams[0], world.since)
            seen = chance.working_rhythm(
                rng, start=start, end=end, since=world.since, every=30, pace=lambda day: (0.83, 14), first=5
            )
            need = Need(child, start, "N2 - Child's disability", end, CODES["closure"]["grown"])
            need.spells.append(Spell("need", start, post, seen, 0))
            world.needs.append(need)


def _one_birth_date_missing(world: World, end: int) -> None:
    for need in reversed(world.needs):
        if need.start < end - 200 and need.child.born < need.start - 1000:
            need.child.birth_date_missing = True
            return
