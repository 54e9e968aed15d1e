"""The notes that stand on a figure's chart, each of a month: what was answered and tried, where counting began here,
and how the structure changed.

One mechanism for all of them. A kind of note is a part of the query in `terms.py`, with the columns that `SHAPE` says,
and a line in `KINDS` that puts its rows of one month into words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from improvement.indicators.definitions import definition
from improvement.indicators.models import Cycle
from improvement.indicators.sources import BEGAN, COUNTED_FROM
from improvement.lib.months import day_label, long_label
from improvement.lib.sentences import count_in_words

# Whose a row is, and then what belongs to its kind.
SHAPE = ("kind", "code", "team_id", "level", "month", "value", "text", "name", "more", "at", "on")
# What Balcony finds by itself: nobody wrote it and it holds no number, so it stands where small numbers are hidden too.
# It says what sets months apart, so on a chart that begins with its month there is nothing to say.
FOUND = {"began": "Counted here from this month", "structure": "The structure changed"}
# Changes of structure named in one note; the rest are counted.
NAMED = 3


@dataclass(frozen=True)
class Note:
    """What is said of a month, in sentences; `kind` is one of KINDS."""

    month: date
    words: str
    kind: str = ""

    @property
    def found(self) -> bool:
        """Whether Balcony found it by itself."""
        return self.kind in FOUND

    def stands(self, months: list[date]) -> bool:
        """Return whether it stands on a chart of these months, which are in order."""
        return self.month in months and not (self.found and self.month == months[0])


def params(codes: Iterable[str]) -> dict[str, list[str]]:
    """Return which of these indicators are counted here, by source, and on which a change of structure is noted."""
    found = [definition(code) for code in codes]
    counted = {source: [each.code for each in found if each.source == source] for source in BEGAN}
    return {**counted, "structural": [each.code for each in found if each.notes_structure]}


def notes_of(rows: Iterable[tuple]) -> dict[tuple, tuple[Note, ...]]:
    """Return the notes that rows of KINDS make, by the team's id (None: every team) and the code."""
    same: dict[tuple, list[dict]] = {}
    for row in rows:
        given = dict(zip(SHAPE, row, strict=True))
        # What never came, such as a first audit, has no month.
        if given["month"] is not None:
            same.setdefault(tuple(given[name] for name in ("team_id", "code", "month", "kind")), []).append(given)
    made: dict[tuple, tuple[Note, ...]] = {}
    for (team_id, code, month, kind), found in same.items():
        said = (Note(month, words, kind) for words in KINDS[kind](found))
        made[team_id, code] = (*made.get((team_id, code), ()), *said)
    return made


def _answers(rows: list[dict]) -> list[str]:
    return [
        f"{long_label(row['month'])}: {_sentence(row['text'])} {_sentence(row['more'])} "
        f"Expected to show by {long_label(row['on'])}. ({row['name']}, {day_label(localdate(row['at']))}.)"
        for row in rows
    ]


def _tests(rows: list[dict]) -> list[str]:
    def one(row):
        number = f", cycle {int(row['value'])}," if row["value"] > 1 else ""
        words = f"a test of change{number} began on {day_label(row['on'])}: {_sentence(row['text'])}"
        return f"{long_label(row['month'])}: {words} (Led by {row['name']}. {Cycle.State(row['more']).label}.)"

    return [one(row) for row in rows]


def _began(rows: list[dict]) -> list[str]:
    since = f"Counted from {COUNTED_FROM[rows[0]['text']]} here since {long_label(rows[0]['month'])}"
    return [f"{since}; the figures before that were given, by file or by hand."]


def _structure(rows: list[dict]) -> list[str]:
    said = [
        f"{row['text']} moved from {row['name']} to {row['more']} on {day_label(row['on'])}"
        if row["level"] == "moved"
        else f"{row['text']} {row['level']} on {day_label(row['on'])}"
        for row in sorted(rows, key=lambda row: (row["on"], row["text"]))
    ]
    rest = len(said) - NAMED
    more = [f"and {count_in_words(rest)} more {'change' if rest == 1 else 'changes'}"] if rest > 0 else []
    return [f"{long_label(rows[0]['month'])}: the structure changed. {'; '.join([*said[:NAMED], *more])}."]


