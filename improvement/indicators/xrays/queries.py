"""What the X-rays found, where a person stands."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Min, Q

from casework import access
from casework.models import Team
from improvement.indicators.models import Doubt, XrayLook
from improvement.indicators.xrays.rules import Rule, all_rules

CHILD_PAGE = "casework:child"


@dataclass(frozen=True)
class RuleFound:
    """One rule at a place: how many doubts are open, since when, in which teams, and how many were put right."""

    rule: Rule
    open: int
    since: datetime | None
    teams: tuple[tuple[str, int], ...]
    cleared: int


@dataclass(frozen=True)
class DoubtRow:
    """One doubt: `child_id` and `reference` are empty for one about a team, or that this person may not open."""

    team: str
    about_on: date
    first_seen_at: datetime
    child_id: int | None
    reference: str


@dataclass(frozen=True)
class Looks:
    """When all rules were last looked through; None before the first time."""

    looked_at: datetime | None


def found_at(*, team: Team, on: date) -> tuple[RuleFound, ...]:
    """Return every rule with its doubts at `team` and all below it on a day, in order of code; two queries."""
    rows = (
        Doubt.objects.filter(team_id__in=access.at_or_below([team.pk], on=on))
        .values("rule", "team__name")
        .annotate(
            open=Count("pk", filter=Q(cleared_at=None)),
            cleared=Count("pk", filter=~Q(cleared_at=None)),
            since=Min("first_seen_at", filter=Q(cleared_at=None)),
        )
        .order_by("rule", "team__name")
    )
    by_rule: dict[str, list] = {}
    for row in rows:
        by_rule.setdefault(row["rule"], []).append(row)
    return tuple(_found(rule, by_rule.get(rule.code, [])) for rule in all_rules())


def _found(rule: Rule, rows: list[dict]) -> RuleFound:
    return RuleFound(
        rule=rule,
        open=sum(row["open"] for row in rows),
        since=min((row["since"] for row in rows if row["since"]), default=None),
        teams=tuple((row["team__name"], row["open"]) for row in rows if row["open"]),
        cleared=sum(row["cleared"] for row in rows),
    )


def last_look() -> Looks:
    """Return when the rules were last looked through; one query."""
    return Looks(XrayLook.objects.aggregate(at=Max("looked_at"))["at"])


def doubts(*, rule: Rule, team: Team, user, on: date) -> tuple[DoubtRow, ...]:
    """Return the open doubts of a rule at `team` and below whose rows this person may open, oldest first.

    A doubt about a child stands there only for who may open the child; two queries.
    """
    mine = list(access.team_ids_for(user, CHILD_PAGE, codes="RWX"))
    rows = (
        Doubt.objects.filter(rule=rule.code, cleared_at=None, team_id__in=access.at_or_below([team.pk], on=on))
        .filter(Q(child=None) | Q(team_id__in=mine))
        .order_by("about_on", "team__name", "pk")
        .values_list("team__name", "about_on", "first_seen_at", "child_id", "child__reference")
    )
    return tuple(DoubtRow(name, about, first, child, reference or "") for name, about, first, child, reference in rows)
