"""`manage.py demo`: bring the demo's database up to date, then load the synthetic department."""

from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

INVENTED = "@larchshire.example"


def refuse_real_people():
    """Raise CommandError when the database belongs to somebody: invented children must never join real ones."""
    user = get_user_model()
    if user._meta.db_table not in connection.introspection.table_names():
        return
    people = user._default_manager
    if people.exists() and not people.filter(email__endswith=INVENTED).exists():
        raise CommandError(
            "The database that DATABASE_URL names has people in it who are not the demo's. The demo loads invented "
            "children and will not touch it: point DATABASE_URL at an empty database, or unset it."
        )


class Counted:
    """Turns what `migrate` prints into lines that say how far it has come."""

    def __init__(self, output, most):
        self.output, self.most, self.done = output, most, 0

    def write(self, text):
        if text.strip().startswith("Applying "):
            self.done += 1
            name = text.strip().removeprefix("Applying ").rstrip(".")
            self.output.write(f"Database change {self.done} of {self.most}: {name}")

    def flush(self):
        self.output.flush()


class Command(BaseCommand):
    """One process for all of it, because each start of Django costs seconds. The supervisor shows the lines."""

    help = "Migrate, and load the synthetic department (what `make demo` runs). Goes on where it stopped."

    def add_arguments(self, parser):
        parser.add_argument("--sign-ins-to", type=Path, help="file to write one sign-in per role to")
        parser.add_argument("--months", type=int, help="how many months to make")
        parser.add_argument("--small", action="store_true", help="a department small enough for a test")
        parser.add_argument("--empty", action="store_true", help="tables only: nothing is loaded")

    def migrate(self):
        """Apply what has not been applied, saying how far it has come."""
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        self.stdout.write(f"Bringing the database up to date: {waiting} changes" if waiting else "Database up to date")
        if waiting:
            call_command("migrate", interactive=False, verbosity=1, stdout=Counted(self.stdout, waiting))

    def handle(self, *, sign_ins_to, months, small, empty, **options):
        refuse_real_people()
        self.migrate()
        if empty or "load_demo" not in get_commands():
            return
        wanted = {"months": months} if months else {}
        call_command("load_demo", small=small, stdout=self.stdout, **wanted)
        if sign_ins_to:
            half = sign_ins_to.with_suffix(".part")
            with half.open("w") as file:
                call_command("load_demo", sign_ins=True, stdout=file)
            half.replace(sign_ins_to)
