"""One way to change a state: a table of the moves there are, and one conditional UPDATE."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Transition:
    """From a state to another, by an act (the service that does it), and what it means."""

    start: str
    end: str
    act: str
    meaning: str


def move(transitions, rows, start: str, end: str, **fields) -> bool:
    """Move the one row of a queryset from `start` to `end` with one conditional UPDATE; return whether it moved.

    Raises ValueError for a move that is not among the `transitions`.
    """
    if not any((step.start, step.end) == (start, end) for step in transitions):
        raise ValueError(f"{rows.model._meta.verbose_name} cannot go from {start} to {end}: add it to the table.")
    return rows.filter(state=start).update(state=end, **fields) == 1
