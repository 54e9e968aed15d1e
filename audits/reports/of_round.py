"""The report of a round: a practice week's, a month's, or a peer inspection's with its plan (S01, S17)."""

from collections import Counter
from datetime import date, datetime

from audits.models import Activity, Concession, Participant, RiskAlert, Round, RoundReport
from audits.reports.grades import (
    RULE,
    WEAK_RULE,
    audits_of,
    by_section,
    grades_part,
    moderation_part,
    strong_and_weak,
    tool_kinds,
)
from audits.reports.shape import Part, Report, Table, counted
from audits.reports.taught import by_theme
from audits.rounds import queries, states
from casework.models import Action
from improvement.lib.months import day_label

ORIGIN = "round"
NOT_WRITTEN = "Nothing is written yet."


def round_report(round: Round, *, hides: bool, on: date, at: datetime) -> Report:
    """Return the report of a round as it stands; the same number of queries whatever its size.

    No child is named by reference here: the sample's own page does that, for those who may see it.
    """
    board = queries.board_of(round, choice=queries.Choice(), on=on)
    audits, observed = tool_kinds(audits_of(round))
    sections = by_section(audits)
    strong, weak = ((), ()) if hides else strong_and_weak(sections)
    themes = by_theme(audits_of(round), hides=hides)
    good, hard = themes["strength"], themes["difficulty"]
    words = RoundReport.objects.filter(round=round).defer("pdf").first() or RoundReport(round=round)
    parts = [
        _done(board, hides),
        grades_part("Grades of audits", audits, sections, hides=hides),
        grades_part("Grades of observations", observed, by_section(observed), hides=hides),
        Part("Strengths", (RULE, *strong, *good.words), good.tables, said=words.strengths),
        Part("Systemic difficulties", (WEAK_RULE, *weak, *hard.words), hard.tables, said=words.difficulties),
        Part("So what difference has been made?", () if words.difference else (NOT_WRITTEN,), said=words.difference),
        _actions(round),
        _at_risk(round, hides),
        moderation_part(audits, hides=hides),
        _teams(board, hides),
        _sample(round),
        _concessions(round),
        _days(round),
    ]
    return Report(
        title=f"Report of {round.name}",
        place=round.team.name,
        period=f"{day_label(round.start_on)} to {day_label(round.last_on)}",
        made_at=at,
        parts=tuple(part for part in parts if part is not None),
        hides=hides,
    )


def _done(board, hides):
    lines = tuple(
        (each.words.capitalize(), each.target, each.planned, each.done, each.fed_back, each.same_day)
        for each in board.progress
    )
    words = "; ".join(f"{each.done} of {each.target} {each.words}" for each in board.progress)
    headers = ("", "Target", "Planned", "Done", "With written feedback", "On the same day")
    # What is done in a round is the department's own work, and says nothing small about a child.
    return Part("What was done", (f"{words[:1].upper()}{words[1:]}.",), (Table("Against the targets", headers, lines),))


def _actions(round):
    audits = list(audits_of(round).values_list("pk", flat=True))
    rows = Action.objects.filter(origin="audit", origin_id__in=audits) | Action.objects.filter(
        origin=ORIGIN, origin_id=round.pk
    )
    rows = list(rows.select_related("owner", "theme").order_by("due_on", "pk"))
    if not rows:
        return Part("Actions", ("None is agreed yet.",))
    counts = Counter(row.get_state_display() for row in rows)
    words = (", ".join(f"{count} {state.lower()}" for state, count in counts.items()).capitalize() + ".",)
    # What one child's audit led to stays with it; what the round led to is for all to read.
    own = [row for row in rows if row.origin == ORIGIN]
    lines = tuple(
        (row.what, row.owner.name, day_label(row.due_on), row.measure, row.get_state_display()) for row in own
    )
    themes = Counter(row.theme.name for row in rows if row.theme)
    tables = [Table("The plan", ("What", "Who", "By when", "How we shall know", "State"), lines)] if lines else []
    if themes:
        tables.append(Table("Themes of all actions", ("Theme", "Actions"), tuple(themes.most_common())))
    return Part("Actions", words, tuple(tables))


def _at_risk(round, hides):
    counts = Counter(RiskAlert.objects.filter(audit__activity__round=round).values_list("state", flat=True))
    if not counts:
        return Part("Children who may be at risk", ("Nobody raised an alert from this round.",))
    row = ("Alerts", [counts[state] for state in RiskAlert.State.values])
    headers = ("", *RiskAlert.State.labels, "All")
    said = "Each was told to a manager at once (K12); what was done stands with the alert."
    return Part("Children who may be at risk", (said,), (Table("Alerts", headers, counted([row], hides=hides)),))


def _teams(board, hides):
    done = Counter()
    for each in board.activities:
        if each.state == states.DONE and each.team:
            done[each.team.name, each.kind] += 1
    teams = sorted({name for name, _ in done})
    if not teams:
        return None
    kinds = Activity.Kind.values
    rows = [(name, [done[name, kind] for kind in kinds]) for name in teams]
    headers = ("Team", "Audits", "Observations", "Families", "All")
    return Part("Whose work was looked at", (), (Table("By team", headers, counted(rows, hides=hides)),))


def _sample(round):
    sample = queries.sample_of(round)
    if sample is None:
        return None
    words = (
        f"{sample.wanted} children drawn by chance from a list of {sample.list_size:,} on {day_label(sample.as_on)}; "
        f"{sample.left_out:,} more left out, as audited in the twelve months before.",
        f"It can be repeated: seed {sample.seed}, algorithm {sample.algorithm}; SHA-256 of the list "
        f"{sample.list_hash}.",
    )
    swaps = [each for each in queries.drawn_of(sample) if each.swapped_at]
    if not swaps:
        return Part("The sample", (*words, "Nobody was swapped out."))
    lines = tuple(
        (f"Swap {number}", each.swapped_because, each.swapped_by.name, day_label(each.swapped_at.date()))
        for number, each in enumerate(swaps, start=1)
    )
    table = Table("Swaps, each for the next in line of the same part of the list", ("", "Why", "By", "On"), lines)
    return Part("The sample", words, (table,))


def _concessions(round):
    rows = Concession.objects.filter(activity__round=round).select_related("agreed_by", "activity")
    lines = tuple(
        (
            each.get_kind_display(),
            each.activity.get_kind_display(),
            each.because,
            day_label(each.to_on) if each.to_on else "",
            each.agreed_by.name,
        )
        for each in rows
    )
    if not lines:
        return Part("Extensions and exemptions", ("None was given.",))
    headers = ("What", "Of", "Why", "Until", "Agreed by")
    return Part("Extensions and exemptions", (), (Table("Each with who agreed", headers, lines),))


def _days(round):
    lines = tuple((step.what, day_label(step.on)) for step in queries.steps_of(round))
    tables = [Table("The days of this round", ("Step", "Day"), lines)]
    people = Participant.objects.filter(round=round).exclude(theme="").select_related("person")
    themes = tuple((each.theme, each.person.name, each.get_part_display()) for each in people.order_by("theme", "pk"))
    if themes:
        tables.append(Table("Who led on which theme", ("Theme", "Who", "As"), themes))
    return Part("Days", (f"Led by {round.lead.name}.",), tuple(tables))
