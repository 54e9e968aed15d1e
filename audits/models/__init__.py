"""What we see when we look: standards, tools, audits. Models know nobody but each other and the ground floor."""

from audits.models.audit import (
    WRITING,
    Answer,
    Audit,
    Conversation,
    ConversationPerson,
    Overall,
    Part,
    SecondLook,
    Swap,
    TookPart,
    Voice,
)
from audits.models.grade import Grade
from audits.models.reply import Praise, Reply
from audits.models.standard import Standard, StandardVersion
from audits.models.tool import AppliesTo, Descriptor, Question, Section, Tool, ToolVersion

__all__ = [
    "WRITING",
    "Answer",
    "AppliesTo",
    "Audit",
    "Conversation",
    "ConversationPerson",
    "Descriptor",
    "Grade",
    "Overall",
    "Part",
    "Praise",
    "Question",
    "Reply",
    "SecondLook",
    "Section",
    "Standard",
    "StandardVersion",
    "Swap",
    "TookPart",
    "Tool",
    "ToolVersion",
    "Voice",
]
