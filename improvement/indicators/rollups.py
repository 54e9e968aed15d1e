"""Counting figures: every indicator of a source, for every team and the months asked for, in one statement.

Each frame of a source is scanned once; its rows fall into months and are counted per team by all the indicators'
conditions at once (`count(*) FILTER (WHERE ...)`), open spells by being laid out over the ends of the months they
span. What a team counts itself is then added to every team above it in the tree as it stood at the month's end, so a
county is the sum of its parts and never an average. Rows without a team, and teams without a county, add to the county.

A team open in a month has a figure for every month we know of, 0 when nothing happened: a month without referrals is a
fact, not a gap. A share of nothing is 0 of 0, shown as none. There is no figure for months before our history, after
the last extract, or (for frames that need one) without an extract.

Figures that were given are added up the same way, and are there for months without an extract too; where nothing was
given, for a team or anywhere below it, there is no figure. A symbol stands where a symbol is all that was given; beside
numbers it adds nothing to them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from casework.models import CalendarDay, Import, Level, Team
from improvement.indicators import rollup_sql
from improvement.indicators.calendar import CalendarMissing
from improvement.indicators.definitions import Definition, of_source
from improvement.indicators.sources import GIVEN, OWN, SOURCES, WINDOW_MONTHS, Frame, form_of
from improvement.lib.months import add_months, first_of, month_end, months_between, next_month

# Five years are kept counted: three on the charts and two for whoever asks what came before.
HISTORY_MONTHS = 60
# The first half of the advisory lock's key; the second is the source's place in the table.
LOCK = 7305


@dataclass(frozen=True)
class Month:
    """A month to count: `at` is the day snapshots are taken, `seen_on` the last extract in it, if there was one."""

    month: date
    at: date
    seen_on: date | None


@dataclass(frozen=True)
class Counted:
    """What a roll-up did."""

    source: str
    months: tuple[date, ...]
    written: int
    removed: int


def countable(months: Iterable[date], *, at: date, source: str) -> list[Month]:
    """Return those of `months` that a source can be counted in on the day `at`, in order.

    A month can be counted from the first that the first extract of the source's form tells (six months of Annex A,
    twelve of a return), and at most five years back, up to the month of the last extract, and never later than the
    month of `at`. The month of the last extract is counted as at that day. What is given or counted here needs no
    extract: every month of the last five years can be added up.
    """
    if source in OWN:
        first = add_months(first_of(at), 1 - HISTORY_MONTHS)
        known = (month for month in sorted(set(months)) if first <= month <= first_of(at))
        return [Month(month, min(month_end(month), at), None) for month in known]
    form = form_of(source)
    applied = Import.objects.filter(state=Import.State.APPLIED, form=form)
    days = sorted(day for day in applied.values_list("as_on", flat=True) if day <= at)
    if not days:
        return []
    first = max(add_months(first_of(days[0]), 1 - WINDOW_MONTHS[form]), add_months(first_of(at), 1 - HISTORY_MONTHS))
    seen = {first_of(day): day for day in days}
    return [
        Month(month, min(month_end(month), days[-1]), seen.get(month))
        for month in sorted(set(months))
        if first <= month <= first_of(days[-1])
    ]


def all_months(*, at: date, source: str = "") -> list[date]:
    """Return every month that can be counted, for a source, on the day `at`."""
    start = add_months(first_of(at), 1 - HISTORY_MONTHS)
    months = months_between(start, next_month(first_of(at)))
    # Where no source is asked for, one of each form speaks for the others: the months hang on nothing else of it.
    sources = [source] if source else {form_of(each): each for each in SOURCES if each not in OWN}.values()
    return sorted({found.month for each in sources for found in countable(months, at=at, source=each)})


def roll_up(*, source: str, months: Iterable[date], at: datetime) -> Counted:
    """Count every indicator of a source for all teams and the given months anew; write what changed.

    Figures that are no longer valid (a closed team, a month that cannot be counted) go. One transaction, under the
    source's advisory lock: two roll-ups of a source wait for each other, and a roll-up that dies leaves all as it was.
    """
    asked = sorted(set(months))
    with transaction.atomic():
        _lock(source)
        return _count(source, asked, at)


def take_stale(*, at: datetime, limit: int = HISTORY_MONTHS) -> Counted | None:
    """Take the stale months of one source, count them, and forget the marks, in one transaction; None when none wait.

    The source whose oldest mark waits longest comes first, up to `limit` of its newest months at a time. A source that
    another roll-up is at work on is passed over. A mark made after ours were read stays for the next time.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT source FROM improvement_stalekey GROUP BY source ORDER BY min(marked_at), source")
        for (source,) in cursor.fetchall():
            if not _try_lock(source):
                continue
            months = _take(cursor, source, limit)
            if months:
                return _count(source, months, at)
    return None


