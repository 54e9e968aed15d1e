"""The states of a round and of an activity, and the only ways from one to another."""

from functools import partial

from improvement.lib.states import Transition
from improvement.lib.states import move as _move

PLANNED, RUNNING, CLOSED = "planned", "running", "closed"

TRANSITIONS = (
    Transition("", PLANNED, "plan", "Somebody chooses the kind, the days and the targets."),
    Transition(PLANNED, RUNNING, "tell", "Everybody with something to do is told, and it begins."),
    Transition(RUNNING, CLOSED, "close", "Its work is done or dropped; its numbers stand."),
)

OPEN, GIVEN, DONE, DROPPED = "open", "given", "done", "dropped"

ACTIVITY_TRANSITIONS = (
    Transition("", OPEN, "draw", "A child is drawn, or brought in by a swap."),
    Transition(OPEN, GIVEN, "allocate", "Somebody independent of the work is given it."),
    Transition(GIVEN, OPEN, "mark_away", "Who had it is away, and nobody else may take it."),
    Transition(GIVEN, OPEN, "taken_back", "Its audit was withdrawn, or could not be begun; the reason is kept."),
    Transition(GIVEN, DONE, "submitted", "Its audit or observation went to the worker."),
    Transition(GIVEN, DONE, "say_done", "A family was spoken with, on a day."),
    Transition(OPEN, DROPPED, "exempt", "A senior person agreed that it need not be done."),
    Transition(GIVEN, DROPPED, "exempt", "A senior person agreed that it need not be done."),
    Transition(OPEN, DROPPED, "swap", "The child was swapped out, and another drawn."),
    Transition(GIVEN, DROPPED, "swap", "The child was swapped out, and another drawn."),
)

move = partial(_move, TRANSITIONS)
move_activity = partial(_move, ACTIVITY_TRANSITIONS)
