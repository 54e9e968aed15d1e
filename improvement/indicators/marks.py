"""The marks that say which figures a write made stale, left by the database itself.

Statement triggers on proxies of the tables that indicators read: whatever writes (a service, a bulk write, COPY, raw
SQL) leaves a mark for every (source, month) the changed rows can influence, in the same transaction, and the lower
rooms need know nothing of it. A statement leaves each mark once, however many rows it wrote.

A mark carries its transaction's number, so that two writers never wait for each other, and a roll-up that forgets the
marks it has read can never forget one made after.
"""

import pgtrigger

from casework import models as casework
from improvement.indicators.rollups import HISTORY_MONTHS
from improvement.indicators.watched import WATCHED, Rule, Watched

TODAY = "(now() AT TIME ZONE 'Europe/London')::date"


def statement(watched: Watched, operation: str) -> str:
    """Return the SQL that leaves the marks of one statement, to run with its transition tables."""
    spans = "\n    UNION ALL\n".join(_spans(rule) for rule in watched.rules)
    return f"""
WITH x AS ({_changed(watched, operation)}),
spans (sources, first, last) AS (
{spans}
)
INSERT INTO improvement_stalekey (source, month, transaction, marked_at)
SELECT DISTINCT source, month::date, pg_current_xact_id()::text::bigint, clock_timestamp()
FROM (
    SELECT DISTINCT sources,
        GREATEST(date_trunc('month', first::timestamp),
            date_trunc('month', {TODAY}::timestamp) - interval '{HISTORY_MONTHS - 1} months') AS first,
        date_trunc('month', LEAST(last, {TODAY})::timestamp) AS last
    FROM spans WHERE first IS NOT NULL
) AS runs
CROSS JOIN LATERAL generate_series(runs.first, runs.last, interval '1 month') AS month
CROSS JOIN LATERAL unnest(runs.sources) AS source
ON CONFLICT (source, month, transaction) DO NOTHING;
"""


def _changed(watched: Watched, operation: str) -> str:
    if operation != "update":
        rows = {"insert": "new_rows", "delete": "old_rows"}[operation]
        return f"SELECT r.*, NULL::date AS since FROM {rows} r"
    differs = " OR ".join(f"was.{column} IS DISTINCT FROM now_is.{column}" for column in watched.columns)
    since = "NULL::date"
    if watched.end:
        others = " OR ".join(
            f"was.{column} IS DISTINCT FROM now_is.{column}" for column in watched.columns if column != watched.end
        )
        ends = ", ".join(f"COALESCE({side}.{watched.end}, {TODAY})" for side in ("was", "now_is"))
        since = f"CASE WHEN {others} THEN NULL::date ELSE LEAST({ends}) END"
    joined = "FROM old_rows was JOIN new_rows now_is ON now_is.id = was.id"
    if watched.model is casework.CalendarDay:
        joined = "FROM old_rows was JOIN new_rows now_is ON now_is.day = was.day"
    return " UNION ALL ".join(
        f"SELECT {side}.*, {since} AS since {joined} WHERE {differs}" for side in ("was", "now_is")
    )


def _spans(rule: Rule) -> str:
    sources = ", ".join(f"'{source}'" for source in rule.sources)
    last = f"COALESCE({rule.last}, {TODAY})" if rule.last else rule.first
    where = f" WHERE {rule.where}" if rule.where else ""
    return f"    SELECT ARRAY[{sources}], {rule.first}, {last} FROM x {rule.join}{where}"


# Transition tables have no statistics: PostgreSQL would compile for a second what then runs for a millisecond.
_WITHOUT_JIT = "PERFORM set_config('jit', 'off', true);"

_REFERENCING = {
    "insert": pgtrigger.Referencing(new="new_rows"),
    "update": pgtrigger.Referencing(old="old_rows", new="new_rows"),
    "delete": pgtrigger.Referencing(old="old_rows"),
}
_OPERATIONS = {"insert": pgtrigger.Insert, "update": pgtrigger.Update, "delete": pgtrigger.Delete}


def _triggers(watched: Watched) -> list[pgtrigger.Trigger]:
    return [
        pgtrigger.Trigger(
            name=f"mark_stale_{operation}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=_OPERATIONS[operation],
            referencing=_REFERENCING[operation],
            func=f"{_WITHOUT_JIT}{statement(watched, operation)}RETURN NULL;",
        )
        for operation in watched.operations
    ]


def _proxy(watched: Watched) -> type:
    """Return a proxy of a table that indicators read, there only to carry the marks' triggers."""
    meta = type(
        "Meta",
        (),
        {"proxy": True, "app_label": "improvement", "default_permissions": (), "triggers": _triggers(watched)},
    )
    return type(
        f"Marked{watched.model.__name__}",
        (watched.model,),
        {
            "__module__": __name__,
            "__doc__": f"{watched.model.__name__}, whose writes mark figures stale.",
            "Meta": meta,
        },
    )


PROXIES = tuple(_proxy(watched) for watched in WATCHED)
