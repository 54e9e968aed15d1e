from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    """Sign-in limits and used codes live in PostgreSQL, so they hold with the broker down."""

    dependencies = [("casework", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
