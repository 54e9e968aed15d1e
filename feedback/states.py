"""The states of what this room keeps (rounds, responses, concerns ...), and the only ways from one to another."""

from functools import partial

from improvement.lib.states import Transition
from improvement.lib.states import move as _move

OPEN, CLOSED = "open", "closed"
DRAFT, SENT = "draft", "sent"
RAISED, ACKNOWLEDGED, ENDED = "raised", "acknowledged", "ended"
WRITTEN, PUBLISHED = "written", "published"
ASKED, ANSWERED = "asked", "answered"
DRAWN, GIVEN, HELD, DECLINED = "drawn", "given", "held", "declined"

ROUND_TRANSITIONS = (
    Transition("", OPEN, "round_of", "The first asking of a quarter opens its round."),
    Transition(OPEN, CLOSED, "close_rounds", "Four weeks after the quarter ended nobody can answer any more."),
)
RESPONSE_TRANSITIONS = (
    Transition("", DRAFT, "begin", "Somebody begins on a device; what they write is read from here on."),
    Transition("", SENT, "record", "A worker, chair or manager records what they were told."),
    Transition(DRAFT, SENT, "send", "Its giver sends it, and the link is used; for 24 hours it can be changed."),
)
CONCERN_TRANSITIONS = (
    Transition("", RAISED, "judge", "A reader sees that somebody may be hurt, or that it is about a member of staff."),
    Transition(RAISED, RAISED, "move_up", "Nobody took it on within half an hour; who stands above is told as well."),
    Transition(RAISED, ACKNOWLEDGED, "acknowledge", "Somebody who was told takes it on."),
    Transition(ACKNOWLEDGED, ENDED, "end_concern", "Who took it on says where the case system now holds it."),
)
YOU_SAID_TRANSITIONS = (
    Transition("", RAISED, "raise_theme", "A theme that people raised waits for a reply."),
    Transition(RAISED, WRITTEN, "write", "Somebody writes the reply: what we did, or why we cannot."),
    Transition(WRITTEN, WRITTEN, "write", "The reply is written again before it is published."),
    Transition(WRITTEN, PUBLISHED, "publish", "Another person has checked it; families and staff read it."),
)
INTERVIEW_TRANSITIONS = (
    Transition("", DRAWN, "draw_closures", "A closed case is drawn by chance."),
    Transition(DRAWN, GIVEN, "give", "A manager outside the line is asked to speak with the family."),
    Transition(GIVEN, GIVEN, "give", "Somebody else is asked instead."),
    Transition(GIVEN, HELD, "hold", "The interviewer records what the family said."),
    Transition(GIVEN, DECLINED, "decline", "The family did not want to speak."),
)
LEADER_QUESTION_TRANSITIONS = (
    Transition("", ASKED, "ask", "A member of staff asks a leader or the senior team; a duty reader reads it first."),
    Transition(ASKED, ASKED, "move_up", "Nobody answered in the days the house allows; the director is told, once."),
    Transition(ASKED, ANSWERED, "answer", "The leader answers, for all staff or for the asker alone."),
)

move_round = partial(_move, ROUND_TRANSITIONS)
move_response = partial(_move, RESPONSE_TRANSITIONS)
move_concern = partial(_move, CONCERN_TRANSITIONS)
move_you_said = partial(_move, YOU_SAID_TRANSITIONS)
move_interview = partial(_move, INTERVIEW_TRANSITIONS)
move_leader_question = partial(_move, LEADER_QUESTION_TRANSITIONS)
