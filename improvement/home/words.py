"""The sentences at the top of the first screens."""

from django.utils.timezone import localdate

from improvement.home.queries import LastImport
from improvement.indicators.queries import Freshness
from improvement.lib.months import day_label
from improvement.lib.sentences import count_in_words


def more(readings: list, shown: list) -> str:
    """Return the words of the link to what did not fit, or ""."""
    changed = [reading for reading in readings if reading.family in ("concern", "improvement", "neutral")]
    left = len(changed) - len(shown)
    return f"See the other {count_in_words(left)} that changed, and all that did not" if left > 0 else ""


def freshness(found: Freshness) -> str:
    """Return whether everything brought in is counted."""
    if not found.stale:
        return "All that was brought in is counted."
    wait = _many(found.stale, "month of a list waits", "months of lists wait")
    return f"{wait} to be counted again since {day_label(localdate(found.stale_since))}."


def packs(count: int) -> str:
    """Return the heading of someone who reads packs."""
    return f"{_many(count, 'pack is', 'packs are')} ready for you." if count else "Nothing to read yet."


def analyst(waiting: int, last: LastImport | None) -> str:
    """Return the heading of someone who brings data in."""
    if waiting:
        return f"{_many(waiting, 'thing waits', 'things wait')} for you."
    return "Everything is brought in and counted." if last else "Nothing has been brought in yet."


def ambassador(influenced: int, changed: int) -> str:
    """Return the heading of a care ambassador: how much they worked on, and after how much of it something changed."""
    if not influenced:
        return "Your page"
    worked = f"You worked on {count_in_words(influenced)} thing{'' if influenced == 1 else 's'}"
    if not changed:
        return f"{worked}, and nobody has said yet what changed."
    return f"{worked}, and something changed after {'it' if influenced == 1 else count_in_words(changed)}."


def _many(count: int, one: str, more: str) -> str:
    return f"{count_in_words(count).capitalize()} {one if count == 1 else more}"
