"""The states of an alert that a child may be at risk, and the only ways from one to another."""

from functools import partial

from improvement.lib.states import Transition
from improvement.lib.states import move as _move

WAITING, ACKNOWLEDGED, CLOSED = "waiting", "acknowledged", "closed"

TRANSITIONS = (
    Transition("", WAITING, "raise_alert", "Who audits sees a child who may be at risk, and presses the one button."),
    Transition(WAITING, ACKNOWLEDGED, "acknowledge", "A manager takes it up. Until then it moves up the line."),
    Transition(ACKNOWLEDGED, CLOSED, "close", "Somebody else than who raised it says what became of it."),
)

move = partial(_move, TRANSITIONS)
