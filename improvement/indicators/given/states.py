"""The states of a figures file, and the only ways from one to another."""

from functools import partial

from improvement.lib.states import Transition
from improvement.lib.states import move as _move

CHECKED, APPLIED, REFUSED, DISCARDED, UNDONE = "checked", "applied", "refused", "discarded", "undone"

TRANSITIONS = (
    Transition("", CHECKED, "receive_file", "It was read; what it would change is there to be looked at."),
    Transition("", REFUSED, "receive_file", "It cannot be read, or lines need putting right: each is named."),
    Transition(CHECKED, APPLIED, "apply_file", "Its figures are ours, all of them at once."),
    Transition(CHECKED, DISCARDED, "discard_file", "Someone puts it aside; its lines go."),
    Transition(APPLIED, UNDONE, "undo_file", "What it gave is taken back, and what stood there before is back."),
)

move = partial(_move, TRANSITIONS)
