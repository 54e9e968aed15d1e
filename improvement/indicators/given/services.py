"""Verbs of given figures: receive a file, apply, discard, undo; give figures by hand.

All that change figures hold one lock: whether a figure would be counted twice depends on all others of its month.
"""

import hashlib
from datetime import date, datetime
from decimal import Decimal

import pghistory
from django.db import connection, transaction
from django.utils.timezone import localdate

from casework.imports.bounds import Refused
from casework.imports.reading import known
from casework.models import Team, User
from casework.services import NotAllowed
from improvement.indicators.definitions import definition
from improvement.indicators.given import checks, states
from improvement.indicators.given.lines import Line
from improvement.indicators.given.problems import PROBLEMS, Problem, bounded, stored
from improvement.indicators.given.reading import read_file
from improvement.indicators.models import FiguresFile, FiguresLine, FiguresProblem, GivenFigure, PostMonth
from improvement.lib.months import long_label

# First key of the advisory lock.
LOCK = 7308
BATCH = 2000
Standing = FiguresLine.Standing


@transaction.atomic
def receive_file(
    *, name: str, content: bytes, by: User | None, at: datetime, key: str, reach: set[int] | None = None
) -> FiguresFile:
    """Read and check a file of figures; return it `checked`, or `refused` with what to put right, line by line.

    Nothing of a refused file is kept but its problems. The same key again returns the first file.

    Args:
        by: the person, None for a command.
        reach: the teams that this person may give figures for; others do not exist for them. None for every team.
    """
    again = FiguresFile.objects.filter(key=key).first()
    if again is not None:
        return again
    digest, size = hashlib.sha256(content).hexdigest(), len(content)
    file = FiguresFile(name=name[:200], size=size, digest=digest, key=key, uploaded_at=at, uploaded_by=by)
    places = checks.tree()
    teams = {name: pk for name, pk in known()["teams"].items() if pk and (reach is None or pk in reach)}
    county = places.county if places.county in teams.values() else None
    try:
        held = read_file(name=file.name, content=content, teams=teams, county=county, on=localdate(at))
    except Refused as refusal:
        file.state, file.reason = states.REFUSED, str(refusal)
        file.save()
        return file
    file.kind, file.lines_in, file.lines_blank = held.kind, held.read.filled, held.read.blank
    lines, problems = held.read.lines, list(held.read.problems)
    there = checks.held_for(lines)
    problems += checks.faults(lines, held=there, places=places) + checks.counted_here(lines)
    wrong = len({problem.line for problem in problems if problem.stops})
    file.state = states.REFUSED if wrong else states.CHECKED
    if wrong:
        which = "Its one line" if file.lines_in == 1 else f"{wrong:,} of its {file.lines_in:,} lines"
        file.reason = f"{which} {'needs' if wrong == 1 else 'need'} putting right, so nothing of it was kept."
    file.save()
    FiguresProblem.objects.bulk_create([stored(file, each) for each in bounded(problems)], batch_size=BATCH)
    if not wrong:
        FiguresLine.objects.bulk_create([_staged(file, line, there) for line in lines], batch_size=BATCH)
        PostMonth.objects.bulk_create([_post(file, post) for post in held.read.posts], batch_size=BATCH)
    return file


def _post(file: FiguresFile, post) -> PostMonth:
    fte = post.fte if post.cases_fte is None else post.cases_fte
    return PostMonth(file=file, team_id=post.team, month=post.month, cases=post.cases, fte=round(fte, 3))


def _staged(file: FiguresFile, line: Line, held) -> FiguresLine:
    return FiguresLine(
        file=file,
        line=line.line,
        indicator=line.indicator,
        team_id=line.team,
        month=line.month,
        numerator=line.numerator,
        denominator=line.denominator,
        symbol=line.symbol,
        is_share=definition(line.indicator).is_share,
        standing=_standing(line.numbers, held.get(line.key)),
    )


def _standing(numbers, there: GivenFigure | None) -> str:
    if there is None:
        return Standing.NEW
    return Standing.SAME if numbers == _numbers(there) else Standing.CHANGED


def _numbers(row) -> tuple:
    return row.numerator, row.denominator, row.symbol


