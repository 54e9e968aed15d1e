"""What Larchshire's case system cannot tell: each month's file of figures, and its file of posts.

The same department gives the same files. Agency staff and vacancies are those of its posts, so they fall as its story
says; a post's children are those its cases hold.
"""

import csv
import io
import random
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

from casework.synthetic import clock
from casework.synthetic.county import DATA, Node
from casework.synthetic.department import Department
from casework.synthetic.records import Need, Post

HEADINGS = ("indicator", "month", "team", "numerator", "denominator", "symbol")
POST_HEADINGS = (
    "month", "team", "post", "fte", "agency", "vacant", "cases", "days lost", "days available", "left on",
)  # fmt: skip
# Working days of a full year, holidays and leave taken off.
DAYS_A_YEAR = 220
# The chance that a team has a post more to fill than those that will be.
ADVERTISED = 0.18
# Nobody plans supervision for duty at night; one team's return was late once.
DOES_NOT_APPLY = ("emergency-duty", "WF07")
LATE = ("cullerness-family-safeguarding", "WF07", 3)


@cache
def _given() -> tuple[dict, ...]:
    with (DATA / "given.csv").open(encoding="utf-8") as rows:
        return tuple(csv.DictReader(rows))


def figures_csv(made: Department, month: int) -> str:
    """Return the monthly figures file of a month, which is `clock.month_index`."""
    back = made.county.last - month
    rows = []
    for row in _given():
        for team in made.county.teams:
            rng = random.Random(f"{made.county.seed} {row['code']} {team.code} {month}")
            if team.service in row["services"].split("|"):
                rows.append(_line(row, team, month, back, rng))
    rows += _of_the_county(made, month, back)
    if any(team.code == DOES_NOT_APPLY[0] for team in made.county.teams):
        rows.append((DOES_NOT_APPLY[1], _label(month), DOES_NOT_APPLY[0], "", "", "z"))
    return _text(HEADINGS, rows)


def _line(row: dict, team: Node, month: int, back: int, rng: random.Random) -> tuple:
    place = row["code"], _label(month), team.code
    if (team.code, row["code"], back) == LATE:
        return (*place, "", "", "x")
    whole = rng.randint(int(row["least"]), int(row["most"]))
    if not row["before"]:
        return (*place, whole, "", "")
    level = float(row["after"] if back <= int(row["changes"]) else row["before"])
    if team.parent == row["worse_district"] and back <= 8:
        level = float(row["worse_to"])
    return (*place, _some(rng, whole, level), whole, "")


def _some(rng: random.Random, whole: int, level: float) -> int:
    return sum(rng.random() < level for _ in range(whole))


def _of_the_county(made: Department, month: int, back: int) -> list[tuple]:
    """What is known of the whole or of areas alone: moderation, and the answers of families."""
    rng = random.Random(f"{made.county.seed} whole {month}")
    moderated = rng.randint(12, 18)
    agreed = _some(rng, moderated, 0.84 if back <= 12 else 0.72)
    rows = [("QA03", _label(month), made.county.nodes[0].code, agreed, moderated, "")]
    for area in (node for node in made.county.nodes if node.level == "area"):
        answers = rng.randint(18, 34)
        rows.append(("QA05", _label(month), area.code, _some(rng, answers, 0.47), answers, ""))
    return rows


def posts_csv(made: Department, month: int) -> str:
    """Return the monthly workforce file of a month: a line for each post, and for each who left in the year before."""
    day = clock.last_of(month)
    cases = _cases(made, day)
    rows = []
    for team in made.county.teams:
        for number, post in enumerate(made.posts[team.code], start=1):
            place = _label(month), team.code, f"{team.code}-{number}"
            rows.append((*place, *_post(post, day, cases[id(post)])))
            rows += [(*place, *_left(post, at)) for at in _leaving(post, month)]
        if random.Random(f"advertised {team.code} {month // 4}").random() < ADVERTISED:
            rows.append((_label(month), team.code, f"{team.code}-new", "1", "no", "yes", "", "", "", ""))
    return _text(POST_HEADINGS, rows)


def _post(post: Post, day: int, cases: int) -> tuple:
    if post.opened > day:
        return "1", "no", "yes", "", "", "", ""
    fte = _hours(post.holder(day))
    if post.agency(day):
        return fte, "yes", "no", cases, "", "", ""
    rng = random.Random(f"absence {post.holder(day)} {day // 365}")
    available = round(DAYS_A_YEAR * float(fte), 1)
    lost = min(available, round(rng.expovariate(1 / 8), 1))
    return fte, "no", "no", cases, lost, available, ""


def _left(post: Post, stint: int) -> tuple:
    gone = date.fromordinal(post.stints[stint + 1].start - 1)
    return _hours(post.stints[stint].worker), "no", "no", "", "", "", gone.isoformat()


def _leaving(post: Post, month: int) -> list[int]:
    """Return which of a post's stints, all of permanent staff, ended within the twelve months up to a month's end."""
    since, until = clock.first_of(month - 11), clock.last_of(month)
    ends = [following.start - 1 for following in post.stints[1:]]
    # One line of leaving a post in a month: of two who left the same post the last stands for both.
    found = [at for at, end in enumerate(ends) if since <= end <= until and not post.stints[at].agency]
    return found[-1:]


def _hours(worker: str) -> str:
    return random.Random(f"hours {worker}").choice(["1", "1", "1", "1", "0.8", "0.6"])


def _cases(made: Department, day: int) -> Counter:
    """Return how many children are open to each post, by the post's identity."""
    found: Counter = Counter()
    for need in made.world.needs:
        if need.start <= day and (not need.end or need.end > day):
            found[id(_whose(need, day))] += 1
    return found


def _whose(need: Need, day: int) -> Post:
    current = need.spells[0]
    for spell in need.spells:
        if spell.start > day:
            break
        current = spell
    return current.post


def _label(month: int) -> str:
    return f"{date.fromordinal(clock.first_of(month)):%Y-%m}"


def _text(headings, rows) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([headings, *rows])
    return out.getvalue()


def write_figures(made: Department, month: int, folder: Path) -> tuple[Path, Path]:
    """Write both files of a month into `folder` and return their paths."""
    figures, posts = (folder / f"{name}-{_label(month)}.csv" for name in ("figures", "workforce"))
    figures.write_text(figures_csv(made, month), "utf-8")
    posts.write_text(posts_csv(made, month), "utf-8")
    return figures, posts
