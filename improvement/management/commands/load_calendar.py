"""manage.py load_calendar: working days from the bank holidays we ship."""

from django.core.management.base import BaseCommand

from improvement.indicators.calendar import load_calendar


class Command(BaseCommand):
    help = "Load the calendar of working days from the bank holidays shipped with the code."

    def handle(self, **options):
        changed = load_calendar()
        self.stdout.write(f"{changed:,} days loaded or put right.")
