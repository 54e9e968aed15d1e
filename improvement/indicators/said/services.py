"""Verbs of what is said of figures: comment; ask, answer, withdraw, follow up; carry forward."""

from datetime import date, datetime

import pghistory
from django.db import transaction
from django.utils.timezone import localdate

from casework.models import Team, TeamEdge, User
from casework.services import NotAllowed
from improvement.indicators.definitions import by_code
from improvement.indicators.models import Comment, Figure, Query, QueryStep
from improvement.indicators.queries import latest_month
from improvement.indicators.said import states
from improvement.lib.months import first_of, long_label
from improvement.lib.working_days import add_working_days

# A fortnight of working days: the rhythm of the meetings that ask (seed 003, paragraph 85).
DAYS_TO_ANSWER = 10


@transaction.atomic
def comment(*, indicator: str, team: Team, month: date, text: str, key: str, by: User, at: datetime) -> Comment:
    """Return a comment on a team's figure; the same `key` returns the same.

    Raises NotAllowed where there is no such figure, or nothing is said.
    """
    again = Comment.objects.filter(key=key).first()
    if again is not None:
        return again
    _check_figure(indicator, team, month)
    with pghistory.context(user=by.pk, why="comment written"):
        return Comment.objects.create(
            indicator=indicator,
            team=team,
            month=month,
            text=_said(text, "Write something."),
            key=key,
            written_by=by,
            written_at=at,
        )


@transaction.atomic
def ask(*, indicator: str, team: Team, month: date, question: str, key: str, by: User, at: datetime) -> Query:
    """Return a query about a team's figure, to be answered within ten working days; the same `key` returns the same.

    It begins with the place above the team, whose meeting asks after it. Raises NotAllowed where there is no such
    figure, or nothing is asked.
    """
    again = Query.objects.filter(key=key).first()
    if again is not None:
        return again
    _check_figure(indicator, team, month)
    today = localdate(at)
    with pghistory.context(user=by.pk, why="query asked"):
        return Query.objects.create(
            indicator=indicator,
            team=team,
            month=month,
            question=_said(question, "Say what looks wrong."),
            held_by=_above(team, today) or team,
            due_on=add_working_days(today, DAYS_TO_ANSWER),
            key=key,
            asked_by=by,
            asked_at=at,
        )


@transaction.atomic
def answer(*, query: Query, explanation: str, strategy: str, expected_on: date, by: User, at: datetime) -> Query:
    """Answer a query: why the figure is as it is, what is done about it, and the month by which it should show.

    Raises NotAllowed where it is no longer open, a part is missing, or the month is not after the figure's.
    """
    if expected_on <= query.month:
        raise NotAllowed(f"It can only show after {long_label(query.month)}. Choose a later month.")
    parts = {
        "explanation": _said(explanation, "Explain the figure."),
        "strategy": _said(strategy, "Say what is done about it."),
    }
    with pghistory.context(user=by.pk, why="query answered"):
        moved = states.move(
            Query.objects.filter(pk=query.pk),
            states.OPEN,
            states.ANSWERED,
            **parts,
            expected_on=first_of(expected_on),
            answered_by=by,
            answered_at=at,
        )
    return _moved(query, moved, "Somebody has answered or withdrawn this query while you were writing.")


@transaction.atomic
def withdraw(*, query: Query, by: User, at: datetime) -> Query:
    """Take one's own question back while nobody has answered it. Raises NotAllowed otherwise."""
    if query.asked_by_id != by.pk:
        raise NotAllowed("Only the person who asked can withdraw a query.")
    with pghistory.context(user=by.pk, why="query withdrawn"):
        moved = states.move(Query.objects.filter(pk=query.pk), states.OPEN, states.WITHDRAWN, ended_by=by, ended_at=at)
    return _moved(query, moved, "Somebody has answered this query meanwhile, so it cannot be withdrawn.")


@transaction.atomic
def follow_up(*, query: Query, outcome: str, by: User, at: datetime) -> Query:
    """Close an answered query, saying what became of the figure.

    Raises NotAllowed for who answered it, and before there is a figure of a later month to look at.
    """
    if query.answered_by_id == by.pk:
        raise NotAllowed("You answered this query, so somebody else has to follow it up.")
    # A month that is not over says little yet.
    later = Figure.objects.filter(
        indicator=query.indicator, team_id=query.team_id, month__gt=query.month, month__lte=latest_month()
    )
    if not later.exists():
        raise NotAllowed(
            f"There is no figure after {long_label(query.month)} yet. Follow it up when the next month is in."
        )
    with pghistory.context(user=by.pk, why="query followed up"):
        moved = states.move(
            Query.objects.filter(pk=query.pk),
            states.ANSWERED,
            states.CLOSED,
            outcome=_said(outcome, "Say what became of it."),
            ended_by=by,
            ended_at=at,
        )
    return _moved(query, moved, "Somebody has followed this query up meanwhile.")


@transaction.atomic
def carry_forward(*, at: datetime) -> int:
    """Carry every open query whose day has passed to the place above the one that holds it; return how many moved.

    It then has ten working days again. At the county it stays, late. Run twice, nothing moves the second time.
    """
    today = localdate(at)
    carried = 0
    for query in Query.objects.select_for_update().filter(state=states.OPEN, due_on__lt=today).order_by("pk"):
        above = _above(query.held_by, today)
        if above is None:
            continue
        QueryStep.objects.create(query=query, from_team_id=query.held_by_id, to_team=above, carried_at=at)
        with pghistory.context(why="query carried forward"):
            Query.objects.filter(pk=query.pk).update(held_by=above, due_on=add_working_days(today, DAYS_TO_ANSWER))
        carried += 1
    return carried


def _check_figure(indicator, team, month) -> None:
    found = by_code().get(indicator)
    if found is None or not Figure.objects.filter(indicator=indicator, team=team, month=month).exists():
        raise NotAllowed(f"{team.name} has no figure for {long_label(month)}. Choose a month that has one.")


def _said(text: str, missing: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise NotAllowed(missing)
    if len(text) > 2000:
        raise NotAllowed(f"This is {len(text):,} characters long. Write at most 2,000.")
    return text


def _above(team: Team, on: date) -> Team | None:
    edges = TeamEdge.objects.filter(team=team, start_on__lte=on).exclude(end_on__lte=on).select_related("parent")
    edge = edges.first()
    return edge.parent if edge else None


def _moved(query: Query, moved: bool, otherwise: str) -> Query:
    query.refresh_from_db()
    if not moved:
        raise NotAllowed(otherwise)
    return query
