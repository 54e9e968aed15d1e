"""The states of a pack, and the only ways from one to another."""

from functools import partial

from improvement.lib.states import Transition
from improvement.lib.states import move as _move

BUILDING, READY, FAILED = "building", "ready", "failed"

TRANSITIONS = (
    Transition("", BUILDING, "request_pack", "Someone asks for the pack of a month."),
    Transition(BUILDING, READY, "build_pack", "The document is made; figures, document and hash are stored at once."),
    Transition(BUILDING, FAILED, "build_pack", "It cannot be made; the reason is kept in plain words."),
    Transition(FAILED, BUILDING, "retry_pack", "Someone asks again."),
)

move = partial(_move, TRANSITIONS)
