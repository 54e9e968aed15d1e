"""`manage.py load_benchmarks`: what others published, from the files we ship or from a newer one."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from improvement.indicators.benchmarks.services import FIGURES, CannotLoad, load_benchmarks


class Command(BaseCommand):
    """Loaded twice, nothing changes."""

    help = "Load England's, regions' and authorities' published figures and the statistical neighbours."

    def add_arguments(self, parser):
        parser.add_argument("--figures", type=Path, default=FIGURES, help="a newer file, with the same columns")

    def handle(self, *, figures, **options):
        try:
            count = load_benchmarks(figures=figures)
        except (CannotLoad, OSError) as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{count:,} published figures loaded.")