@transaction.atomic
def apply_file(*, file: FiguresFile, by: User | None, at: datetime) -> FiguresFile:
    """Make the figures of a checked file ours, all of them or none.

    They are checked again beside what has been given since. Raises NotAllowed when the file is past that, or when a
    figure would now be counted twice; nothing is changed then.
    """
    _lock()
    if not states.move(
        FiguresFile.objects.filter(pk=file.pk), states.CHECKED, states.APPLIED, applied_at=at, applied_by=by
    ):
        raise _past(file, "applied")
    staged = list(file.lines.all())
    lines = [Line(row.line, row.indicator, row.team_id, row.month, *_numbers(row)) for row in staged]
    held = checks.held_for(lines)
    wrong = checks.faults(lines, held=held, places=checks.tree())
    if wrong:
        raise NotAllowed(f"Nothing was applied. {_said(wrong[0])} Upload the file again to see every such line.")
    with pghistory.context(user=by and by.pk, why=f"figures file {file.pk} applied"):
        _write(file, staged, held, by, at)
    file.refresh_from_db()
    return file


def _write(file, staged, held, by, at) -> None:
    made, changed = [], []
    for row in staged:
        there = held.get((row.indicator, row.team_id, row.month))
        row.standing = _standing(_numbers(row), there)
        if row.standing == Standing.SAME:
            continue
        row.before = _before(there) if there else None
        figure = there or GivenFigure(
            indicator=row.indicator, team_id=row.team_id, month=row.month, is_share=row.is_share
        )
        figure.numerator, figure.denominator, figure.symbol = _numbers(row)
        figure.file, figure.line, figure.given_by, figure.given_at = file, row.line, by, at
        figure.version += 1 if there else 0
        (changed if there else made).append(figure)
    GivenFigure.objects.bulk_create(made, batch_size=BATCH)
    GivenFigure.objects.bulk_update(changed, CHANGING, batch_size=BATCH)
    FiguresLine.objects.bulk_update(staged, ["standing", "before"], batch_size=BATCH)


CHANGING = ["numerator", "denominator", "symbol", "file", "line", "given_by", "given_at", "version"]


def _before(row: GivenFigure) -> dict:
    numbers = [None if value is None else str(value) for value in (row.numerator, row.denominator)]
    return {
        "numerator": numbers[0],
        "denominator": numbers[1],
        "symbol": row.symbol,
        "file_id": row.file_id,
        "line": row.line,
        "given_by_id": row.given_by_id,
        "given_at": row.given_at.isoformat(),
    }


@transaction.atomic
def discard_file(*, file: FiguresFile, by: User | None, at: datetime) -> FiguresFile:
    """Put a checked file aside; its lines go. Raises NotAllowed when it is past that."""
    if not states.move(FiguresFile.objects.filter(pk=file.pk), states.CHECKED, states.DISCARDED):
        raise _past(file, "discarded")
    file.lines.all().delete()
    file.posts.all().delete()
    file.refresh_from_db()
    return file


@transaction.atomic
def undo_file(*, file: FiguresFile, by: User | None, at: datetime) -> FiguresFile:
    """Take back what an applied file gave: new figures go, changed ones are as they were before it.

    Raises NotAllowed when it is not applied, or when any of its figures has been changed since.
    """
    _lock()
    if not states.move(
        FiguresFile.objects.filter(pk=file.pk), states.APPLIED, states.UNDONE, undone_at=at, undone_by=by
    ):
        raise _past(file, "undone")
    lines = list(file.lines.exclude(standing=Standing.SAME))
    ours = {(row.indicator, row.team_id, row.month): row for row in GivenFigure.objects.filter(file=file)}
    since = [line for line in lines if (line.indicator, line.team_id, line.month) not in ours]
    if since:
        line = since[0]
        raise NotAllowed(
            f"{len(since):,} of its figures {'has' if len(since) == 1 else 'have'} been changed since, the first of "
            f"them {line.indicator} of {line.team.name} for {long_label(line.month)}. Undo what changed them first."
        )
    back, gone = [], []
    for line in lines:
        figure = ours[line.indicator, line.team_id, line.month]
        if line.before is None:
            gone.append(figure.pk)
            continue
        for name, value in line.before.items():
            setattr(figure, name, value)
        figure.numerator, figure.denominator = (
            None if value is None else Decimal(value) for value in (figure.numerator, figure.denominator)
        )
        figure.given_at = datetime.fromisoformat(line.before["given_at"])
        figure.version += 1
        back.append(figure)
    with pghistory.context(user=by and by.pk, why=f"figures file {file.pk} undone"):
        GivenFigure.objects.filter(pk__in=gone).delete()
        GivenFigure.objects.bulk_update(back, CHANGING, batch_size=BATCH)
    file.refresh_from_db()
    return file


