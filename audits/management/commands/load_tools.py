"""`manage.py load_tools`: put in the standards and tools that Balcony ships and that are not there yet."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from audits.tools.shipped import TOOLS, load_shipped


class Command(BaseCommand):
    help = "Load the standards and the five tools that Balcony ships. What is there already stays as it is."

    def handle(self, **options):
        made = load_shipped(at=timezone.now())
        self.stdout.write(f"{made} of {len(TOOLS)} tools were new and are published.")
