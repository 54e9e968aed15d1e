"""The states of a query, and the only ways from one to another."""

from functools import partial

from improvement.lib.states import Transition
from improvement.lib.states import move as _move

OPEN, ANSWERED, CLOSED, WITHDRAWN = "open", "answered", "closed", "withdrawn"

TRANSITIONS = (
    Transition("", OPEN, "ask", "Somebody doubts a figure and asks the team."),
    Transition(OPEN, ANSWERED, "answer", "The team explains, says what it does and by when it should show."),
    Transition(OPEN, WITHDRAWN, "withdraw", "Who asked takes the question back."),
    Transition(ANSWERED, CLOSED, "follow_up", "Somebody else looks at a later month's figure and says what became."),
)

move = partial(_move, TRANSITIONS)
