"""`manage.py import_figures FILE... [--apply]`: check files of given figures, and apply them."""

import uuid
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from casework.services import NotAllowed
from improvement.indicators.given import services, states
from improvement.indicators.given.queries import report


class Command(BaseCommand):
    help = "Check files of monthly or workforce figures, say what they would change, and with --apply change it."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a CSV file, or the workforce census")
        parser.add_argument("--apply", action="store_true", help="apply them; without, they are checked and discarded")
        parser.add_argument("--problems", type=int, default=20, help="how many problems of a file to list (20)")

    def handle(self, *, files, apply, problems, **options):
        try:
            contents = [(path.name, path.read_bytes()) for path in files]
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}.") from error
        for name, content in contents:
            try:
                self._import(name, content, apply, problems)
            except NotAllowed as error:
                raise CommandError(f"{name}: {error}") from error
        if not apply:
            self.stdout.write("Nothing was changed. Add --apply to apply it.")

    def _import(self, name, content, apply, most):
        file = services.receive_file(name=name, content=content, by=None, at=timezone.now(), key=uuid.uuid4().hex)
        self._problems(file, most)
        if file.state == states.REFUSED:
            raise CommandError(f"{name} was refused. {file.reason}")
        if apply:
            file = services.apply_file(file=file, by=None, at=timezone.now())
        found = report(file)
        self.stdout.write(
            f"{name}: {file.get_state_display().lower()}; {found.new:,} new, {found.changed:,} changed, "
            f"{found.same:,} the same"
        )
        if not apply:
            services.discard_file(file=file, by=None, at=timezone.now())

    def _problems(self, file, most):
        for each in file.problems.all()[:most]:
            place = f"line {each.line}" if each.line else "the file"
            column = f", {each.column}" if each.column else ""
            value = f" “{each.value}”" if each.value else ""
            times = f" ({each.count:,})" if each.count > 1 else ""
            self.stdout.write(f"   {place}{column}:{value} {each.message}{times}. {each.remedy}.")
        more = file.problems.count() - most
        if more > 0:
            self.stdout.write(f"   and {more} more")
