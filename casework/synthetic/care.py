"""Periods of care: how long, where, under which order, and how they end."""

from casework.synthetic import chance, clock
from casework.synthetic.county import CODES, team_for
from casework.synthetic.families import World, post_in
from casework.synthetic.leaving import grow_up
from casework.synthetic.permanence import adoption_path
from casework.synthetic.records import Care, Need, Placement, Post, Spell

# The way out of care by age on coming in: adoption, special guardianship, home, or growing up in care.
WAYS = {
    1: {"adoption": 0.40, "order": 0.24, "home": 0.22, "long": 0.14},
    5: {"adoption": 0.17, "order": 0.22, "home": 0.38, "long": 0.23},
    10: {"order": 0.16, "home": 0.44, "long": 0.40},
    16: {"home": 0.48, "long": 0.52},
    18: {"home": 0.12, "long": 0.88},
}
AUTHORITIES = ("Elmshire", "Mosscombe", "Tarn Valley", "Wexley")


def way_out(world: World, age: int) -> str:
    """Return how a child who comes into care at `age` will leave it."""
    return chance.pick(world.rng, next(ways for under, ways in WAYS.items() if age < under))


def leaves_on(world: World, way: str, born: int, start: int) -> int:
    """Return the day the period of care ends, by way out."""
    rng = world.rng
    grown = clock.birthday(born, 18)
    if way == "adoption":
        days = rng.uniform(20, 33) * clock.MONTH
    elif way == "order":
        days = rng.uniform(9, 24) * clock.MONTH
    elif way == "home":
        days = 4 + rng.expovariate(1 / (7 * clock.MONTH))
    elif start < grown - 8 * clock.YEAR and rng.random() < 0.38:
        days = rng.uniform(2, 6) * clock.YEAR
    else:
        return grown
    return min(grown, clock.on_working_day(start + int(days)))


def enter_care(
    world: World, district: str, need: Need, start: int, post: Post, *, way: str = "", end: int | None = None
) -> None:
    """Bring a child into care on `start`, and follow the child until the episode of need ends."""
    rng, child = world.rng, need.child
    age = clock.age_on(child.born, start)
    way = way or ("long" if child.separated else way_out(world, age))
    end = end or leaves_on(world, way, child.born, start)
    team = team_for(world.county, rng, district, "separated" if child.separated else "care")
    carer_post = post_in(world, team, max(start, world.since))
    placements = _placements(world, child, age, way, start, end)
    visits = chance.working_rhythm(
        rng,
        start=start,
        end=end,
        since=world.since,
        every=30,
        pace=lambda day: (0.85, 11),
        first=rng.randint(2, 5),
    )
    care = Care(
        child=child,
        start=start,
        end=end,
        reason=_reason(world, way, end >= clock.birthday(child.born, 18)),
        need=need,
        second_in_year=bool(child.care_ended) and start - child.care_ended < 365,
        permanence=_permanence(world, way, age),
        legal=_legal(world, child.separated, way, start, end),
        placements=placements,
        reviews=chance.calendar_rhythm(
            rng,
            first=clock.add_working_days(start, rng.randint(14, 20 if rng.random() < 0.93 else 27)),
            end=end,
            steps=(88, 178),
            late=0.2,
            late_by=35,
        ),
        reviewing_officer=chance.calendar_rhythm(rng, first=start + 35, end=end, steps=(75, 150), late=0.2, late_by=30),
        visits=visits,
        health=chance.calendar_rhythm(
            rng,
            first=start + rng.randint(15, 60),
            end=end,
            steps=(178, 178, 178, 178, 178, 360) if age < 3 else (178, 360) if age < 5 else (360,),
            late=0.3,
            late_by=75,
        ),
        dental=chance.calendar_rhythm(
            rng, first=start + rng.randint(30, 200), end=end, steps=(350,), late=0.55, late_by=170
        ),
        missing=_missing(world, child.born, start, end),
        absent=_missing_days(world, child.born, start, end, 0.06),
    )
    world.care.append(care)
    child.care_ended = end
    need.spells.append(Spell("care", start, post, visits, 0))
    if end > start + 60:
        need.spells.append(Spell("care", start + 60, carer_post, visits, 0))
    if way == "adoption":
        adoption_path(world, care)
    _afterwards(world, district, care, way, carer_post)


def _afterwards(world: World, district: str, care: Care, way: str, post: Post) -> None:
    need, rng, end = care.need, world.rng, care.end
    grown = clock.birthday(need.child.born, 18)
    if end >= grown or (way == "long" and end > clock.birthday(need.child.born, 16) + 91):
        grow_up(world, district, care)
        return
    if way == "home":
        until = min(grown - 1, clock.on_working_day(end + rng.randint(60, 160)))
        visits = [day for day in range(end + 9, until, 26) if clock.is_working_day(day)]
        need.spells.append(Spell("need", end, post, visits, 0))
        need.end, need.reason = max(until, end + 1), CODES["closure"]["other"]
    else:
        need.end = end + 1
        need.reason = CODES["closure"]["adopted" if way == "adoption" else "order" if way == "order" else "other"]
    if end - care.start > 91 and clock.birthday(need.child.born, 16) + 91 <= end:
        grow_up(world, district, care)


def _reason(world: World, way: str, grown: bool) -> str:
    ceased = CODES["ceased"]
    if grown:
        return ceased[chance.pick(world.rng, {"grown_stayed": 0.3, "grown_supported": 0.45, "grown_alone": 0.25})]
    options = {
        "adoption": {"adoption": 1},
        "order": {"order": 0.55, "order_other": 0.45},
        "home": {"home": 0.82, "home_unplanned": 0.18},
        "long": {"home": 0.7, "order_other": 0.3},
    }
    return ceased[chance.pick(world.rng, options[way])]


