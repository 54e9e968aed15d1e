"""Load the tree of teams from a file."""

import csv
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from casework.services import NotAllowed, load_teams


class Command(BaseCommand):
    help = "Open the teams of a CSV file (code, name, level, parent) that are not there yet."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--on", type=date.fromisoformat, help="The day they opened; today unless given")

    def handle(self, *, file, on, **options):
        try:
            with file.open(newline="", encoding="utf-8-sig") as lines:
                made = load_teams(rows=csv.DictReader(lines), on=on or timezone.localdate())
        except (OSError, UnicodeDecodeError) as fault:
            raise CommandError(f"{file} cannot be read: {fault}") from fault
        except NotAllowed as refusal:
            raise CommandError(f"Nothing was loaded. {refusal}") from refusal
        self.stdout.write(f"{made} teams opened.")
