"""`manage.py undo_import`: take back the last import applied."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from casework.imports import services
from casework.imports.queries import last_applied


class Command(BaseCommand):
    help = "Take back the last import applied: what it made goes, what it changed is as it was."

    def handle(self, **options):
        last = last_applied()
        if last is None:
            raise CommandError("No import has been applied.")
        try:
            services.undo_import(delivery_id=last.pk, by=None, at=timezone.now())
        except services.CannotImport as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{last} was undone.")
