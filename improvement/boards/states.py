"""The states of a pack, and the only ways from one to another."""

from dataclasses import dataclass

BUILDING, READY, FAILED = "building", "ready", "failed"


@dataclass(frozen=True)
class Transition:
    """From a state to another, by an act (the service that does it), and what it means."""

    start: str
    end: str
    act: str
    meaning: str


TRANSITIONS = (
    Transition("", BUILDING, "request_pack", "Someone asks for the pack of a month."),
    Transition(BUILDING, READY, "build_pack", "The document is made; figures, document and hash are stored at once."),
    Transition(BUILDING, FAILED, "build_pack", "It cannot be made; the reason is kept in plain words."),
    Transition(FAILED, BUILDING, "retry_pack", "Someone asks again."),
)


def move(rows, start: str, end: str, **fields) -> bool:
    """Move the one row of a queryset from `start` to `end` with one conditional UPDATE; return whether it moved.

    Raises ValueError for a move that is not in the table.
    """
    if not any((step.start, step.end) == (start, end) for step in TRANSITIONS):
        raise ValueError(f"A pack cannot go from {start} to {end}: add the move to improvement/boards/states.py.")
    return rows.filter(state=start).update(state=end, **fields) == 1
