"""Facts and constraints of what we hear, one noun a file."""

from feedback.models.questions import QUESTIONS, Language, Question, QuestionSet, QuestionText, Variant
from feedback.models.reading import Concern, Duty, Opening, Passage, Telling, Verdict
from feedback.models.responses import (
    INDEPENDENT,
    Answer,
    Choice,
    GatheredBy,
    Method,
    Mode,
    Permission,
    Response,
    Setting,
)
from feedback.models.rounds import Asking, Invitation, Respondent, Round
from feedback.models.themes import FollowUp, Theming

__all__ = [
    "INDEPENDENT",
    "QUESTIONS",
    "Answer",
    "Asking",
    "Choice",
    "Concern",
    "Duty",
    "FollowUp",
    "GatheredBy",
    "Invitation",
    "Language",
    "Method",
    "Mode",
    "Opening",
    "Passage",
    "Permission",
    "Question",
    "QuestionSet",
    "QuestionText",
    "Respondent",
    "Response",
    "Round",
    "Setting",
    "Telling",
    "Theming",
    "Variant",
    "Verdict",
]
