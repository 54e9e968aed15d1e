"""The states of a survey, and the only ways from one to another."""

from functools import partial

from improvement.lib.states import Transition
from improvement.lib.states import move as _move

DRAFT, OPEN, CLOSED, DISCARDED = "draft", "open", "closed", "discarded"

TRANSITIONS = (
    Transition("", DRAFT, "make", "Somebody writes what is to be asked."),
    Transition(
        DRAFT,
        OPEN,
        "open_survey",
        "Its questions are frozen. Staff it invites are told; partners are handed codes.",
    ),
    Transition(DRAFT, DISCARDED, "discard", "It is not to be asked after all."),
    Transition(OPEN, CLOSED, "close", "All answers are opened at once, counted, and gone."),
)

move = partial(_move, TRANSITIONS)
