"""What we see when we look: standards, tools, audits. Models know nobody but each other and the ground floor."""

from audits.models.activity import Activity, Allocation, Concession, Move
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
from audits.models.consent import Consent
from audits.models.dispute import Dispute
from audits.models.grade import Grade
from audits.models.learning import Finding, Guidance, GuidanceRead, Learning
from audits.models.live import InTheRoom, LiveAudit
from audits.models.moderation import Calibration, CalibrationGrade, DriftShown, Moderation, SecondGrade
from audits.models.outside import OutsideFinding, OutsideReview, SharedAudit
from audits.models.reply import Praise, Reply
from audits.models.report import RoundReport
from audits.models.risk import RiskAlert, RiskStep
from audits.models.round import Drawn, Participant, Relation, Round, Sample, Stratum
from audits.models.standard import Standard, StandardVersion
from audits.models.tool import AppliesTo, Descriptor, Question, Section, Tool, ToolVersion
from audits.models.visit import Heard, PracticeVisit

__all__ = [
    "WRITING",
    "Activity",
    "Allocation",
    "Answer",
    "AppliesTo",
    "Audit",
    "Calibration",
    "CalibrationGrade",
    "Concession",
    "Consent",
    "Conversation",
    "ConversationPerson",
    "Descriptor",
    "Dispute",
    "Drawn",
    "DriftShown",
    "Finding",
    "Grade",
    "Guidance",
    "GuidanceRead",
    "Heard",
    "InTheRoom",
    "Learning",
    "LiveAudit",
    "Moderation",
    "Move",
    "OutsideFinding",
    "OutsideReview",
    "Overall",
    "Part",
    "Participant",
    "PracticeVisit",
    "Praise",
    "Question",
    "Relation",
    "Reply",
    "RiskAlert",
    "RiskStep",
    "Round",
    "RoundReport",
    "Sample",
    "SecondGrade",
    "SecondLook",
    "Section",
    "SharedAudit",
    "Standard",
    "StandardVersion",
    "Stratum",
    "Swap",
    "TookPart",
    "Tool",
    "ToolVersion",
    "Voice",
]
