"""The world as it is built up, and the families in it."""

import random
from collections import deque
from dataclasses import dataclass, field

from casework.synthetic import chance, clock
from casework.synthetic.county import CODES, County
from casework.synthetic.records import (
    Adopter,
    Adoption,
    Assessment,
    Care,
    Child,
    Contact,
    EarlyHelp,
    Enquiry,
    Family,
    Leaver,
    Need,
    Plan,
    Post,
    Referral,
)

SIZES = {1: 0.56, 2: 0.27, 3: 0.12, 4: 0.05}
AGES = {(0, 1): 0.085, (1, 5): 0.225, (5, 10): 0.27, (10, 16): 0.33, (16, 18): 0.09}
NEVER = 10**7


@dataclass
class World:
    """Everything that has happened, and the dice. Facts before `since` need no detail: no extract shows them."""

    rng: random.Random
    county: County
    since: int
    posts: dict[str, list[Post]]
    children: int = 4000
    recent: deque[Family] = field(default_factory=deque)
    known: list[Family] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    early_help: list[EarlyHelp] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    enquiries: list[Enquiry] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    care: list[Care] = field(default_factory=list)
    leavers: list[Leaver] = field(default_factory=list)
    adoptions: list[Adoption] = field(default_factory=list)
    adopters: list[Adopter] = field(default_factory=list)


def new_child(world: World, born: int, *, disabled: bool = False, separated: bool = False) -> Child:
    """Return a child nobody knew before, with the next reference."""
    world.children += 1
    return Child(
        reference=f"LS{world.children:06d}",
        gender=CODES["gender_separated"]
        if separated and world.rng.random() < 0.93
        else chance.code(world.rng, "gender"),
        ethnicity=chance.code(world.rng, "ethnicity_separated" if separated else "ethnicity"),
        born=born,
        disabled=disabled,
        separated=separated,
        plans=int(world.rng.random() < 0.20),
    )


def new_family(world: World, district: str, day: int) -> Family:
    """Return a family with children of different ages; now and then one is not yet born."""
    rng = world.rng
    low, high = chance.pick(rng, AGES)
    born = day - int(rng.uniform(low, high) * clock.YEAR)
    if rng.random() < 0.016:
        born = day + rng.randint(25, 150)
    births = [born]
    for _ in range(chance.pick(rng, SIZES) - 1):
        births.append(births[-1] - int(rng.uniform(1.1, 4.2) * clock.YEAR))
    children = [
        new_child(world, birth, disabled=rng.random() < 0.09)
        for birth in births
        if clock.birthday(birth, 18) > day + 90
    ]
    return Family(district, children or [new_child(world, day - int(rng.uniform(1, 16) * clock.YEAR))])


def post_in(world: World, team: str, day: int) -> Post:
    """Return a post of `team` that is open on `day`; posts newly opened take new work first."""
    posts = [post for post in world.posts[team] if post.opened <= day]
    weights = [3 if day - post.opened < 200 else 1 for post in posts]
    return world.rng.choices(posts, weights)[0]


def known_family(world: World, day: int) -> Family | None:
    """Return a family referred in the 12 months before `day` that nobody works with now, if one is found."""
    while world.recent and world.recent[0].referred < day - 365:
        world.recent.popleft()
    for _ in range(25):
        if not world.recent:
            return None
        family = world.rng.choice(world.recent)
        if day - 365 <= family.referred < day and family.free_from <= day and under_18(family, day):
            return family
    return None


def family_from_before(world: World, day: int) -> Family | None:
    """Return a family known more than 12 months ago, if one is found."""
    for _ in range(12):
        if not world.known:
            return None
        family = world.rng.choice(world.known)
        if family.referred < day - 365 and family.free_from <= day and under_18(family, day):
            return family
    return None


def under_18(family: Family, day: int) -> list[Child]:
    """Return the children of the family who are not yet nearly 18."""
    return [child for child in family.children if clock.birthday(child.born, 18) > day + 90]
