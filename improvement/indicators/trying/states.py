"""The states of a cycle of a test of change, and the only ways from one to another."""

from functools import partial

from improvement.lib.states import Transition
from improvement.lib.states import move as _move

RUNNING, KEPT, REPEATED, STOPPED = "running", "kept", "repeated", "stopped"

TRANSITIONS = (
    Transition("", RUNNING, "begin", "A team tries something, with what it expects of a figure and a day to look."),
    Transition(RUNNING, KEPT, "look", "It worked: it is kept, and others are shown it."),
    Transition(RUNNING, REPEATED, "look", "It is tried again, changed by what was learned: the next cycle begins."),
    Transition(RUNNING, STOPPED, "look", "It is not worth going on with; what was learned is kept."),
)
# What can be decided on looking.
DECISIONS = (KEPT, REPEATED, STOPPED)

move = partial(_move, TRANSITIONS)
