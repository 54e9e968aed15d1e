"""What happens to children, as the fictional case system would hold it. Days are ordinals; None is open or not yet."""

from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(slots=True)
class Stint:
    """One worker in one post from a day on."""

    start: int
    worker: str
    agency: bool


@dataclass(slots=True)
class Post:
    """A case-holding post in a team. The case stays with the post; the worker in it changes."""

    team: str
    opened: int
    stints: list[Stint] = field(default_factory=list)

    def holder(self, day: int) -> str:
        """Return the name of the worker in the post on `day`."""
        return self.stints[max(0, bisect_right(self.stints, day, key=lambda stint: stint.start) - 1)].worker

    def agency(self, day: int) -> bool:
        """Return whether the worker in the post on `day` is agency staff."""
        return self.stints[max(0, bisect_right(self.stints, day, key=lambda stint: stint.start) - 1)].agency


@dataclass(slots=True)
class Child:
    """A child by reference only."""

    reference: str
    gender: str
    ethnicity: str
    born: int
    disabled: bool = False
    separated: bool = False
    birth_date_missing: bool = False
    plans: int = 0
    referrals: list[int] = field(default_factory=list)
    enquiries: list[int] = field(default_factory=list)
    conferences: list[int] = field(default_factory=list)
    care_ended: int = 0
    contacted: int = 0


@dataclass(slots=True)
class Family:
    """Children who are referred together."""

    district: str
    children: list[Child]
    referred: int = 0
    free_from: int = 0


@dataclass(slots=True)
class Contact:
    child: Child
    day: int
    source: str
    recorded: int


@dataclass(slots=True)
class EarlyHelp:
    child: Child
    start: int
    end: int
    organisation: str


@dataclass(slots=True)
class Referral:
    child: Child
    day: int
    source: str
    no_further_action: bool
    previous: int
    post: Post
    recorded: int
    first_entered: int
    corrected: int


@dataclass(slots=True)
class Assessment:
    child: Child
    start: int
    end: int
    seen: str
    support: bool
    post: Post
    recorded: int


@dataclass(slots=True)
class Enquiry:
    child: Child
    day: int
    conference: int | None
    plan: bool
    previous_enquiries: int
    previous_conferences: int
    post: Post


@dataclass(slots=True)
class Spell:
    """Who works with a child, and under what status, from a day on."""

    status: str
    start: int
    post: Post
    seen: list[int]
    allocated: int


@dataclass(slots=True)
class Need:
    """An episode of need: from referral to closure."""

    child: Child
    start: int
    code: str
    end: int = 0
    reason: str = ""
    spells: list[Spell] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """A child protection plan."""

    child: Child
    start: int
    end: int
    category: str
    later_category: str
    category_changed: int
    visits: list[int]
    alone: str
    reviews: list[int]
    protected: int
    previous: int
    need: Need


@dataclass(slots=True)
class Placement:
    start: int
    type: str
    provider: str
    postcode: str
    urn: str
    outside: bool
    authority: str


@dataclass(slots=True)
class Care:
    """A period of being looked after."""

    child: Child
    start: int
    end: int
    reason: str
    need: Need
    second_in_year: bool
    permanence: str
    legal: list[tuple[int, str]]
    placements: list[Placement]
    reviews: list[int]
    reviewing_officer: list[int]
    visits: list[int]
    health: list[int]
    dental: list[int]
    missing: list[tuple[int, bool, bool]]
    absent: list[int]


@dataclass(slots=True)
class Leaver:
    """A care leaver's pathway, from 16."""

    child: Child
    start: int
    left_care: int
    end: int
    need: Need
    adviser: Post
    contacts: list[int]
    pathway_reviews: list[int]
    in_touch: str
    living: list[tuple[int, str, str]]
    activity: list[tuple[int, str]]


@dataclass(slots=True)
class Adoption:
    """A child whose plan became adoption."""

    child: Child
    family: str
    entered_care: int
    decided: int
    order: int | None
    matched: int | None
    placed: int | None
    adopted: int | None
    reversed: int | None
    reversed_reason: str
    early_permanence: int | None


@dataclass(slots=True)
class Adopter:
    """Somebody who asked to adopt: List 11's dates, in order; 0 where not reached."""

    reference: str
    family: str
    gender: str
    ethnicity: str
    disability: str
    early_permanence: str
    steps: tuple[int, ...]
    children: int
    left: int
    left_reason: str
