"""The states of a moderation, and the only ways from one to another."""

from functools import partial

from improvement.lib.states import Transition
from improvement.lib.states import move as _move

ASKED, GRADED, SETTLED = "asked", "graded", "settled"

TRANSITIONS = (
    Transition("", ASKED, "draw", "The rule of the round, or the grade, asks for a second judgement."),
    Transition(ASKED, GRADED, "grade", "The moderator judged by themselves; from now on both grades are seen."),
    Transition(GRADED, SETTLED, "settle", "One of the two grades stands; a change says why."),
)

move = partial(_move, TRANSITIONS)
