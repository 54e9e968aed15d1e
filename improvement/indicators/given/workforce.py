"""Read a monthly workforce file: a line for each post, from which posts, agency, vacancies and absence are added up.

The reference of a post or worker is used to find one that stands twice, and dropped: what is kept of a line is how many
children somebody in that team holds. Definitions: DfE's census of social workers (WF01 to WF04 and WF06).
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from casework.imports.cells import day_of
from casework.imports.fold import clean, fold
from improvement.indicators.given.lines import (
    Line,
    Read,
    Unreadable,
    filled,
    month_of,
    number_of,
    places_of,
    team_of,
    unknown_headings,
)
from improvement.indicators.given.problems import Problem
from improvement.lib.months import add_months, month_end, next_month

COLUMNS = (
    "month", "team", "post", "fte", "agency", "vacant", "cases", "days lost", "days available", "left on",
)  # fmt: skip
NEEDED = COLUMNS[:6]
YES, NO = {"yes", "y", "true", "1"}, {"no", "n", "false", "0", ""}
MOST_FTE = 2
MANY_CASES = 50


@dataclass(frozen=True)
class Post:
    """A post in a team and month. `left_on` says that who had it has left; `cases` is None for who holds none.

    `cases_fte` is the full-time equivalent that the cases were held at, where it is told apart from `fte`.
    """

    line: int
    team: int
    month: date
    fte: Decimal
    agency: bool = False
    vacant: bool = False
    cases: int | None = None
    cases_fte: Decimal | None = None
    lost: Decimal | None = None
    available: Decimal | None = None
    left_on: date | None = None

    @property
    def has_left(self) -> bool:
        """Whether who had it was gone by the month's end."""
        return self.left_on is not None and self.left_on <= month_end(self.month)

    @property
    def left_in_year(self) -> bool:
        """Whether they left within the twelve months up to the month's end."""
        return self.has_left and self.left_on >= add_months(next_month(self.month), -12)


def read_posts(rows, *, name: str, headings: list[str], teams: dict[str, int], on: date) -> Read:
    """Return what the rows under the headings give: figures of each team and month, and the posts that hold cases.

    Arguments and Refused as `lines.read_lines`.
    """
    places = places_of(headings, COLUMNS, NEEDED, name)
    read = Read(problems=unknown_headings(headings, COLUMNS))
    posts, seen = [], {}
    for number, cells in filled(rows, read, name):
        found = {column: clean(cells[place]) if place < len(cells) else "" for column, place in places.items()}
        post = _read_post(read, number, found, teams, on)
        if post is None:
            continue
        key = fold(found["post"]), post.month, post.has_left
        if key in seen:
            read.problems.append(Problem("post_twice", number, "post", words=str(seen[key])))
        seen.setdefault(key, number)
        posts.append(post)
    told = {column for column in ("left on", "days lost", "days available") if column in places}
    read.lines = figures_of(posts, leavers="left on" in told, absence={"days lost", "days available"} <= told)
    read.problems += remarks(posts)
    read.posts = holding(posts)
    return read


def _read_post(read: Read, number: int, cells: dict[str, str], teams: dict[str, int], on: date) -> Post | None:
    before = len(read.problems)

    def value(column, reader, *more):
        try:
            return reader(cells.get(column, ""), *more)
        except Unreadable as fault:
            read.problems.append(Problem(fault.key, number, column, cells.get(column, ""), fault.words))

    month, team = value("month", month_of, on), value("team", team_of, teams)
    value("post", _reference)
    fte = value("fte", fte_of)
    agency, vacant = value("agency", _flag), value("vacant", _flag)
    cases = value("cases", number_of, 0)
    lost, available = value("days lost", number_of, 2), value("days available", number_of, 2)
    left_on = value("left on", day_or_none)
    if len(read.problems) > before:
        return None
    cases = None if cases is None else int(cases)
    return Post(number, team, month, fte, agency, vacant, cases, None, lost, available, left_on)


def _reference(text: str) -> None:
    if not text:
        raise Unreadable("post_blank")


def fte_of(text: str) -> Decimal:
    """Return a full-time equivalent. Raises Unreadable."""
    value = number_of(text, 9)
    if value is None:
        raise Unreadable("fte_missing")
    if value > MOST_FTE:
        raise Unreadable("fte_large")
    return value


def _flag(text: str) -> bool:
    if fold(text) not in YES | NO:
        raise Unreadable("yes_or_no")
    return fold(text) in YES


def day_or_none(text: str) -> date | None:
    """Return the day a cell holds, None where it is empty. Raises Unreadable."""
    day = day_of(text) if text else None
    if text and day is None:
        raise Unreadable("day_unreadable")
    return day


def figures_of(posts: list[Post], *, leavers: bool, absence: bool, agency: Decimal | None = None) -> list[Line]:
    """Return the figures of each team and month that the posts make.

    Posts are added up and then rounded to two places. Leavers and absence are given only where the file tells them;
    `agency` is their full-time equivalent where it is told for all together. Worked out of the same rounded parts, a
    numerator is never over its denominator.
    """
    parts: dict[tuple, list[Post]] = defaultdict(list)
    for post in posts:
        parts[post.team, post.month].append(post)
    found = []
    for (team, month), rows in sorted(parts.items()):
        found += _of_team(team, month, rows, leavers=leavers, absence=absence, told_agency=agency)
    return found


def _of_team(team, month, rows, *, leavers, absence, told_agency) -> list[Line]:
    here = [post for post in rows if not post.has_left]
    own = [post for post in here if not post.agency and not post.vacant]
    in_post, vacant = _fte(own), _fte(post for post in here if post.vacant)
    agency = _fte(post for post in here if post.agency) if told_agency is None else told_agency
    said = {
        "WF01": (in_post, None),
        "WF02": (vacant, vacant + in_post),
        "WF04": (agency, agency + in_post),
    }
    if leavers:
        said["WF03"] = (_fte(post for post in rows if post.left_in_year and not post.agency), in_post)
    days = [post for post in own if _counts_absence(post)]
    if absence and days:
        said["WF06"] = (_sum(post.lost for post in days), _sum(post.available for post in days))
    return [Line(0, code, team, month, *numbers) for code, numbers in sorted(said.items())]


def _counts_absence(post: Post) -> bool:
    return post.lost is not None and post.available is not None and post.lost <= post.available


def _fte(posts) -> Decimal:
    return _sum(post.fte for post in posts)


def _sum(values) -> Decimal:
    return round(sum(values, Decimal(0)), 2)


def holding(posts: list[Post]) -> list[Post]:
    """Return the posts of those who hold cases: their spread is what is kept of the lines."""
    there = (post for post in posts if not post.has_left and (post.agency or not post.vacant))
    return [post for post in there if post.cases is not None]


def remarks(posts: list[Post]) -> list[Problem]:
    """Return what is to be looked at and stops nothing."""
    found = []
    for post in posts:
        if not post.fte and not post.has_left:
            found.append(Problem("fte_nought", post.line, "fte", "0"))
        if post.left_on and not post.left_in_year:
            found.append(Problem("left_outside", post.line, "left on", f"{post.left_on:%d/%m/%Y}"))
        if post.lost is not None and post.available is not None and post.lost > post.available:
            found.append(Problem("days_over", post.line, "days lost", str(post.lost)))
        if post.cases is not None and post.cases > MANY_CASES:
            found.append(Problem("cases_many", post.line, "cases", str(post.cases)))
    return found
