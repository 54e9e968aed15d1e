"""The states of a review from outside, and the only ways from one to another."""

from functools import partial

from improvement.lib.states import Transition
from improvement.lib.states import move as _move

SHARED, SUBMITTED, LAPSED, CALLED_OFF = "shared", "submitted", "lapsed", "called_off"

TRANSITIONS = (
    Transition("", SHARED, "plan", "A reviewer from outside is asked to look at named audits, for some days."),
    Transition(SHARED, SUBMITTED, "submit", "The reviewer hands in what they found; from now on it is sealed."),
    Transition(SHARED, LAPSED, "take_over", "The days are over; what the reviewer had written is ours to read."),
    Transition(SHARED, CALLED_OFF, "call_off", "It does not take place after all; why is kept, and nothing is read."),
)

move = partial(_move, TRANSITIONS)
