"""The pages of documentation that are written from the state tables."""

from audits.disputes.states import TRANSITIONS as DISPUTE_TRANSITIONS
from audits.models import (
    Activity,
    Audit,
    Dispute,
    Learning,
    Moderation,
    OutsideReview,
    PracticeVisit,
    RiskAlert,
    Round,
    ToolVersion,
)
from audits.moderation.states import TRANSITIONS as MODERATION_TRANSITIONS
from audits.outside.states import TRANSITIONS as OUTSIDE_TRANSITIONS
from audits.register.states import TRANSITIONS as LEARNING_TRANSITIONS
from audits.risk.states import TRANSITIONS as RISK_TRANSITIONS
from audits.rounds.states import ACTIVITY_TRANSITIONS
from audits.rounds.states import TRANSITIONS as ROUND_TRANSITIONS
from audits.states import TRANSITIONS as AUDIT_TRANSITIONS
from audits.tools.states import TRANSITIONS as TOOL_TRANSITIONS
from audits.visits.states import TRANSITIONS as VISIT_TRANSITIONS
from casework.actions.states import TRANSITIONS as ACTION_TRANSITIONS
from casework.imports.states import TRANSITIONS as IMPORT_TRANSITIONS
from casework.models import Action, Import, Role
from feedback.models import Concern, Interview, Response, Survey, YouSaid
from feedback.models import Round as Quarter
from feedback.states import CONCERN_TRANSITIONS, INTERVIEW_TRANSITIONS, RESPONSE_TRANSITIONS, YOU_SAID_TRANSITIONS
from feedback.states import ROUND_TRANSITIONS as QUARTER_TRANSITIONS
from feedback.surveys.states import TRANSITIONS as SURVEY_TRANSITIONS
from improvement.boards import audience
from improvement.boards.models import Pack
from improvement.boards.states import TRANSITIONS
from improvement.indicators.given.states import TRANSITIONS as FILE_TRANSITIONS
from improvement.indicators.models import Cycle, FiguresFile, Query
from improvement.indicators.said.states import TRANSITIONS as QUERY_TRANSITIONS
from improvement.indicators.trying.states import TRANSITIONS as CYCLE_TRANSITIONS

HEAD = """# States

Written from the state tables in the code by `manage.py write_docs`; do not edit by hand. A state changes by one
conditional UPDATE (`... WHERE state = 'building'`), so of two people who act at once one is refused.

"""


def states_page() -> str:
    """Return `docs/states.md`."""
    activities = section("Activity", ACTIVITY_TRANSITIONS, dict(Activity.State.choices))
    actions = section("Action", ACTION_TRANSITIONS, dict(Action.State.choices))
    audits = section("Audit", AUDIT_TRANSITIONS, dict(Audit.State.choices))
    tools = section("Tool", TOOL_TRANSITIONS, dict(ToolVersion.State.choices))
    imports = section("Import", IMPORT_TRANSITIONS, dict(Import.State.choices))
    files = section("Figures file", FILE_TRANSITIONS, dict(FiguresFile.State.choices))
    queries = section("Query", QUERY_TRANSITIONS, dict(Query.State.choices))
    packs = section("Pack", TRANSITIONS, dict(Pack.State.choices))
    risks = section("A child at risk", RISK_TRANSITIONS, dict(RiskAlert.State.choices))
    rounds = section("Round", ROUND_TRANSITIONS, dict(Round.State.choices))
    quarters = section("Round of feedback", QUARTER_TRANSITIONS, dict(Quarter.State.choices))
    responses = section("Response", RESPONSE_TRANSITIONS, dict(Response.State.choices))
    concerns = section("Concern", CONCERN_TRANSITIONS, dict(Concern.State.choices))
    disputes = section("Dispute", DISPUTE_TRANSITIONS, dict(Dispute.State.choices))
    learnings = section("Learning", LEARNING_TRANSITIONS, dict(Learning.State.choices))
    second = section("Moderation", MODERATION_TRANSITIONS, dict(Moderation.State.choices))
    surveys = section("Survey of staff or partners", SURVEY_TRANSITIONS, dict(Survey.State.choices))
    visits = section("Practice visit", VISIT_TRANSITIONS, dict(PracticeVisit.State.choices))
    replies = section("You said, we did", YOU_SAID_TRANSITIONS, dict(YouSaid.State.choices))
    parts = [actions, activities, audits, disputes, imports, files, second, queries, risks, rounds, tools, visits]
    closed = section("Interview after a case closed", INTERVIEW_TRANSITIONS, dict(Interview.State.choices))
    parts += [quarters, responses, concerns, surveys, replies, closed, packs]
    outside = section("Review from outside", OUTSIDE_TRANSITIONS, dict(OutsideReview.State.choices))
    cycles = section("Cycle of a test of change", CYCLE_TRANSITIONS, dict(Cycle.State.choices))
    parts += [learnings, outside, cycles]
    return HEAD + "\n".join(parts) + READERS + _readers()


READERS = """
### Who reads which ready pack

A pack is made for one audience and says which on every page. Each has its own editions. To whoever does not read a
kind, such a pack does not exist.

| Role | Restricted: numbers in full | Public: small numbers hidden |
|---|---|---|
"""


def _readers() -> str:
    rows = []
    for role, label in Role.choices:
        read = audience.read_by(role)
        rows.append(f"| {label} | {' | '.join('yes' if kind in read else '-' for kind in audience.LABELS)} |")
    return "\n".join(rows) + "\n"


def section(title: str, transitions, labels: dict[str, str]) -> str:
    """Return the part of the page about one kind of row: a diagram and a table of its transitions.

    A transition has `start`, `end`, `act` and `meaning`; `labels` gives the words people read for each state.
    """
    diagram = [f"    {step.start or '[*]'} --> {step.end}: {step.act}" for step in transitions]
    table = [
        f"| {labels.get(step.start, 'nothing')} | {labels[step.end]} | `{step.act}` | {step.meaning} |"
        for step in transitions
    ]
    return "\n".join(
        [
            f"## {title}",
            "",
            "```mermaid",
            "stateDiagram-v2",
            *diagram,
            "```",
            "",
            "| From | To | Act | Meaning |",
            "|---|---|---|---|",
            *table,
            "",
        ]
    )


# What `manage.py write_docs` writes for this room.
PAGES = (("docs/states.md", states_page),)