class Overtaken(NotAllowed):
    """Somebody changed these figures meanwhile: `rows` has what stands there now, by indicator (None where gone)."""

    def __init__(self, rows: dict[str, GivenFigure | None]):
        super().__init__("Somebody has changed some of these figures while you were typing. Nothing was saved.")
        self.rows = rows


class CountedTwice(NotAllowed):
    """These figures would be counted twice: `words` says why, by indicator."""

    def __init__(self, words: dict[str, str]):
        super().__init__("Some of these figures would be counted twice. Nothing was saved.")
        self.words = words


@transaction.atomic
def give_figures(
    *, team: Team, month: date, figures: dict[str, tuple], versions: dict[str, int], by: User, at: datetime
) -> int:
    """Save figures typed for a team and month; return how many changed. All of them or none.

    Args:
        figures: by indicator, (numerator, denominator, symbol) as read; all empty takes the figure back.
        versions: by indicator, the version that was on the page, 0 where there was no figure. Saying what stands there
            already changes nothing, so that pressing the button twice is the same as once.

    Raises:
        Overtaken: somebody else changed one of them meanwhile to something else.
        CountedTwice: a place above or below has a figure for the same indicator and month.
        NotAllowed: the team was not open then.
    """
    _lock()
    rows = GivenFigure.objects.filter(team=team, month=month, indicator__in=figures)
    there = {row.indicator: row for row in rows.select_related("given_by", "file")}
    wanted = {code: said for code, said in figures.items() if said != _numbers_or_nothing(there.get(code))}
    since = {code: there.get(code) for code in wanted if versions[code] != _version(there.get(code))}
    if since:
        raise Overtaken(since)
    given = {code: said for code, said in wanted.items() if said != NOTHING}
    _check_typed(team, month, given)
    with pghistory.context(user=by.pk, why="figures typed"):
        GivenFigure.objects.filter(pk__in=[there[code].pk for code in wanted.keys() - given.keys()]).delete()
        for code, said in given.items():
            row = there.get(code) or GivenFigure(indicator=code, team=team, month=month, version=0)
            row.numerator, row.denominator, row.symbol = said
            row.is_share = definition(code).is_share
            row.file, row.line, row.given_by, row.given_at = None, None, by, at
            row.version += 1
            row.save()
    return len(wanted)


NOTHING = (None, None, "")


def _numbers_or_nothing(row: GivenFigure | None) -> tuple:
    return _numbers(row) if row else NOTHING


def _version(row: GivenFigure | None) -> int:
    return row.version if row else 0


def _check_typed(team: Team, month: date, given: dict[str, tuple]) -> None:
    lines = [Line(0, code, team.pk, month, *said) for code, said in given.items()]
    held, places, twice = checks.held_for(lines), checks.tree(), {}
    for line in lines:
        for problem in checks.faults([line], held=held, places=places):
            if problem.key == "team_not_open":
                raise NotAllowed(_said(problem))
            twice[line.indicator] = _said(problem)
    if twice:
        raise CountedTwice(twice)


def _said(problem: Problem) -> str:
    _, message, remedy = PROBLEMS[problem.key]
    at = f"Line {problem.line}: " if problem.line else ""
    return f"{at}{message}. {remedy}.".format(words=problem.words)


def _past(file: FiguresFile, done: str) -> NotAllowed:
    file.refresh_from_db()
    return NotAllowed(f"This file is {file.get_state_display().lower()}, so it cannot be {done}.")


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [LOCK])
