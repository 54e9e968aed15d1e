"""The states of a visit, and the only ways from one to another."""

from functools import partial

from improvement.lib.states import Transition
from improvement.lib.states import move as _move

PLANNED, HELD, CALLED_OFF = "planned", "held", "called_off"

TRANSITIONS = (
    Transition("", PLANNED, "plan", "Somebody arranges to go, on a day."),
    Transition(PLANNED, HELD, "hold", "They went; what they heard is kept."),
    Transition(PLANNED, CALLED_OFF, "call_off", "They did not go after all; why is kept."),
)

move = partial(_move, TRANSITIONS)
