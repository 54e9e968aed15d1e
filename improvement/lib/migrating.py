"""Many additions to the schema as one step, because each step alone makes Django imagine every related table again.

Nearly every table here refers to a person or a team, so one more constraint costs a rendering of all of them; a new
database took minutes of that. Here the steps change the state first, all of it is rendered once, and tables are made
as they end up. `tests/test_migrating.py` shows that the schema is the same to the letter.
"""

from django.db.migrations import operations as steps
from django.db.migrations.operations.base import Operation

# With these, a table made as it ends up is already complete.
_WITHIN_THE_TABLE = (steps.CreateModel, steps.AddField, steps.AddConstraint, steps.AddIndex)


class AllAtOnce(Operation):
    """The operations of a migration that adds: tables, and fields, constraints, indexes and triggers.

    A field or trigger of an older table may change too, once. There is no way back: an older schema is restored.
    """

    reversible = False

    def __init__(self, operations):
        self.operations = operations

    def deconstruct(self):
        """Return the name and the arguments it is written with."""
        return self.__class__.__qualname__, [self.operations], {}

    def state_forwards(self, app_label, state):
        """Change the state without rendering it after each operation."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Make the new tables whole, then do what is left."""
        new = {each.name_lower for each in self.operations if isinstance(each, steps.CreateModel)}
        for name in [each.name_lower for each in self.operations if isinstance(each, steps.CreateModel)]:
            model = to_state.apps.get_model(app_label, name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)
        for operation in self.operations:
            if not (isinstance(operation, _WITHIN_THE_TABLE) and _table(operation) in new):
                operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        """Return what it does, as `migrate --plan` prints it."""
        return f"{len(self.operations)} additions at once"


def _table(operation) -> str:
    return (operation.name if isinstance(operation, steps.CreateModel) else operation.model_name).lower()
