"""Larchshire: its places, its teams, the level each rate stands at and the story of each team."""

import csv
import random
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

DATA = Path(__file__).parent / "data"


def data(name: str) -> dict:
    """Return one of the data files of this package, parsed from TOML."""
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


CODES = data("codes")


@dataclass(frozen=True)
class Node:
    """A node of the tree of teams; `parent` is a code, empty for the county."""

    code: str
    name: str
    level: str
    parent: str
    service: str
    case_holders: int
    population: int | None
    need: float


@dataclass(frozen=True)
class County:
    """The tree, in an order where parents come first, and the levels and story that the life in it follows."""

    nodes: tuple[Node, ...]
    levels: dict
    story: dict
    last: int
    seed: int
    serving: dict = field(default_factory=dict, hash=False)

    @property
    def districts(self) -> list[Node]:
        return [node for node in self.nodes if node.level == "district"]

    @property
    def teams(self) -> list[Node]:
        return [node for node in self.nodes if node.level == "team"]

    @property
    def population(self) -> int:
        return sum(node.population for node in self.districts)


def larchshire(*, last: int, seed: int = 2026, small: bool = False) -> County:
    """Return the county as it stands for a simulation that ends with the month `last` (`clock.month_index`).

    `small` keeps two districts of one area and eight teams: enough for a test, in seconds.
    """
    with (DATA / "teams.csv").open(encoding="utf-8") as rows:
        nodes = tuple(
            Node(
                code=row["code"],
                name=row["name"],
                level=row["level"],
                parent=row["parent"],
                service=row["service"],
                case_holders=int(row["case_holders"] or 0),
                population=int(row["population"]) if row["population"] else None,
                need=float(row["need"] or 1),
            )
            for row in csv.DictReader(rows)
            if row["small"] or not small
        )
    story = data("story")
    county = County(nodes, story.pop("levels"), story, last, seed)
    county.serving.update(_serving(county))
    return county


def population_rows(county: County) -> list[tuple[str, int]]:
    """Return (team code, children aged 0 to 17) for every district and, summed, every node above it."""
    by_code = {node.code: node for node in county.nodes}
    totals: dict[str, int] = {}
    for district in county.districts:
        code = district.code
        while code:
            totals[code] = totals.get(code, 0) + district.population
            code = by_code[code].parent
    return [(node.code, totals[node.code]) for node in county.nodes if node.code in totals]


def _serving(county: County) -> dict:
    """Map (district, service) to the codes of the teams that serve it: its own, else its area's, else the county's."""
    area_of = {node.code: node.parent for node in county.districts}
    serving = {}
    for service in {team.service for team in county.teams}:
        teams = [team for team in county.teams if team.service == service]
        for district, area in area_of.items():
            own = [team.code for team in teams if team.parent == district]
            near = [team.code for team in teams if area_of[team.parent] == area]
            serving[district, service] = own or near or [team.code for team in teams]
            if service not in ("assessment", "safeguarding"):
                serving[district, service] = near or [team.code for team in teams]
    return serving


STAND_INS = {
    "front door": "assessment",
    "out of hours": "assessment",
    "adolescent": "safeguarding",
    "disabled": "safeguarding",
    "separated": "care",
    "permanence": "care",
}


def team_for(county: County, rng: random.Random, district: str, service: str) -> str:
    """Return the code of a team that gives `service` in `district`, or of the team that stands in for it."""
    return rng.choice(county.serving.get((district, service)) or county.serving[district, STAND_INS[service]])


def referral_seasons() -> dict[int, float]:
    """Return each calendar month's weight (mean 1), from England's referrals by month, leaving out 2020 and 2021."""
    months = [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]
    with (DATA / "referral_months.csv").open(encoding="utf-8") as file:
        rows = [
            [int(count) for count in row[1:]] for row in list(csv.reader(file))[1:] if row[0] not in ("2020", "2021")
        ]
    shares = [[count / sum(row) for count in row] for row in rows]
    return {month: 12 * sum(share[at] for share in shares) / len(shares) for at, month in enumerate(months)}
