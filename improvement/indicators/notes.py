"""The notes that stand on a figure's chart, each of a month: what was answered, and what was tried.

One mechanism for all of them: a kind of note is a part of the query in `terms.py`, with the columns that `SHAPE` says,
and a line in `KINDS` that puts it into words.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from improvement.indicators.models import Cycle
from improvement.lib.months import day_label, long_label

# Whose a row is, and then what belongs to its kind.
SHAPE = ("kind", "code", "team_id", "level", "month", "value", "text", "name", "more", "at", "on")


@dataclass(frozen=True)
class Note:
    """What is said of a month, in sentences."""

    month: date
    words: str


NOTES = """SELECT 'answer', q.indicator, q.team_id, NULL, q.month, NULL, q.explanation, u.name, q.strategy,
    q.answered_at, q.expected_on
FROM improvement_query q JOIN casework_user u ON u.id = q.answered_by_id
WHERE q.state IN ('answered', 'closed') AND q.team_id = ANY(%(ids)s) AND q.indicator = ANY(%(codes)s)
UNION ALL
SELECT 'test', t.indicator, t.team_id, NULL, date_trunc('month', c.start_on::timestamp)::date, c.number, c.plan, u.name,
    c.state, t.begun_at, c.start_on
FROM improvement_changetest t JOIN improvement_cycle c ON c.test_id = t.id JOIN casework_user u ON u.id = c.lead_id
WHERE t.team_id = ANY(%(ids)s) AND t.indicator = ANY(%(codes)s)"""


def note_of(row: tuple) -> Note:
    """Return the note that a row of one of KINDS makes."""
    given = dict(zip(SHAPE, row, strict=True))
    return KINDS[given["kind"]](**{name: given[name] for name in SHAPE[4:]})


def _answer(month, text, name, more, at, on, **_) -> Note:
    expected = f"Expected to show by {long_label(on)}."
    who = f"{name}, {day_label(localdate(at))}"
    return Note(month, f"{long_label(month)}: {_sentence(text)} {_sentence(more)} {expected} ({who}.)")


def _test(month, value, text, name, more, on, **_) -> Note:
    number = f", cycle {int(value)}," if value > 1 else ""
    words = f"a test of change{number} began on {day_label(on)}: {_sentence(text)}"
    return Note(month, f"{long_label(month)}: {words} (Led by {name}. {Cycle.State(more).label}.)")


KINDS = {"answer": _answer, "test": _test}


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if text[-1:] in ".!?" else f"{text}."