def statement(source: str) -> str:
    """Return the SQL that counts a source; its parameters are those of `parameters`."""
    frames = [
        (name, [found for found in of_source(source) if found.counting.frame == name]) for name in SOURCES[source]
    ]
    frames = [(name, members) for name, members in frames if members]
    scans, totals, melted = [], [], []
    for name, members in frames:
        frame = SOURCES[source][name]
        columns = _columns(members)
        scans.append(f"own_{name} AS ({_scan(frame, columns)})")
        sums = ", ".join(f"{_total(column, frame)} AS {column}" for column in columns)
        totals.append(f"""total_{name} AS (
    SELECT t.ancestor_id AS team_id, t.month, {sums}
    FROM tree t JOIN months m ON m.month = t.month
    LEFT JOIN own_{name} o ON o.team_id = t.team_id AND o.month = t.month
    WHERE {_known(frame)}
    GROUP BY t.ancestor_id, t.month
)""")
        melted.append(_melt(name, members))
    return rollup_sql.WHOLE.format(
        months=rollup_sql.MONTHS,
        scans=",\n".join(scans),
        totals=",\n".join(totals),
        melted="\nUNION ALL\n".join(melted),
    )


def parameters(source: str, counted: list[Month], asked: list[date], at: datetime) -> dict:
    """Return the parameters of `statement`."""
    ordinals = dict(
        CalendarDay.objects.filter(
            day__in={day for found in counted for day in (found.at, found.seen_on) if day}
        ).values_list("day", "ordinal")
    )
    for found in counted:
        for day in (found.at, found.seen_on):
            if day and day not in ordinals:
                raise CalendarMissing(day)
    county = Team.objects.filter(level=Level.COUNTY).order_by("pk").values_list("pk", flat=True).first()
    nothing = date.max
    return {
        "months": [found.month for found in counted],
        "ats": [found.at for found in counted],
        "seens": [found.seen_on for found in counted],
        "numbers": [found.month.year * 12 + found.month.month for found in counted],
        "at_ordinals": [ordinals[found.at] for found in counted],
        "seen_ordinals": [ordinals.get(found.seen_on) for found in counted],
        "first": counted[0].month if counted else nothing,
        "first_at": min((found.seen_on or found.at for found in counted), default=nothing),
        "last_at": counted[-1].at if counted else date.min,
        "last_day": month_end(counted[-1].month) if counted else date.min,
        "first_number": counted[0].month.year * 12 + counted[0].month.month if counted else 0,
        "last_number": counted[-1].month.year * 12 + counted[-1].month.month if counted else 0,
        "county": county,
        "codes": [found.code for found in of_source(source)],
        "asked": asked,
        "now": at,
    }


def frame_rows(frame: Frame) -> str:
    """Return FROM and WHERE of a frame's rows: `f` the fact, `m` the month it falls in, and the joins."""
    names = _names(frame)
    where = f" AND {frame.where}" if frame.where else ""
    rows, within = rollup_sql.ROWS[frame.kind].format(**names), rollup_sql.WITHIN[frame.kind].format(**names)
    return f"{rows} {frame.joins} WHERE {within}{where}"


def conditions(found: Definition) -> tuple[str, str]:
    """Return the SQL conditions of the rows in an indicator's numerator and denominator ("" when it counts none)."""
    counting = found.counting
    day = SOURCES[found.source][counting.frame].day
    numerator, denominator = (_with_local(text, found, day) for text in (counting.numerator, counting.denominator))
    if denominator and not found.is_rate:
        numerator = f"({denominator}) AND ({numerator})"
    return numerator, "" if found.is_rate else denominator


def _with_local(text: str, found: Definition, day: str) -> str:
    if found.local is None:
        return text
    settings = found.local.settings
    if len(settings) == 1:
        return text.replace("{N}", str(settings[0].value))
    later = " ".join(
        f"WHEN {day} >= DATE '{setting.valid_from:%Y-%m-%d}' THEN {setting.value}" for setting in reversed(settings[1:])
    )
    return text.replace("{N}", f"(CASE {later} ELSE {settings[0].value} END)")


def _columns(members: list[Definition]) -> dict[str, str]:
    """Return the aggregates of a scan by name: n_CODE and, where the denominator is counted, d_CODE."""
    columns = {}
    for found in members:
        numerator, denominator = conditions(found)
        what = f"sum({found.counting.numerator_sum})" if found.counting.numerator_sum else "count(*)"
        columns[f"n_{found.code}"] = f"{what} FILTER (WHERE {numerator})"
        if denominator:
            distinct = found.counting.denominator_distinct
            added = found.counting.denominator_sum
            what = f"sum({added})" if added else f"count(DISTINCT {distinct})" if distinct else "count(*)"
            columns[f"d_{found.code}"] = f"{what} FILTER (WHERE {denominator})"
        if found.is_given:
            columns[f"s_{found.code}"] = f"max(NULLIF(f.symbol, '')) FILTER (WHERE {numerator})"
    return columns


