"""Additions made all at once leave the same schema as the same additions made one by one."""

import pytest
from django.db import connection, models
from django.db.migrations import operations as steps
from django.db.migrations.state import ProjectState
from pgtrigger.compiler import Trigger, UpsertTriggerSql
from pgtrigger.migrations import AddTrigger

from improvement.lib.migrating import AllAtOnce

pytestmark = pytest.mark.django_db(transaction=True)


def additions():
    key = ("id", models.BigAutoField(primary_key=True))
    upsert = UpsertTriggerSql(
        func="RETURN NULL;",
        hash="1",
        operation="DELETE",
        pgid="pgtrigger_kept_probe",
        table="probe_tree",
        when="BEFORE",
    )
    return [
        steps.CreateModel("Leaf", [key, ("day", models.DateField())]),
        steps.CreateModel("Tree", [key, ("name", models.CharField(max_length=20, unique=True))]),
        steps.AddField("leaf", "tree", models.ForeignKey("probe.tree", models.PROTECT, related_name="leaves")),
        steps.AddField("tree", "kin", models.ManyToManyField("probe.tree")),
        steps.AddIndex("leaf", models.Index(fields=["tree", "day"], name="leaf_of_a_day")),
        steps.AddConstraint("leaf", models.UniqueConstraint(fields=["tree", "day"], name="one_leaf_a_day")),
        steps.AddConstraint("tree", models.CheckConstraint(condition=~models.Q(name=""), name="tree_has_a_name")),
        AddTrigger(model_name="tree", trigger=Trigger(name="kept", sql=upsert)),
    ]


def schema_after(operations, name):
    """Return columns, constraints, indexes and triggers of the tables made, in a schema of their own."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {name}")
        cursor.execute(f"SET search_path TO {name}, public")
    try:
        state = ProjectState()
        state.apps  # noqa: B018 - rendered, as it is while migrations run
        with connection.schema_editor() as editor:
            for operation in operations:
                before = state.clone()
                operation.state_forwards("probe", state)
                operation.database_forwards("probe", editor, before, state)
        with connection.cursor() as cursor:
            found = []
            for sql in SCHEMA:
                cursor.execute(sql, [name])
                found.append({tuple(str(cell).replace(f"{name}.", "") for cell in row) for row in cursor.fetchall()})
        return found
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET search_path TO public")
            cursor.execute(f"DROP SCHEMA {name} CASCADE")


SCHEMA = (
    "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = %s",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = %s::regnamespace",
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %s",
    "SELECT tgrelid::regclass::text, tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " WHERE c.relnamespace = %s::regnamespace AND NOT tgisinternal",
)


def test_the_schema_is_the_same_to_the_letter():
    one_by_one = schema_after(additions(), "one_by_one")
    assert all(one_by_one), "each kind of thing is there to be compared"
    assert schema_after([AllAtOnce(additions())], "at_once") == one_by_one


def test_a_field_of_an_older_table_is_added_too():
    older = steps.CreateModel("Old", [("id", models.BigAutoField(primary_key=True))])
    newer = [
        steps.CreateModel("New", [("id", models.BigAutoField(primary_key=True))]),
        steps.AddField("old", "new", models.ForeignKey("probe.new", models.PROTECT, null=True)),
    ]
    assert schema_after([older, *newer], "one_by_one")[:3] == schema_after([older, AllAtOnce(newer)], "at_once")[:3]
