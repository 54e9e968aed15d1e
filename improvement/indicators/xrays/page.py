"""What the page of the X-rays says, shaped."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.timezone import localdate

from improvement.indicators.access import Standing
from improvement.indicators.xrays.queries import Looks, RuleFound
from improvement.lib.months import day_label
from improvement.lib.rates import number
from improvement.lib.sentences import count_in_words

# More teams than this are summed up: the page is about what to do, not a list of who.
TEAMS_NAMED = 3
HEADERS = ("Code", "X-ray", "Doubts", "Since", "Put right", "Teams", "Who puts it right", "What to do")


@dataclass(frozen=True)
class Line:
    """One rule that found something."""

    code: str
    title: str
    why: str
    remedy: str
    owner: str
    meta: str
    url: str


def words(found: tuple[RuleFound, ...], standing: Standing, looks: Looks) -> dict[str, str]:
    """Return the heading and the line under it."""
    if looks.looked_at is None:
        return {
            "heading": "X-rays",
            "lede": "Nobody has looked at the data yet. That happens by itself after each import, and every night.",
        }
    raised = [each for each in found if each.open]
    rows = sum(each.open for each in raised)
    looked = f"Looked at on {day_label(localdate(looks.looked_at))}: {count_in_words(len(found))} checks."
    if not raised:
        return {"heading": "Nothing in the data is in doubt.", "lede": f"{standing.team.name}. {looked}"}
    one = rows == 1
    heading = f"{number(rows)} {'row is' if one else 'rows are'} in doubt, found by {count_in_words(len(raised))} X-ray"
    return {"heading": f"{heading}{'' if len(raised) == 1 else 's'}.", "lede": f"{standing.team.name}. {looked}"}


def line(each: RuleFound, query: str, *, rows: bool) -> Line:
    """Return a rule that found something; its link keeps `query`, and is there only for who may open `rows`."""
    named = [f"{name} ({number(count)})" for name, count in each.teams[:TEAMS_NAMED]]
    more = len(each.teams) - TEAMS_NAMED
    where = ", ".join(named) + (f" and {count_in_words(more)} more" if more > 0 else "")
    parts = [
        f"{number(each.open)} since {day_label(localdate(each.since))}",
        where,
        f"{number(each.cleared)} put right" if each.cleared else "",
    ]
    return Line(
        code=each.rule.code,
        title=each.rule.title,
        why=each.rule.why,
        remedy=each.rule.remedy,
        owner=each.rule.owner_title,
        meta=" · ".join(part for part in parts if part),
        url=reverse("figures:xray", args=[each.rule.code]) + query if rows else "",
    )


def table(found: tuple[RuleFound, ...]) -> tuple[tuple[str, ...], list[list]]:
    """Return (headers, rows) of every rule for a file."""
    return HEADERS, [
        [
            each.rule.code,
            each.rule.title,
            each.open,
            localdate(each.since) if each.since else None,
            each.cleared,
            "; ".join(f"{name}: {count}" for name, count in each.teams),
            each.rule.owner_title,
            each.rule.remedy,
        ]
        for each in found
    ]
