"""`manage.py make_synthetic FOLDER`: write the Annex A workbooks and returns of a county that does not exist."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from casework.synthetic import clock
from casework.synthetic.department import LAST_MONTH, MONTHS, SEED, department
from casework.synthetic.faults import faulty_workbook
from casework.synthetic.volume import volume_workbook
from casework.synthetic.workbook import workbooks


class Command(BaseCommand):
    """One line of output for each workbook, as soon as it is whole, so that another process can follow."""

    help = (
        "Write the synthetic department's Annex A workbooks, with the figures and posts of each month; or one workbook "
        "of a wanted size, or of faults."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="where to write; made if it is not there")
        parser.add_argument("--months", type=int, default=MONTHS)
        parser.add_argument("--last", default=f"{LAST_MONTH:%Y-%m}", help="the last month, as 2026-10")
        parser.add_argument("--after", help="write only the months after this one, as 2026-03")
        parser.add_argument("--seed", type=int, default=SEED)
        parser.add_argument("--small", action="store_true", help="two districts and eight teams")
        parser.add_argument("--rows", type=int, help="write one workbook of so many rows instead")
        parser.add_argument("--faults", action="store_true", help="write one workbook with every known fault instead")

    def handle(self, *, folder, months, last, after, seed, small, rows, faults, **options):
        folder.mkdir(parents=True, exist_ok=True)
        made = department(months=months, last=_month(last), seed=seed, small=small)
        if rows:
            self.stdout.write(str(volume_workbook(made, folder / f"annex-a-{rows}-rows.xlsx", rows=rows)))
        elif faults:
            path = folder / "annex-a-faults.xlsx"
            for fault in faulty_workbook(made, path):
                self.stderr.write(f"List {fault.number}, row {fault.row}: {fault.name}")
            self.stdout.write(str(path))
        else:
            done = clock.month_index(_month(after).toordinal()) if after else 0
            for path in workbooks(made, folder, after=done):
                self.stdout.write(str(path))
                self.stdout.flush()


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise CommandError(f"“{text}” is no month. Write it as 2026-10.") from None
