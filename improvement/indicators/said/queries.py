"""What was said of figures, as it is read."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Case, IntegerField, Value, When

from casework import access
from casework.models import Team
from improvement.indicators.definitions import definition
from improvement.indicators.models import Cycle, Query
from improvement.indicators.queries import Point, series_of
from improvement.indicators.said import states
from improvement.lib import rates
from improvement.lib.months import long_label
from improvement.lib.sentences import count_in_words

QUERY = "figures:query"


@dataclass(frozen=True)
class CommentLine:
    """A comment as it is read."""

    month: date
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class QueryLine:
    """A query as it is listed. `late` is said of one that waits past its day; `held_by` asks after it now."""

    pk: int
    title: str
    team: str
    month: date
    question: str
    state: str
    state_words: str
    held_by: str
    due_on: date
    late: bool
    by: str
    at: datetime


@dataclass(frozen=True)
class TestedLine:
    """A test of change that this figure measures, by its last cycle."""

    pk: int
    aim: str
    state_words: str
    running: bool
    lead: str
    look_on: date


@dataclass(frozen=True)
class Later:
    """What the figure was, and the newest one after it: None when there is none yet."""

    then: str
    now: str | None
    now_month: date | None


@dataclass(frozen=True)
class Waiting:
    """How many queries wait: to be answered, of those late, and to be followed up."""

    open: int
    late: int
    answered: int

    @property
    def words(self) -> str:
        """Say it: "Two queries wait for an answer, one of them late; one is to be followed up.", or ""."""
        parts = []
        if self.open:
            verb = "query waits" if self.open == 1 else "queries wait"
            late = f", {count_in_words(self.late)} of them late" if self.late else ""
            parts.append(f"{count_in_words(self.open)} {verb} for an answer{late}")
        if self.answered:
            verb = "is" if self.answered == 1 else "are"
            noun = "" if self.open else (" query" if self.answered == 1 else " queries")
            parts.append(f"{count_in_words(self.answered)}{noun} {verb} to be followed up")
        text = "; ".join(parts)
        return f"{text[:1].upper()}{text[1:]}." if text else ""


def said_of(*, team: Team, indicator: str, on: date) -> tuple[list[QueryLine], list[CommentLine], list[TestedLine]]:
    """Return the queries about, the comments on and the tests of change by a team's figures for an indicator.

    Newest month first; one query.
    """
    with connection.cursor() as cursor:
        cursor.execute(SAID, {"team": team.pk, "indicator": indicator})
        rows = cursor.fetchall()
    queries, comments, tests = [], [], []
    for kind, pk, month, text, by, at, state, due_on, held_by in rows:
        if kind == "comment":
            comments.append(CommentLine(month, text, by, at))
        elif kind == "test":
            tests.append(TestedLine(pk, text, Cycle.State(state).label, state == "running", by, due_on))
        else:
            late = state == states.OPEN and due_on < on
            title, words = definition(indicator).title, Query.State(state).label
            queries.append(QueryLine(pk, title, team.name, month, text, state, words, held_by, due_on, late, by, at))
    return queries, comments, tests


SAID = """
SELECT 'query', q.id, q.month, q.question, u.name, q.asked_at, q.state, q.due_on, h.name
FROM improvement_query q JOIN casework_user u ON u.id = q.asked_by_id JOIN casework_team h ON h.id = q.held_by_id
WHERE q.team_id = %(team)s AND q.indicator = %(indicator)s AND q.state <> 'withdrawn'
UNION ALL
SELECT 'comment', c.id, c.month, c.text, u.name, c.written_at, NULL, NULL, NULL
FROM improvement_comment c JOIN casework_user u ON u.id = c.written_by_id
WHERE c.team_id = %(team)s AND c.indicator = %(indicator)s
UNION ALL
SELECT 'test', t.id, date_trunc('month', c.start_on::timestamp)::date, t.aim, u.name, t.begun_at, c.state, c.look_on,
    NULL
FROM improvement_changetest t JOIN improvement_cycle c ON c.test_id = t.id AND c.state <> 'repeated'
JOIN casework_user u ON u.id = c.lead_id
WHERE t.team_id = %(team)s AND t.indicator = %(indicator)s
ORDER BY 3 DESC, 6
"""


def queries_at(*, team: Team, user, on: date, state: str = "") -> list[QueryLine]:
    """Return the queries about figures of `team` and all below it that this person may read; late ones first.

    `state` narrows them; without it those that still need something. Three queries.
    """
    reach = access.at_or_below([team.pk], on=on) & access.team_ids_for(user, QUERY, codes="ARW")
    wanted = [state] if state else [states.OPEN, states.ANSWERED]
    order = Case(When(state=states.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = Query.objects.filter(team_id__in=reach, state__in=wanted)
    return _lines(rows.order_by(order, "due_on", "pk"), on)


def query_or_none(*, pk: int, user) -> Query | None:
    """Return a query this person may read, or None."""
    reach = access.team_ids_for(user, QUERY, codes="ARW")
    rows = Query.objects.filter(pk=pk, team_id__in=reach)
    return rows.select_related("team", "held_by", "asked_by", "answered_by", "ended_by").first()


def steps_of(query: Query) -> list:
    """Return the steps by which a query was carried up, first to last; one query."""
    return list(query.steps.select_related("from_team", "to_team").order_by("carried_at", "pk"))


def later_of(query: Query, *, until: date) -> Later:
    """Return what the figure was and what it came to, as written with n; one query."""
    found = definition(query.indicator)
    points = series_of(teams=[query.team], codes=[query.indicator], until=until)[query.team_id][query.indicator]
    then = next((point for point in points if point.month == query.month), Point(query.month))
    after = [point for point in points if point.month > query.month and point.numerator is not None]
    now = after[-1] if after else None
    return Later(_written(then, found), _written(now, found) if now else None, now.month if now else None)


def waiting_at(*, team: Team, on: date) -> Waiting:
    """Return how many queries about figures of `team` and all below it wait; one query."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [on, [team.pk], on, on])
        return Waiting(*cursor.fetchone())


def waiting_of(lines: list[QueryLine]) -> Waiting:
    """Return how many of these queries wait."""
    return Waiting(
        open=sum(line.state == states.OPEN for line in lines),
        late=sum(line.late for line in lines),
        answered=sum(line.state == states.ANSWERED for line in lines),
    )


WAITING = f"""
SELECT count(*) FILTER (WHERE state = 'open'), count(*) FILTER (WHERE state = 'open' AND due_on < %s),
    count(*) FILTER (WHERE state = 'answered')
FROM improvement_query WHERE state IN ('open', 'answered') AND team_id IN ({access.BELOW})
"""


def _written(point: Point, found) -> str:
    value = rates.value_of(point.numerator, point.denominator, found.unit) if not point.symbol else None
    n = rates.say_n(point.numerator, point.denominator, found.unit, counted=found.counted) if value is not None else ""
    shown = rates.show(value, found.unit) or point.symbol or "no figure"
    return f"{long_label(point.month)}: {shown}{f' ({n})' if n else ''}"


def _lines(rows, on: date) -> list[QueryLine]:
    return [
        QueryLine(
            pk=row.pk,
            title=definition(row.indicator).title,
            team=row.team.name,
            month=row.month,
            question=row.question,
            state=row.state,
            state_words=row.get_state_display(),
            held_by=row.held_by.name,
            due_on=row.due_on,
            late=row.state == states.OPEN and row.due_on < on,
            by=row.asked_by.name,
            at=row.asked_at,
        )
        for row in rows.select_related("team", "held_by", "asked_by")
    ]
