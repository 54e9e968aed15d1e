"""Nouns of an import: what a page or a command shows of it."""

from dataclasses import dataclass

from casework.imports.columns import TITLES
from casework.imports.staging import lists
from casework.models import Import, ImportList, ImportProblem


@dataclass(frozen=True)
class Report:
    """What a delivery held and what came, or would come, of it."""

    delivery: Import
    lists: list[ImportList]
    absent: list[str]
    problems: list[ImportProblem]


def report(delivery: Import) -> Report:
    """Return the report of a delivery."""
    came = list(delivery.lists.all())
    numbers = {each.number for each in came}
    absent = [f"List {number}, {TITLES[number]}" for number in lists() if number not in numbers]
    return Report(delivery, came, absent, list(delivery.problems.all()))


def last_applied() -> Import | None:
    """Return the import applied last and not undone: the one that may be undone."""
    return Import.objects.filter(state=Import.State.APPLIED).order_by("-applied_at", "-pk").first()
