"""`manage.py xrays`: look at the data through every rule now."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from improvement.indicators.xrays.services import look


class Command(BaseCommand):
    """What the worker does after each delivery and every night."""

    help = "Look at the data through every standing check; print what each found and what was put right."

    def handle(self, **options):
        for looked in look(at=timezone.now()):
            self.stdout.write(
                f"{looked.rule.code} {looked.rule.title}: {looked.found} found, {looked.cleared} put right"
            )
