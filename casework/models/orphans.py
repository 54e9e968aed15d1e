"""No fact without its child: what a foreign key would hold, checked once a statement instead of once a row.

An import writes tens of thousands of facts whose children it has just joined to, one import at a time. The rule stands
in the database all the same, for every other way in: a statement that leaves an orphan fails whole.
"""

import pgtrigger

from casework.models.child import Child
from casework.models.returns import FACTS

FOREIGN_KEY_VIOLATION = "USING ERRCODE = 'foreign_key_violation'"


def _known(fact, operation):
    table = fact._meta.db_table
    return pgtrigger.Trigger(
        name=f"child_known_{'insert' if operation is pgtrigger.Insert else 'update'}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(new="written"),
        func=f"""
            IF EXISTS (
                SELECT FROM written w WHERE NOT EXISTS (SELECT FROM casework_child c WHERE c.id = w.child_id)
            ) THEN
                RAISE EXCEPTION '{table} has a row whose child is not known' {FOREIGN_KEY_VIOLATION};
            END IF;
            RETURN NULL;
        """,  # noqa: S608 - names of our own tables
    )


def _kept():
    held = " OR ".join(
        f"EXISTS (SELECT FROM {fact._meta.db_table} f JOIN gone g ON f.child_id = g.id)" for fact in FACTS
    )
    return pgtrigger.Trigger(
        name="child_kept_while_known",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Delete,
        referencing=pgtrigger.Referencing(old="gone"),
        func=f"""
            IF {held} THEN
                RAISE EXCEPTION 'A child that facts are about cannot go before them' {FOREIGN_KEY_VIOLATION};
            END IF;
            RETURN NULL;
        """,
    )


for _fact in FACTS:
    pgtrigger.register(_known(_fact, pgtrigger.Insert), _known(_fact, pgtrigger.Update))(_fact)
pgtrigger.register(_kept())(Child)
