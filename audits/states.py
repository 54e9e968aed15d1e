"""The states of an audit, and the only ways from one to another."""

from functools import partial

from improvement.lib.states import Transition
from improvement.lib.states import move as _move

ALLOCATED, INVITED, IN_CONVERSATION = "allocated", "invited", "in_conversation"
DRAFTED, REPLIED, MODERATED = "drafted", "replied", "moderated"
FINAL, ACTION_OPEN, CLOSED, RE_AUDITED = "final", "action_open", "closed", "re_audited"
WITHDRAWN = "withdrawn"

TRANSITIONS = (
    Transition("", ALLOCATED, "allocate", "Somebody independent of the work is asked to look at it."),
    Transition(ALLOCATED, INVITED, "invite", "The worker is invited, with a day for the conversation."),
    Transition(INVITED, IN_CONVERSATION, "record_conversation", "They talked, on a day; or did not, and why is kept."),
    Transition(IN_CONVERSATION, DRAFTED, "submit", "The auditor's judgement is whole, and goes to the worker."),
    Transition(DRAFTED, REPLIED, "reply", "The worker replies; the reply stands beside the grade for ever."),
    Transition(DRAFTED, REPLIED, "end_waiting", "The time to reply has passed."),
    Transition(REPLIED, MODERATED, "moderate", "Where drawn: a second, independent judgement was made."),
    Transition(REPLIED, FINAL, "finish", "It is final, where no moderation was drawn."),
    Transition(MODERATED, FINAL, "finish", "It is final."),
    Transition(FINAL, ACTION_OPEN, "raise_action", "Something is agreed to be done about what was found."),
    Transition(FINAL, CLOSED, "close", "Nothing needs doing."),
    Transition(ACTION_OPEN, CLOSED, "close", "Every action is closed by somebody else than its owner."),
    Transition(CLOSED, FINAL, "decide", "A dispute changed its grade, so that what follows is agreed anew."),
    Transition(ACTION_OPEN, RE_AUDITED, "finish", "It was audited again, and what changed is shown."),
    Transition(CLOSED, RE_AUDITED, "finish", "It was audited again, and what changed is shown."),
    Transition(FINAL, RE_AUDITED, "finish", "It was audited again, and what changed is shown."),
    Transition(ALLOCATED, WITHDRAWN, "withdraw", "It is not audited after all; why is kept."),
    Transition(INVITED, WITHDRAWN, "withdraw", "It is not audited after all; why is kept."),
    Transition(IN_CONVERSATION, WITHDRAWN, "withdraw", "It is not audited after all; why is kept."),
)

move = partial(_move, TRANSITIONS)
