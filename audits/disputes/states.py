"""The states of a dispute, and the only way from one to the other."""

from functools import partial

from improvement.lib.states import Transition
from improvement.lib.states import move as _move

OPEN, DECIDED = "open", "decided"

TRANSITIONS = (
    Transition("", OPEN, "raise_dispute", "The worker or their manager says that a final grade is wrong, and why."),
    Transition(OPEN, DECIDED, "decide", "Somebody independent says which grade stands, and why."),
)

move = partial(_move, TRANSITIONS)