def _permanence(world: World, way: str, age: int) -> str:
    plans = {"adoption": "adoption", "order": "order", "home": "home"}
    plan = plans.get(way) or ("long" if age < 15 else chance.pick(world.rng, {"supported": 0.6, "long": 0.4}))
    if plan == "long" and age > 9 and world.rng.random() < 0.15:
        plan = "residential"
    return CODES["permanence"][plan]


def _legal(world: World, separated: bool, way: str, start: int, end: int) -> list[tuple[int, str]]:
    """Return the legal statuses and the days they began."""
    rng, codes = world.rng, CODES["legal"]
    if separated or (way == "home" and rng.random() < 0.7):
        return [(start, codes["agreed"])]
    first = chance.pick(rng, {"interim": 0.5, "agreed": 0.35, "police": 0.13, "remand": 0.02})
    legal = [(start, codes[first])]
    day = start
    if first in ("police", "remand"):
        day += rng.randint(2, 3)
        legal.append((day, codes["interim"]))
    if first == "agreed":
        day += rng.randint(30, 150)
        legal.append((day, codes["interim"]))
    day += rng.randint(170, 300)
    legal.append((day, codes["placement" if way == "adoption" else "full"]))
    return [(day, code) for day, code in legal if day < end]


def _place(world: World, kind: str, start: int) -> Placement:
    rng = world.rng
    provider = {"P1": "PR0", "U1": "PR1", "U3": "PR1", "A5": "PR1", "A6": "PR1", "U5": "PR1"}.get(kind)
    provider = provider or chance.pick(
        rng,
        {"PR1": 0.2, "PR4": 0.7, "PR5": 0.1} if kind in ("K1", "K2", "H5") else {"PR1": 0.52, "PR4": 0.42, "PR5": 0.06},
    )
    outside = rng.random() < (0.12 if provider in ("PR0", "PR1") else 0.42)
    inward = "".join(rng.choices("ABDEFGHJLNPQRSTUWXYZ", k=2))
    return Placement(
        start=start,
        type=CODES["placement"][kind],
        provider=CODES["provider"][provider],
        # QX and LX are no postcode areas, so no postcode here is anybody's.
        postcode=f"{'QX' if outside else 'LX'}{rng.randint(1, 29)} {rng.randint(1, 9)}{inward}",
        urn=f"SC{rng.randint(10000, 99999):07d}" if provider != "PR0" and kind not in ("A5", "A6") else "",
        outside=outside,
        authority=rng.choice(AUTHORITIES) if outside else "Larchshire",
    )


def _kind(world: World, age: int, separated: bool, settled: bool) -> str:
    if separated:
        return chance.pick(world.rng, {"H5": 0.5, "U6": 0.4, "U4": 0.1})
    if age >= 16:
        return chance.pick(world.rng, {"H5": 0.42, "U6": 0.18, "U4": 0.17, "K2": 0.17, "P1": 0.06})
    if age >= 10:
        odds = {
            "U6": 0.36,
            "U4": 0.22 if settled else 0.1,
            "U3": 0.1,
            "U1": 0.1 if settled else 0.03,
            "K2": 0.27,
            "P1": 0.07,
        }
        return chance.pick(world.rng, odds | {"K1": 0.008})
    odds = {
        "U6": 0.44,
        "U3": 0.2,
        "U1": 0.12 if settled else 0.03,
        "U4": 0.22 if settled else 0.05,
        "P1": 0.15,
        "K2": 0.03,
    }
    return chance.pick(world.rng, odds)


def _placements(world: World, child, age: int, way: str, start: int, end: int) -> list[Placement]:
    """Return the placements of a period of care: most children settle, a few move often."""
    rng = world.rng
    unsettled = rng.random() < 0.11
    early = way == "adoption" and rng.random() < 0.2
    placements = [_place(world, "U5" if early else _kind(world, age, child.separated, False), start)]
    day = start
    while True:
        years = (day - start) / clock.YEAR
        rate = 2.4 if unsettled else 0.75 if years < 1 else 0.14
        day += 5 + int(rng.expovariate(rate / clock.YEAR))
        if not unsettled and years < 1 and day > start + clock.YEAR:
            # The first year's rate no longer holds: draw again from its end.
            day = start + 370 + int(rng.expovariate(0.14 / clock.YEAR))
        if day >= end or len(placements) > 40:
            return placements
        grown = clock.age_on(child.born, day)
        placements.append(_place(world, _kind(world, grown, child.separated, day - start > 300), day))


def _missing(world: World, born: int, start: int, end: int) -> list[tuple[int, bool, bool]]:
    """Return missing episodes: the day, whether a return interview was offered, whether it was accepted."""
    days = _missing_days(world, born, start, end, 0.13)
    answers = []
    for day in days:
        offered = world.rng.random() < 0.9
        answers.append((day, offered, offered and world.rng.random() < 0.68))
    return answers


def _missing_days(world: World, born: int, start: int, end: int, share: float) -> list[int]:
    rng = world.rng
    day = max(start, clock.birthday(born, 11), world.since - 400)
    if rng.random() > share * 1.6:
        return []
    rate = (5 if rng.random() < 0.2 else 0.9) / clock.YEAR
    days = []
    while True:
        day += 1 + int(rng.expovariate(rate))
        if day >= end:
            return days
        days.append(day)
