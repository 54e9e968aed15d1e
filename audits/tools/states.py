"""The states of a tool's version, and the only ways from one to another."""

from functools import partial

from improvement.lib.states import Transition
from improvement.lib.states import move as _move

DRAFT, PUBLISHED, RETIRED = "draft", "published", "retired"

TRANSITIONS = (
    Transition(
        "", DRAFT, "begin_version", "The quality lead begins a version, from the one before where there is one."
    ),
    Transition(DRAFT, PUBLISHED, "publish", "It is whole, and from now on frozen; new audits use it."),
    Transition(PUBLISHED, RETIRED, "publish", "The next version takes its place; audits made with it keep it."),
)

move = partial(_move, TRANSITIONS)
