"""Adoption: the steps from decision to order, and the adopters who come forward."""

from casework.synthetic import chance, clock
from casework.synthetic.county import CODES
from casework.synthetic.families import World
from casework.synthetic.records import Adopter, Adoption, Care, Placement

STAGE_STEPS = (35, 62, 14, 115, 10, 28, 130, 30, 260)


def adoption_path(world: World, care: Care) -> None:
    """Record the steps of a child's adoption, so that they end with the period of care."""
    rng = world.rng
    length = care.end - care.start
    decided = clock.on_working_day(care.start + int(length * rng.uniform(0.28, 0.36)))
    order = clock.on_working_day(decided + rng.randint(20, 60))
    placed = clock.on_working_day(care.end - rng.randint(170, 330))
    placed = max(placed, order + 30)
    matched = clock.on_working_day(placed - rng.randint(14, 35))
    early = care.start if care.placements[0].type == CODES["placement"]["U5"] else None
    family = f"AF{rng.randint(1000, 9999)}"
    world.adoptions.append(
        Adoption(care.child, family, care.start, decided, order, max(matched, order), placed, care.end, None, "", early)
    )
    care.placements[:] = [placement for placement in care.placements if placement.start < placed]
    last = care.placements[-1]
    care.placements.append(
        Placement(
            start=placed,
            type=CODES["placement"]["A5" if early else "A6"],
            provider=last.provider if early else CODES["provider"]["PR1"],
            postcode=last.postcode,
            urn="",
            outside=last.outside,
            authority=last.authority,
        )
    )
    if rng.random() < 0.12:
        _reversed(world)


def _reversed(world: World) -> None:
    """Take back a decision made for another child, who stays in care."""
    rng = world.rng
    others = [
        other
        for other in world.care[-400:]
        if other.permanence == CODES["permanence"]["long"]
        and clock.age_on(other.child.born, other.start) < 6
        and other.end - other.start > 900
    ]
    if not others:
        return
    other = rng.choice(others)
    if any(adoption.child is other.child for adoption in world.adoptions):
        return
    decided = clock.on_working_day(other.start + rng.randint(200, 300))
    back = clock.on_working_day(decided + rng.randint(200, 420))
    world.adoptions.append(
        Adoption(
            other.child,
            "",
            other.start,
            decided,
            decided + 40,
            None,
            None,
            None,
            back,
            chance.code(rng, "adoption_reversed"),
            None,
        )
    )


def adopters(world: World, begin: int, end: int, *, a_month: float) -> None:
    """Let people come forward to adopt: List 11, in order of its dates."""
    rng = world.rng
    day, turn = begin, 0
    while True:
        day += 1 + int(rng.expovariate(a_month / clock.MONTH))
        if day > end:
            return
        turn += 1
        steps, when = [clock.on_working_day(day)], day
        left, reason = 0, ""
        for days in STAGE_STEPS:
            when = clock.on_working_day(when + int(days * rng.uniform(0.7, 1.5)))
            if rng.random() < 0.045:
                left, reason = when, chance.code(rng, "adopter_left")
                break
            steps.append(when)
        world.adopters.append(
            Adopter(
                reference=f"AD{turn:05d}",
                family=f"AF{(turn + 1) // 2:04d}",
                gender=chance.code(rng, "gender"),
                ethnicity=chance.code(rng, "ethnicity"),
                disability=CODES["yes" if rng.random() < 0.04 else "no"],
                early_permanence="Yes" if rng.random() < 0.3 else "No",
                steps=tuple(steps),
                children=chance.pick(rng, {1: 0.75, 2: 0.22, 3: 0.03}),
                left=left,
                left_reason=reason,
            )
        )
