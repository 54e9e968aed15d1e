"""The states of a learning, and the only way from one to the other."""

from functools import partial

from improvement.lib.states import Transition
from improvement.lib.states import move as _move

OPEN, LOOKED_AT = "open", "looked_at"

TRANSITIONS = (
    Transition("", OPEN, "keep", "Something was learned, with what is done about it and a day to look again."),
    Transition(OPEN, LOOKED_AT, "look_again", "Somebody looked whether practice changed, and said what they saw."),
)

move = partial(_move, TRANSITIONS)
