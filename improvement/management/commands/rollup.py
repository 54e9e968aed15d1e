"""manage.py rollup: count figures now, those that are stale or those of given months."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from improvement.indicators import rollups
from improvement.indicators.arguments import month
from improvement.indicators.sources import SOURCES
from improvement.lib.months import months_between, next_month


class Command(BaseCommand):
    help = "Count stale figures now; with --from and --to, or --all, count those months whether stale or not."

    def add_arguments(self, parser):
        parser.add_argument("--from", dest="since", type=month, help="first month, like 2026-01")
        parser.add_argument("--to", dest="until", type=month, help="last month, like 2026-10")
        parser.add_argument("--all", action="store_true", help="every month we know of")

    def handle(self, *, since, until, all, **options):
        if bool(since) != bool(until):
            raise CommandError("Give both --from and --to, or neither.")
        if all and since:
            raise CommandError("Give --all, or --from and --to, not both.")
        if since and since > until:
            raise CommandError(f"--from {since:%Y-%m} is after --to {until:%Y-%m}.")
        started, now = time.monotonic(), timezone.now()
        if all:
            written = self.everything(now)
        else:
            written = self.count(months_between(since, next_month(until)), now) if since else self.stale(now)
        self.stdout.write(f"{written:,} figures written in {time.monotonic() - started:.1f} seconds.")

    def everything(self, now) -> int:
        today = timezone.localdate(now)
        found = ((source, rollups.all_months(at=today, source=source)) for source in SOURCES)
        return sum(self.said(rollups.roll_up(source=source, months=months, at=now)) for source, months in found)

    def count(self, months, now) -> int:
        return sum(self.said(rollups.roll_up(source=source, months=months, at=now)) for source in SOURCES)

    def stale(self, now) -> int:
        written = 0
        while counted := rollups.take_stale(at=now):
            written += self.said(counted)
        return written

    def said(self, counted) -> int:
        if self.stdout.isatty():
            self.stdout.write(f"{counted.source}: {len(counted.months)} months, {counted.written:,} figures written")
        return counted.written