KINDS = {"answer": _answers, "test": _tests, "began": _began, "structure": _structure}


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if text[-1:] in ".!?" else f"{text}."


def _month(day: str) -> str:
    return f"date_trunc('month', {day}::timestamp)::date"


_BEGAN = {
    source: f"""SELECT 'began', c.code, NULL, NULL, NULLIF({began}, 'infinity'::date), NULL, '{source}', NULL, NULL,
    NULL, NULL
FROM unnest(%({source})s::text[]) AS c (code)"""
    for source, began in BEGAN.items()
}

# Every place with each team at or below it and the days on which it was so: what changed then changed this place. A
# path ends and another begins on the day of a move, so both the old places and the new are told. That a place was there
# from the first is no change.
_STRUCTURE = f"""SELECT DISTINCT 'structure', c.code, h.top_id, v.event, {_month("v.day")}, NULL::numeric, v.team,
    v.old, v.new, NULL::timestamptz, v.day
FROM unnest(%(structural)s::text[]) AS c (code)
CROSS JOIN LATERAL (
    WITH RECURSIVE held (top_id, team_id, since, until) AS (
        SELECT t.id, t.id, '-infinity'::date, 'infinity'::date FROM casework_team t WHERE t.id = ANY(%(ids)s)
        UNION
        SELECT h.top_id, e.team_id, GREATEST(h.since, e.start_on), LEAST(h.until, COALESCE(e.end_on, 'infinity'))
        FROM held h JOIN casework_teamedge e ON e.parent_id = h.team_id
        WHERE GREATEST(h.since, e.start_on) < LEAST(h.until, COALESCE(e.end_on, 'infinity'))
    ) SELECT * FROM held
) h
JOIN (
    SELECT t.id AS team_id, 'opened' AS event, t.opened_on AS day, t.name AS team, NULL AS old, NULL AS new
    FROM casework_team t WHERE t.opened_on > (SELECT min(o.opened_on) FROM casework_team o)
    UNION ALL
    SELECT t.id, 'closed', t.closed_on, t.name, NULL, NULL FROM casework_team t WHERE t.closed_on IS NOT NULL
    UNION ALL
    SELECT t.id, 'moved', now_is.start_on, t.name, old.name, new.name
    FROM casework_teamedge was
    JOIN casework_teamedge now_is ON now_is.team_id = was.team_id AND now_is.start_on = was.end_on
    JOIN casework_team t ON t.id = was.team_id
    JOIN casework_team old ON old.id = was.parent_id JOIN casework_team new ON new.id = now_is.parent_id
    WHERE was.parent_id <> now_is.parent_id
) v ON v.team_id = h.team_id AND v.day BETWEEN h.since AND h.until"""

_WRITTEN = f"""SELECT 'answer', q.indicator, q.team_id, NULL, q.month, NULL, q.explanation, u.name, q.strategy,
    q.answered_at, q.expected_on
FROM improvement_query q JOIN casework_user u ON u.id = q.answered_by_id
WHERE q.state IN ('answered', 'closed') AND q.team_id = ANY(%(ids)s) AND q.indicator = ANY(%(codes)s)
UNION ALL
SELECT 'test', t.indicator, t.team_id, NULL, {_month("c.start_on")}, c.number, c.plan, u.name, c.state, t.begun_at,
    c.start_on
FROM improvement_changetest t JOIN improvement_cycle c ON c.test_id = t.id JOIN casework_user u ON u.id = c.lead_id
WHERE t.team_id = ANY(%(ids)s) AND t.indicator = ANY(%(codes)s)"""
# What is asked only where one of the indicators needs it, by the parameter that names those that do.
_FOUND = {**_BEGAN, "structural": _STRUCTURE}


def sql(given: dict[str, list[str]]) -> str:
    """Return the part of the query in `terms.py` that asks for notes, as far as these `params` need it."""
    # Planning what is not needed would take longer than asking for the rest.
    return " UNION ALL ".join([_WRITTEN, *(f"({part})" for name, part in _FOUND.items() if given[name])])
