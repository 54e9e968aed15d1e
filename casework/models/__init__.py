"""Facts and constraints of the ground floor, one noun a file. Models know nobody but each other."""

from casework.models.action import Action, ActionSlip
from casework.models.calendar import CalendarDay
from casework.models.child import Child
from casework.models.event import ReadLog
from casework.models.imports import CodeMapping, Import, ImportChange, ImportFile, ImportList, ImportProblem
from casework.models.involvement import (
    Adoption,
    Assessment,
    CareLeaverStatus,
    CarePeriod,
    CareStatus,
    CinEpisode,
    CinStatus,
    Contact,
    CpPlan,
    EarlyHelpEpisode,
    HealthCheck,
    LegalStatus,
    Placement,
    Referral,
    Review,
    Section47,
    Visit,
)
from casework.models.notice import Notice
from casework.models.orphans import FOREIGN_KEY_VIOLATION  # noqa: F401 - loading it is what sets the triggers
from casework.models.returns import (
    FACTS,
    CareHealth,
    CareLeaverOutcome,
    CinPlan,
    MissingEpisode,
    SocialWorkerEpisode,
)
from casework.models.team import Level, Team, TeamEdge, Worker
from casework.models.theme import Theme
from casework.models.token import ProgramCalls, ProgramKey
from casework.models.user import Role, RoleGrant, User

__all__ = [
    "FACTS",
    "Action",
    "ActionSlip",
    "Adoption",
    "Assessment",
    "CalendarDay",
    "CareHealth",
    "CareLeaverOutcome",
    "CareLeaverStatus",
    "CarePeriod",
    "CareStatus",
    "Child",
    "CinEpisode",
    "CinPlan",
    "CinStatus",
    "CodeMapping",
    "Contact",
    "CpPlan",
    "EarlyHelpEpisode",
    "HealthCheck",
    "Import",
    "ImportChange",
    "ImportFile",
    "ImportList",
    "ImportProblem",
    "LegalStatus",
    "Level",
    "MissingEpisode",
    "Notice",
    "Placement",
    "ProgramCalls",
    "ProgramKey",
    "ReadLog",
    "Referral",
    "Review",
    "Role",
    "RoleGrant",
    "Section47",
    "SocialWorkerEpisode",
    "Team",
    "TeamEdge",
    "Theme",
    "User",
    "Visit",
    "Worker",
]
