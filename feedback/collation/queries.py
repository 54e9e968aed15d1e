"""The monthly collation (practice.md K5): by question, how it was gained and who knows; small numbers always hidden."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils.timezone import get_default_timezone

from casework import access
from casework.models import Level, Team, User
from feedback.asking.queries import questions_asked
from feedback.models import Choice, Method, Mode, Question
from feedback.queries import in_full
from improvement.lib.links import THRESHOLD
from improvement.lib.months import add_months, next_month
from improvement.lib.suppression import LEAST_N, Cell, TooLittle, suppress_counts

MONTH = "feedback:month"
CHOICES = tuple(Choice.values)
ALL, SELF, WORKER, INDEPENDENT = "all", "self", "worker", "independent"
HOW_MANY = "how many"
# Every answer is in exactly one of the rows that nothing is added into, so that the table explains itself.
ROWS = (
    (ALL, None, "Everybody"),
    (SELF, ALL, "Themselves, by link or code"),
    (f"{SELF} {Mode.NAMED}", SELF, "named"),
    (f"{SELF} {Mode.CONFIDENTIAL}", SELF, "confidential"),
    (f"{SELF} {Mode.ANONYMOUS}", SELF, "anonymous"),
    (WORKER, ALL, "Told to a worker"),
    (f"{WORKER} {Method.IN_PERSON}", WORKER, "in person"),
    (f"{WORKER} {Method.TELEPHONE}", WORKER, "by telephone"),
    (INDEPENDENT, ALL, "Told to a chair or manager outside the line"),
    (f"{INDEPENDENT} {Method.IN_PERSON}", INDEPENDENT, "in person"),
    (f"{INDEPENDENT} {Method.TELEPHONE}", INDEPENDENT, "by telephone"),
)
NAMES = [name for name, _, _ in ROWS]
OVER = {name: parent for name, parent, _ in ROWS}
SIDES = (SELF, WORKER, INDEPENDENT)
YES, N = 0, len(CHOICES)
# Whoever sees a place's figures in full: their page, by name, as pages above this room are linked to.
FIGURES, ANSWERED_BY = "figures:indicator", "feedback:answers"

ANSWERS = """
SELECT date_trunc('month', r.sent_at AT TIME ZONE 'Europe/London')::date, q.number,
    CASE WHEN r.gathered_by = 'self' THEN 'self ' || r.mode
        ELSE CASE WHEN r.gathered_by = 'worker' THEN 'worker ' ELSE 'independent ' END
            || CASE WHEN r.method = 'telephone' THEN 'telephone' ELSE 'in_person' END END,
    a.choice, count(*)
FROM feedback_response r
JOIN feedback_answer a ON a.response_id = r.id
JOIN feedback_question q ON q.id = a.question_id
WHERE r.state = 'sent' AND r.sent_at >= %(start)s AND r.sent_at < %(end)s AND r.team_id = ANY(%(teams)s)
GROUP BY 1, 2, 3, 4
"""
SETS = """
SELECT date_trunc('month', r.sent_at AT TIME ZONE 'Europe/London')::date, count(*) FROM feedback_response r
WHERE r.state = 'sent' AND r.sent_at >= %(start)s AND r.sent_at < %(end)s AND r.team_id = ANY(%(teams)s)
GROUP BY 1
"""
ASKED = """
SELECT
    (SELECT count(*) FROM feedback_asking WHERE asked_at >= %(start)s AND asked_at < %(end)s
        AND team_id = ANY(%(teams)s)),
    count(*),
    count(*) FILTER (WHERE x.state IN ('open', 'done')),
    count(*) FILTER (WHERE x.state IN ('closed', 'withdrawn'))
