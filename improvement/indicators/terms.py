"""On what terms a figure is read: its target, where its limits begin anew, and the notes that stand on its chart.

Definitions give the first terms; people add to them. Whatever draws a figure asks here, so that page, pack and file
read it alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.db import connection
from django.utils.timezone import localdate

from casework.models import Team
from improvement.indicators.definitions import Definition, Target, definition
from improvement.indicators.notes import KINDS, Note, notes_of, params, sql
from improvement.lib import rates
from improvement.lib.months import add_months, long_label
from improvement.lib.spc import Rebase


@dataclass(frozen=True)
class Step:
    """A target and the first month it is in force."""

    month: date
    target: Target


@dataclass(frozen=True)
class Terms:
    """The terms of one indicator for one team.

    `default` is the definition's target, in force where `steps` (in order of month) say nothing; `rebases` and `notes`
    are in order of month too.
    """

    default: Target | None = None
    steps: tuple[Step, ...] = ()
    rebases: tuple[Rebase, ...] = ()
    notes: tuple[Note, ...] = ()

    def target_in(self, month: date) -> Target | None:
        """Return the target in force in a month."""
        return next((step.target for step in reversed(self.steps) if step.month <= month), self.default)

    def said(self, months: Sequence[date], unit: str) -> tuple[str, ...]:
        """Return what prints under a chart of these months: former targets, then what was said of its months."""
        if not months:
            return ()
        former = []
        for step in self.steps:
            if months[0] < step.month <= months[-1] and (old := self.target_in(add_months(step.month, -1))):
                until = long_label(add_months(step.month, -1))
                former.append(f"The target was {rates.say(old.value, unit)} until {until}.")
        return (*former, *(note.words for note in self.noted(months)))

    def noted(self, months: Sequence[date]) -> tuple[Note, ...]:
        """Return the notes that stand on a chart of these months, which are in order."""
        return tuple(note for note in self.notes if note.stands(months))


def terms_of(*, teams: Sequence[Team], codes: Iterable[str]) -> dict[tuple[int, str], Terms]:
    """Return the terms of each indicator for each team, by the team's id and the code; one query.

    The same rows make the very same terms, so that whoever keeps what was made from them sees at a glance that nothing
    changed.
    """
    codes = tuple(codes)
    places = tuple((team.pk, team.level) for team in teams)
    needed = params(codes)
    given = {"codes": list(codes), "ids": [team_id for team_id, _ in places], **needed}
    with connection.cursor() as cursor:
        cursor.execute(f"{ROWS} UNION ALL {sql(needed)} ORDER BY 5, 10", given)
        rows = tuple(cursor.fetchall())
    return _made(places, codes, rows)


# What people set, as rows of one shape, which `notes.SHAPE` says.
ROWS = """
SELECT 'target', indicator, NULL::bigint, level, month, value, source, NULL, NULL, NULL::timestamptz, NULL::date
FROM improvement_targetsetting WHERE signed_at IS NOT NULL AND withdrawn_at IS NULL AND indicator = ANY(%(codes)s)
UNION ALL
SELECT 'limits', l.indicator, l.team_id, NULL, l.month, NULL, l.reason, u.name, NULL, l.set_at, NULL
FROM improvement_newlimits l JOIN casework_user u ON u.id = l.set_by_id
WHERE l.undone_at IS NULL AND l.team_id = ANY(%(ids)s) AND l.indicator = ANY(%(codes)s)"""


@lru_cache(maxsize=256)
def _made(places, codes, rows) -> dict[tuple[int, str], Terms]:
    found: dict[tuple, list] = {}
    notes = notes_of(row for row in rows if row[0] in KINDS)
    for row in rows:
        kind, code, team_id, level, month, value, text, name, _, at, _ = row
        if kind == "target":
            found.setdefault((kind, level, code), []).append(Step(month, Target(float(value), text)))
        elif kind == "limits":
            made = Rebase(month, text, by=name, on=localdate(at))
            found.setdefault((kind, team_id, code), []).append(made)
    return {
        (team_id, code): Terms(
            default=definition(code).target,
            steps=tuple(found.get(("target", level, code), ())),
            rebases=_in_order(breaks_of(definition(code)), found.get(("limits", team_id, code), ())),
            notes=_by_month(notes.get((None, code), ()), notes.get((team_id, code), ())),
        )
        for team_id, level in places
        for code in codes
    }


def breaks_of(found: Definition) -> tuple[Rebase, ...]:
    """Return where an indicator's line is broken because what it counts was changed: points beyond are no sequel."""
    return tuple(
        Rebase(change.month, f"The definition was changed: {change.words}", by=found.owner) for change in found.changes
    )


def _in_order(breaks, people) -> tuple[Rebase, ...]:
    # Where a person gave a reason for the same month, theirs is printed: they knew of the change.
    months = {each.month: each for each in (*breaks, *people)}
    return tuple(months[month] for month in sorted(months))


def _by_month(*found: tuple[Note, ...]) -> tuple[Note, ...]:
    return tuple(sorted((note for notes in found for note in notes), key=lambda note: note.month))


def without_notes(terms: Terms) -> Terms:
    """Return the terms for who may not read what people said: it may hold numbers that are hidden from them.

    What Balcony found by itself holds none and stays.
    """
    return replace(terms, notes=tuple(note for note in terms.notes if note.found))