def _total(column: str, frame: Frame) -> str:
    """Return what a team and those below it make together of a column of `_columns`."""
    if frame.kind != GIVEN:
        return f"COALESCE(sum(o.{column}), 0)"
    if column.startswith("s_"):
        # Where teams say different things of why there is no number, there is none collected for them together.
        return f"CASE WHEN min(o.{column}) <> max(o.{column}) THEN 'x' ELSE max(o.{column}) END"
    return f"sum(o.{column})"


def _scan(frame: Frame, columns: dict[str, str]) -> str:
    counted = ",\n        ".join(f"{sql} AS {column}" for column, sql in columns.items())
    return f"""
    SELECT COALESCE({frame.team}, %(county)s) AS team_id, m.month,
        {counted}
    FROM {frame_rows(frame)}
    GROUP BY 1, 2
"""


def version_sql(found: Definition) -> str:
    """Return the SQL of the version by which a month `t.month` is counted."""
    later = " ".join(
        f"WHEN t.month >= DATE '{change.month:%Y-%m-%d}' THEN {found.version_in(change.month)}"
        for change in reversed(found.changes)
    )
    return f"CASE {later} ELSE 1 END" if later else "1"


def _melt(name: str, members: list[Definition]) -> str:
    lines = []
    for found in members:
        under = f"t.d_{found.code}" if conditions(found)[1] else "p.children" if found.is_rate else "NULL"
        share = "TRUE" if found.is_share else "FALSE"
        symbol = "''"
        if found.is_given:
            under = f"CASE WHEN t.n_{found.code} IS NOT NULL THEN {under} END"
            symbol = f"CASE WHEN t.n_{found.code} IS NULL THEN t.s_{found.code} ELSE '' END"
        numbers = f"t.n_{found.code}::numeric(14, 3), {under}::numeric(14, 3), {symbol}"
        lines.append(f"('{found.code}', {numbers}, {share}, {version_sql(found)})")
    return f"""    SELECT v.indicator, t.team_id, t.month, v.numerator, v.denominator, v.symbol, v.is_share, v.version
    FROM total_{name} t
    JOIN open_teams o ON o.team_id = t.team_id AND o.month = t.month
    LEFT JOIN populations p ON p.team_id = t.team_id AND p.month = t.month
    CROSS JOIN LATERAL (VALUES {", ".join(lines)}) AS v (indicator, numerator, denominator, symbol, is_share, version)
    WHERE v.symbol IS NOT NULL"""


def _names(frame: Frame) -> dict[str, str]:
    return {
        "table": frame.table,
        "start": f"f.{frame.start}",
        "start_column": frame.start,
        "end": f"f.{frame.end}",
        "ended": rollup_sql.GONE.format(end=f"f.{frame.end}"),
        "day": frame.day,
    }


def _known(frame: Frame) -> str:
    """Return the condition on a month `m` that the frame can be counted in it at all."""
    return {
        "flow": "TRUE",
        "open": "TRUE",
        GIVEN: "TRUE",
        "seen": "m.seen_on IS NOT NULL",
        "latest": f"EXISTS (SELECT 1 FROM {frame.table} k WHERE k.{frame.start} BETWEEN m.month AND m.at)",
    }[frame.kind]


def _count(source: str, asked: list[date], at: datetime) -> Counted:
    counted = countable(asked, at=timezone.localdate(at), source=source)
    with connection.cursor() as cursor:
        # Compiling a statement this wide takes longer than running it.
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(statement(source), parameters(source, counted, asked, at))
        written, removed = cursor.fetchone()
    return Counted(source, tuple(asked), written, removed)


def _take(cursor, source: str, limit: int) -> list[date]:
    """Delete the source's marks for up to `limit` months, newest first, and return the months."""
    cursor.execute(
        """
        WITH taken AS (
            SELECT id, month FROM improvement_stalekey WHERE source = %(source)s AND month IN (
                SELECT DISTINCT month FROM improvement_stalekey WHERE source = %(source)s
                ORDER BY month DESC LIMIT %(limit)s
            )
            ORDER BY month, id FOR UPDATE SKIP LOCKED
        )
        DELETE FROM improvement_stalekey USING taken WHERE improvement_stalekey.id = taken.id RETURNING taken.month
        """,
        {"source": source, "limit": limit},
    )
    return sorted({month for (month,) in cursor.fetchall()})


def _lock(source: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, list(SOURCES).index(source)])


def _try_lock(source: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, list(SOURCES).index(source)])
        return cursor.fetchone()[0]
