"""Compare, apply and undo, set by set, inside the caller's transaction."""

from django.db import connection

from casework.imports import facts, staging
from casework.imports.columns import columns
from casework.imports.feeds import FEEDS
from casework.models import FACTS, Child, Import, Worker

# Imports are applied one at a time, whoever asks: the number is arbitrary and used nowhere else.
ONE_AT_A_TIME = 7_104_215


def compare(delivery, lists) -> None:
    """Set on each list (unsaved) how many facts are new, changed, the same and gone compared with what we hold."""
    with connection.cursor() as cursor:
        staging.plan(cursor)
        held = _held(cursor)
        for each in lists:
            each.facts_new = each.facts_changed = each.facts_same = each.facts_gone = 0
        for each, sql, parameters in _feeds(delivery, lists):
            if sql.feed.table not in held:
                cursor.execute(sql.total(), parameters)
                each.facts_new += cursor.fetchone()[0]
                continue
            cursor.execute(sql.difference(), parameters)
            new, changed, total = cursor.fetchone()
            each.facts_new += new
            each.facts_changed += changed
            each.facts_same += total - new - changed
            if sql.feed.window and each.rows_good:
                cursor.execute(sql.count_gone(), parameters)
                each.facts_gone += cursor.fetchone()[0]


def apply(delivery, lists) -> None:
    """Write the staged rows as facts and set on each list (unsaved) what came of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        # Every fact points at rows of this same transaction: check them as they come, not all at the end.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        staging.plan(cursor)
        held = _held(cursor)
        is_return = delivery.form != Import.Form.ANNEX_A
        parameters = {"delivery": delivery.pk, "as_on": delivery.as_on, "is_return": is_return}
        cursor.execute(f"CREATE TEMP TABLE staged_child ON COMMIT DROP AS {facts.children(lists)}", parameters)
        for each in lists:
            # How many facts the rows give does not change after the check; how many of them are new may.
            each.facts_same += each.facts_new + each.facts_changed
            each.facts_new = each.facts_changed = each.facts_gone = 0
        _add_workers(cursor, delivery, lists)
        cursor.execute(facts.CHANGED_CHILDREN, parameters)
        cursor.execute(facts.NEW_CHILDREN, parameters)
        for each, sql, parameters in _feeds(delivery, lists):
            changed = 0
            if sql.feed.table in held:
                # First, while only what we held before is there to be looked through.
                if sql.feed.window and each.rows_good:
                    cursor.execute(sql.flag_gone(), parameters)
                    each.facts_gone += cursor.rowcount
                cursor.execute(sql.change(), parameters)
                changed = cursor.rowcount
            cursor.execute(sql.insert(), parameters)
            new = cursor.rowcount
            each.facts_new += new
            each.facts_changed += changed
            each.facts_same -= new + changed
        cursor.execute("DROP TABLE staged_child")


def _held(cursor) -> set[str]:
    """Return the tables of facts that hold anything: in the others nothing can have changed or gone.

    Two feeds of one table have different kinds of fact, so what one adds is nothing that the other could change.
    """
    tables = dict.fromkeys(feed.table for feed in FEEDS)
    cursor.execute(" UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables))
    return {table for (table,) in cursor.fetchall()}


def _feeds(delivery, lists):
    """Yield (list, statements, parameters) of each feed whose list came."""
    came = {each.number: each for each in lists}
    for feed in FEEDS:
        each = came.get(feed.number)
        if each:
            since = feed.since(delivery.as_on)
            yield each, facts.FeedSql(feed, each), {"delivery": delivery.pk, "as_on": delivery.as_on, "since": since}


def _add_workers(cursor, delivery, lists) -> None:
    named = [
        f"SELECT s.{column.field} AS name FROM {staging.table(each.number)} s "
        f"WHERE {facts.USED} AND s.{column.field} IS NOT NULL"
        for each in lists
        for column in columns()[each.number]
        if column.kind == "worker" and column.field in each.headings
    ]
    if named:
        cursor.execute(
            f"WITH added AS (INSERT INTO casework_worker (name) SELECT DISTINCT name FROM "
            f"({' UNION ALL '.join(named)}) AS named WHERE NOT EXISTS "
            "(SELECT 1 FROM casework_worker held WHERE held.name = named.name) RETURNING id) "
            "INSERT INTO casework_importchange (delivery_id, fact, fact_id, kind) "
            "SELECT %(delivery)s, 'worker', id, 'new' FROM added",
            {"delivery": delivery.pk},
        )


def undo(delivery) -> None:
    """Take back what this import, the last applied, wrote.

    A fact or child whose `source` is this import is one it changed (and `ImportChange` has what it was) or one it made.

    Raises:
        IntegrityError: when something made since refers to a row that would go.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in [*FACTS, Child]:
            table, name = model._meta.db_table, model._meta.model_name
            columns_ = ", ".join(field.column for field in model._meta.concrete_fields if not field.primary_key)
            before = columns_.replace(", ", ", b.")
            cursor.execute(
                f"UPDATE {table} f SET ({columns_}) = (SELECT b.{before}) FROM casework_importchange change, "
                f"LATERAL jsonb_populate_record(NULL::{table}, change.before) b "
                "WHERE change.delivery_id = %s AND change.fact = %s AND change.before IS NOT NULL "
                "AND f.id = change.fact_id",
                [delivery.pk, name],
            )
            # What it changed has its former source again, so what still says this import is what it made.
            cursor.execute(f"DELETE FROM {table} WHERE source_id = %s", [delivery.pk])
        _remove_workers(cursor, delivery)
        cursor.execute("DELETE FROM casework_importchange WHERE delivery_id = %s", [delivery.pk])


def _remove_workers(cursor, delivery) -> None:
    """Remove the workers this import added whom nothing else names by now."""
    cursor.execute(
        "SELECT fact_id FROM casework_importchange WHERE delivery_id = %s AND fact = 'worker'", [delivery.pk]
    )
    added = [pk for (pk,) in cursor.fetchall()]
    used = set()
    for relation in Worker._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.one_to_many):
            continue
        names = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": added})
        used.update(names.values_list(relation.field.attname, flat=True))
    Worker.objects.filter(pk__in=set(added) - used, user=None)._raw_delete("default")
