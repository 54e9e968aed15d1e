"""Posts, and the workers who come and go in them."""

import random
from dataclasses import dataclass

from casework.synthetic import clock, story
from casework.synthetic.county import County, data
from casework.synthetic.records import Post, Stint

PERMANENT_YEARS = 7.5
AGENCY_YEARS = 0.95


@dataclass(frozen=True)
class Worker:
    """A member of staff and the team they work in."""

    name: str
    role: str
    team: str


def names(rng: random.Random):
    """Yield invented names, each once."""
    parts = data("names")
    last = [front + back for front in parts["front"] for back in parts["back"]]
    given = set()
    while True:
        name = f"{rng.choice(parts['first'])} {rng.choice(last)}"
        if name not in given:
            given.add(name)
            yield name


def staffed(county: County, rng: random.Random, *, begin: int, end: int) -> tuple[dict[str, list[Post]], list[Worker]]:
    """Return each team's posts by team code, and every worker who held one or manages, between two days.

    New posts open over the months that caseloads fall; agency staff leave and are replaced by permanent staff.
    """
    plot = county.story["workforce"]
    fresh = names(rng)
    posts: dict[str, list[Post]] = {}
    workers: list[Worker] = []

    def hired(team, role):
        worker = Worker(next(fresh), role, team)
        workers.append(worker)
        return worker.name

    for team in county.teams:
        more = rng.random() + plot["more_posts"] * team.case_holders
        opened = [begin] * team.case_holders + [
            clock.first_of(county.last - plot["new_posts_from"] + rng.randrange(plot["new_posts_over"]))
            for _ in range(int(more))
        ]
        posts[team.code] = [_filled(county, rng, team.code, day, end, hired) for day in sorted(opened)]
    for team in county.teams:
        hired(team.code, "team manager")
    others = ["practice supervisor", "family worker", "independent reviewing officer"]
    for turn in range(max(0, plot["workers"] - len(workers)) if len(county.teams) == 40 else 0):
        team = county.teams[turn % len(county.teams)]
        hired(team.code, others[turn // len(county.teams) % len(others)])
    return posts, workers


def _filled(county: County, rng: random.Random, team: str, opened: int, end: int, hired) -> Post:
    post = Post(team, opened)
    plot = county.story["workforce"]
    first_stint = opened <= end - 365 * 2
    day, agency = opened, rng.random() < (plot["agency_at_first"] if first_stint else plot["agency_after"][1])
    while day <= end:
        post.stints.append(Stint(day, hired(team, "social worker"), agency))
        years = AGENCY_YEARS if agency else PERMANENT_YEARS
        day = clock.on_working_day(min(end + 1, day + 60 + int(rng.expovariate(1 / (years * clock.YEAR)))))
        agency = rng.random() < story.agency_fills(county, day, after_agency=agency)
    return post


def workforce_rows(county: County, posts: dict[str, list[Post]], month: int) -> list[tuple[str, int, int, int]]:
    """Return (team code, posts, filled, filled by agency staff) for each team as at the end of `month`."""
    day = clock.last_of(month)
    rows = []
    for team in county.teams:
        held = [post for post in posts[team.code] if post.opened <= day]
        wanted = sum(1 for post in posts[team.code])
        rows.append((team.code, wanted, len(held), sum(post.agency(day) for post in held)))
    return rows
