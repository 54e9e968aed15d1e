"""The states of an action, and the only ways from one to another."""

from functools import partial

from improvement.lib.states import Transition
from improvement.lib.states import move as _move

OPEN, DONE, CLOSED, WITHDRAWN = "open", "done", "closed", "withdrawn"

TRANSITIONS = (
    Transition("", OPEN, "raise_action", "Something is agreed, with an owner, a day and a measure."),
    Transition(OPEN, DONE, "say_done", "Its owner says it is done: the evidence, and what changed for the child."),
    Transition(DONE, OPEN, "send_back", "Somebody else looks and is not convinced; why is kept."),
    Transition(DONE, CLOSED, "close", "Somebody else looks and agrees, with a day to look again."),
    Transition(OPEN, WITHDRAWN, "withdraw", "It need not be done after all; why is kept."),
)

move = partial(_move, TRANSITIONS)
