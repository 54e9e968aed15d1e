"""Facts and constraints of what we hear, one noun a file."""

from feedback.models.closed import ClosureDraw, Interview
from feedback.models.complaints import Complaint, ComplaintStage, ComplaintTheme, Lesson
from feedback.models.compliments import Compliment
from feedback.models.leaders import LeaderQuestion
from feedback.models.met import ChildrenMet, MetAmbassador, MetBy, MetTheme
from feedback.models.partners import Agency, Escalation
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
    TookPart,
)
from feedback.models.rounds import Asking, Invitation, Respondent, Round
from feedback.models.surveys import (
    Survey,
    SurveyInvitation,
    SurveyQuestion,
    SurveyScore,
    SurveySlip,
)
from feedback.models.themes import FollowUp, Theming
from feedback.models.wedid import Quote, YouSaid

__all__ = [
    "INDEPENDENT",
    "QUESTIONS",
    "Agency",
    "Answer",
    "Asking",
    "ChildrenMet",
    "Choice",
    "ClosureDraw",
    "Complaint",
    "ComplaintStage",
    "ComplaintTheme",
    "Compliment",
    "Concern",
    "Duty",
    "Escalation",
    "FollowUp",
    "GatheredBy",
    "Interview",
    "Invitation",
    "Language",
    "LeaderQuestion",
    "Lesson",
    "MetAmbassador",
    "MetBy",
    "MetTheme",
    "Method",
    "Mode",
    "Opening",
    "Passage",
    "Permission",
    "Question",
    "QuestionSet",
    "QuestionText",
    "Quote",
    "Respondent",
    "Response",
    "Round",
    "Setting",
    "Survey",
    "SurveyInvitation",
    "SurveyQuestion",
    "SurveyScore",
    "SurveySlip",
    "Telling",
    "Theming",
    "TookPart",
    "Variant",
    "Verdict",
    "YouSaid",
]
