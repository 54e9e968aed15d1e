"""`manage.py import_lists FILE... [--as-on YYYY-MM-DD] [--apply]`: check a delivery's files, and apply them."""

import uuid
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from casework.imports import services
from casework.imports.queries import report
from casework.models import Import


class Command(BaseCommand):
    help = "Check Annex A, SSDA903 or census files, say what they would change, and with --apply change it."

    def add_arguments(self, parser):
        parser.add_argument(
            "files", nargs="+", type=Path, metavar="FILE", help="a workbook, a CSV for each list, or an XML file"
        )
        parser.add_argument("--as-on", type=date.fromisoformat, help="the day the lists were taken (YYYY-MM-DD)")
        parser.add_argument("--apply", action="store_true", help="apply it; without, it is checked and discarded")
        parser.add_argument("--problems", type=int, default=20, help="how many problems to list (20)")

    def handle(self, *, files, as_on, apply, problems, **options):
        try:
            contents = [(path.name, path.read_bytes()) for path in files]
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}.") from error
        try:
            self._import(contents, as_on, apply, problems)
        except services.CannotImport as error:
            raise CommandError(str(error)) from error

    def _import(self, contents, as_on, apply, problems):
        delivery = services.receive_files(files=contents, by=None, at=timezone.now(), key=uuid.uuid4().hex, as_on=as_on)
        delivery = services.read_and_check(delivery_id=delivery.pk, at=timezone.now())
        if delivery.state == Import.State.REFUSED:
            raise CommandError(delivery.reason)
        if apply:
            delivery = services.apply_import(delivery_id=delivery.pk, by=None, at=timezone.now())
        self._print(delivery, problems)
        if apply and delivery.state != Import.State.APPLIED:
            raise CommandError("It was not applied: another worker has it.")
        if not apply:
            services.discard_import(delivery_id=delivery.pk, by=None, at=timezone.now())
            self.stdout.write("Nothing was changed. Add --apply to apply it.")

    def _print(self, delivery, most):
        found = report(delivery)
        self.stdout.write(f"{delivery}: {delivery.get_state_display().lower()}")
        self.stdout.write(
            f"{'':30} {'rows':>7} {'good':>7} {'out':>6} {'new':>7} {'changed':>7} {'same':>7} {'gone':>6}"
        )
        for each in found.lists:
            name = each.label[:30]
            self.stdout.write(
                f"{name:30} {each.rows_in:>7} {each.rows_good:>7} {each.rows_bad:>6} {each.facts_new:>7} "
                f"{each.facts_changed:>7} {each.facts_same:>7} {each.facts_gone:>6}"
                + (f"  {each.note}" if each.note else "")
            )
        for title in found.absent:
            self.stdout.write(f"   {title}: not in these files; what we hold is left as it is")
        for each in delivery.problems.all()[:most]:
            place = (
                f"{each.sheet}" + (f" row {each.row}" if each.row else "") + (f", {each.column}" if each.column else "")
            )
            times = f" ({each.count} times)" if each.count > 1 else ""
            value = f" “{each.value}”" if each.value else ""
            self.stdout.write(f"   {each.get_kind_display()}: {place}:{value} {each.message}.{times} {each.remedy}.")
        more = delivery.problems.count() - most
        if more > 0:
            self.stdout.write(f"   and {more} more")
