"""Care leavers, from 16: eligible in care, then relevant, then former relevant to 21, and some to 25."""

from casework.synthetic import chance, clock
from casework.synthetic.county import CODES, team_for
from casework.synthetic.families import World, post_in
from casework.synthetic.records import Care, Leaver, Spell


def grow_up(world: World, district: str, care: Care) -> None:
    """Give a young person in care at 16 a pathway, and keep the episode of need open as a care leaver's."""
    rng, need, child = world.rng, care.need, care.child
    start = max(clock.birthday(child.born, 16), care.start + 91)
    grown = clock.birthday(child.born, 18)
    end = clock.birthday(child.born, 25 if rng.random() < 0.11 else 21)
    if start >= care.end or end < world.since:
        if not need.end:
            need.end, need.reason = max(care.end + 1, end), CODES["closure"]["other"]
        return
    team = team_for(world.county, rng, district, "leaving")
    adviser = post_in(world, team, max(grown, world.since))
    contacts = chance.working_rhythm(
        rng,
        start=start,
        end=end,
        since=world.since,
        every=38,
        pace=lambda day: (0.74, 20),
        first=rng.randint(3, 12),
    )
    pathway = chance.calendar_rhythm(
        rng, first=start + rng.randint(40, 100), end=end, steps=(178,), late=0.3, late_by=45
    )
    world.leavers.append(
        Leaver(
            child=child,
            start=start,
            left_care=care.end,
            end=end,
            need=need,
            adviser=adviser,
            contacts=contacts,
            pathway_reviews=pathway,
            in_touch=chance.code(rng, "in_touch"),
            living=_living(world, grown, end),
            activity=_activity(world, grown, end),
        )
    )
    if care.end >= grown or not need.end:
        need.spells.append(Spell("leaving", care.end, adviser, contacts, 0))
        need.end, need.reason = end, CODES["closure"]["other"]


def _living(world: World, start: int, end: int) -> list[tuple[int, str, str]]:
    """Return where the young person lives, from when, and whether it suits."""
    rng = world.rng
    day, places = start, []
    while day < end:
        kind = chance.code(rng, "accommodation")
        suits = rng.random() < CODES["accommodation"][kind][1]
        places.append((day, kind, "a) Suitable" if suits else "b) Unsuitable"))
        day += 90 + int(rng.expovariate(1 / (1.6 * clock.YEAR)))
    return places


def _activity(world: World, start: int, end: int) -> list[tuple[int, str]]:
    rng = world.rng
    day, activities = start, []
    while day < end:
        activities.append((day, chance.code(rng, "activity")))
        day += 60 + int(rng.expovariate(1 / (1.1 * clock.YEAR)))
    return activities