FROM feedback_response r
LEFT JOIN feedback_followup f ON f.response_id = r.id
LEFT JOIN casework_action x ON x.id = f.action_id
WHERE r.state = 'sent' AND r.sent_at >= %(start)s AND r.sent_at < %(end)s AND r.team_id = ANY(%(teams)s)
"""
THEMES = """
SELECT t.name, count(*) FROM feedback_theming g
JOIN feedback_response r ON r.id = g.response_id
JOIN casework_theme t ON t.id = g.theme_id
WHERE g.fits AND r.state = 'sent' AND r.sent_at >= %(start)s AND r.sent_at < %(end)s AND r.team_id = ANY(%(teams)s)
GROUP BY t.name ORDER BY count(*) DESC, t.name
"""


@dataclass(frozen=True)
class Line:
    """How one question was answered in one way: a count a choice, how many answered, and the share that said yes."""

    name: str
    label: str
    inside: bool
    choices: tuple[Cell, ...]
    n: Cell
    share: Cell

    @property
    def by_choice(self) -> list[tuple[str, Cell]]:
        """Each choice as people read it, with its count."""
        return list(zip(Choice.labels, self.choices, strict=True))


@dataclass(frozen=True)
class Asked:
    """One question with its lines, all together first."""

    question: Question
    lines: tuple[Line, ...]

    def line(self, name: str) -> Line:
        """Return the line of a name in ROWS."""
        return self.lines[NAMES.index(name)]


@dataclass(frozen=True)
class Collation:
    """A month of feedback at a place, as the case audit meeting reads it."""

    month: date
    asked: Cell
    answered: Cell
    followed_up: Cell
    still_open: Cell
    questions: tuple[Asked, ...]
    themes: tuple[tuple[str, Cell], ...]
    is_empty: bool


def collation(*, team: Team, month: date, on: date) -> Collation:
    """Return the collation of a month at a team and all below it on a day; five queries.

    Small numbers are hidden whoever reads, because it goes into a meeting's papers.
    """
    scope = _scope(team, month, next_month(month), on)
    ((asked, answered, still_open, closed),) = _rows(ASKED, scope)
    themes = _rows(THEMES, scope)
    # What is open and what is closed add up to what was followed up, so the three are protected together.
    ((open_cell, _, followed_cell),) = suppress_counts([[still_open, closed, still_open + closed]], totals=True)
    return Collation(
        month,
        asked=suppress_counts([[asked]])[0][0],
        answered=suppress_counts([[answered]])[0][0],
        followed_up=followed_cell,
        still_open=open_cell,
        questions=_questions(_rows(ANSWERS, scope)),
        themes=tuple((name, suppress_counts([[count]])[0][0]) for name, count in themes),
        is_empty=not asked and not answered,
    )


def questions_over(*, team: Team, start: date, end: date, on: date) -> tuple[Asked, ...]:
    """Return how each question was answered during [start, end) at a team and all below it; three queries."""
    return _questions(_rows(ANSWERS, _scope(team, start, end, on)))


def year_to(month: date) -> tuple[date, date]:
    """Return the twelve months that end with a month, as [start, end)."""
    return add_months(month, -11), next_month(month)


def may_see(place, user: User) -> bool:
    """Return whether this person may see the collation of a place: the widest they may see, and no other.

    From two places one of which is inside the other, what is hidden in one could be worked out. Who sees small figures
    hidden sees it for the whole department alone, beside which those figures are hidden too (`improvement.indicators`).
    Whoever reads the answers themselves may see it anywhere.
    """
    if in_full(user, place.team, ANSWERED_BY):
        return True
    return not place.up and (place.team.level == Level.COUNTY or in_full(user, place.team, FIGURES))


def told(*, team: Team, start: date, end: date, on: date) -> dict[date, set[tuple[str, str]]]:
    """Return by month which rows of which questions the collation of a place shows, as (code, name); three queries.

    Of these rows everybody who reads it knows how many answered and how many said yes. The name HOW_MANY says that they
    know how many answered the question; with no code, how many sets of answers there were.
    """
    scope = _scope(team, start, end, on)
    found = {month: {("", HOW_MANY)} for month, sets in _rows(SETS, scope) if sets >= THRESHOLD}
    codes = {each.number: each.code for each in questions_asked() if not each.is_open}
    for month, counts in _by_month(_rows(ANSWERS, scope)).items():
        tables = {code: _table(number, counts) for number, code in codes.items()}
        rows = {(code, name) for code, table in tables.items() for name in _open_rows(table)}
        rows |= {(code, HOW_MANY) for code, table in tables.items() if not _is_few(table[ALL][N])}
        found.setdefault(month, set()).update(rows)
    return found


def _by_month(rows) -> dict[date, Counter]:
    found: dict[date, Counter] = {}
    for month, *leaf, count in rows:
        found.setdefault(month, Counter())[tuple(leaf)] += count
    return found


def _questions(rows) -> tuple[Asked, ...]:
    counts = sum(_by_month(rows).values(), Counter())
    return tuple(
        Asked(question, _lines(_table(question.number, counts)))
        for question in questions_asked()
        if not question.is_open
    )


def _table(number: int, counts: Counter) -> dict[str, list[int]]:
    """Return for each row how many chose what, and how many answered."""
    inside = {name: [row for row in NAMES if row == name or row.startswith(f"{name} ")] for name in NAMES}
    inside[ALL] = NAMES
    table = {}
    for name in NAMES:
        row = [sum(counts[number, leaf, choice] for leaf in inside[name]) for choice in CHOICES]
        table[name] = [*row, sum(row)]
    return table


def _lines(table: dict[str, list[int]]) -> tuple[Line, ...]:
    """Return the rows of a question with what may be shown of them.

    How many answered and how many said yes, of all and by who asked, is what the figures of this place count, hidden
    or not by rules of their own. Nothing relies on these being hidden: a row shows them, or is not shown. What is
    hidden in a row is hidden behind the other choices alone.
    """
    shown = dict.fromkeys(NAMES, [Cell(None, "c")] * (N + 1)) | _shown(table)
    return tuple(
        Line(name, label, parent not in (None, ALL), tuple(shown[name][:-1]), shown[name][N], share(*shown[name][::N]))
        for name, parent, label in ROWS
    )


def _shown(table: dict[str, list[int]]) -> dict[str, list[Cell]]:
    """Return the rows that are shown: as many levels of them as can be with what is small in them hidden."""
    found = _open_rows(table)
    for levels in filter(None, (found, [name for name in found if name in (ALL, *SIDES)], found[:1])):
        told = [(row, N) for row in range(len(levels))]
        told += [(row, YES) for row, name in enumerate(levels) if name in (ALL, *SIDES)]
        parents = [levels.index(OVER[name]) if OVER[name] else None for name in levels]
        try:
            cells = suppress_counts([table[name] for name in levels], parents=parents, totals=True, told=told)
        except TooLittle:
            continue
        return dict(zip(levels, cells, strict=True))
    n = table[ALL][N]
    return {} if _is_few(n) else {ALL: [*[Cell(None, "c")] * N, Cell(n)]}


def _open_rows(table: dict[str, list[int]]) -> list[str]:
    """Return the names of the rows that may be shown: those in which neither how many answered nor who said yes is few.

    Ways beside each other are shown all or none, so that none is what the others leave.
    """
    if not _is_open(table[ALL]):
        return []
    if not all(_is_open(table[side]) for side in SIDES):
        return [ALL]
    names = [ALL]
    for side in SIDES:
        leaves = [name for name in NAMES if OVER[name] == side]
        few = any(_is_few(table[leaf][N]) for leaf in leaves)
        names += [side] if few else [side, *leaves]
    return names


def _is_open(row: list[int]) -> bool:
    """Whether neither how many answered, nor how many said yes, nor how many did not, is a small number."""
    return not any(_is_few(count) for count in (row[YES], row[N] - row[YES], row[N]))


def _is_few(count: int) -> bool:
    return 0 < count < THRESHOLD


def share(yes: Cell, n: Cell) -> Cell:
    """Return the share that said yes, as it may be shown: with its n, and on ten or more."""
    if yes.value is None or n.value is None or n.value < LEAST_N:
        return Cell(None, "z" if n.value == 0 else "c")
    return Cell(100 * yes.value / n.value)


def _scope(team, start, end, on) -> dict:
    zone = get_default_timezone()
    moments = [datetime(day.year, day.month, day.day, tzinfo=zone) for day in (start, end)]
    return {"start": moments[0], "end": moments[1], "teams": sorted(access.at_or_below([team.pk], on=on))}


def _rows(statement: str, scope: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, scope)
        return cursor.fetchall()
