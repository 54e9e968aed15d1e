"""Build a board's pack here and now, without a worker."""

from datetime import date
from pathlib import Path
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from casework.services import NotAllowed
from improvement.boards import building, services, states
from improvement.boards.models import Board, Pack


class Command(BaseCommand):
    help = (
        "Build the pack of a month for a board, with progress, and keep it. "
        'Example: manage.py build_pack --board "Performance board" --month 2026-10 --out pack.pdf'
    )

    def add_arguments(self, parser):
        parser.add_argument("--board", required=True, help="Name of the board")
        parser.add_argument("--month", required=True, help="The month, such as 2026-10")
        parser.add_argument(
            "--audience",
            choices=Pack.Audience.values,
            default=Pack.Audience.RESTRICTED,
            help="restricted (numbers in full, unless told otherwise) or public (small numbers hidden)",
        )
        parser.add_argument("--indicators", nargs="*", help="Codes, instead of the board's own")
        parser.add_argument("--out", type=Path, help="Also write the PDF to this file")

    def handle(self, *, board, month, audience, indicators, out, **options):
        found = Board.objects.select_related("team").filter(name__iexact=board).first()
        if found is None:
            names = ", ".join(f'"{name}"' for name in Board.objects.values_list("name", flat=True)) or "none yet"
            raise CommandError(f'There is no board "{board}". Boards: {names}.')
        try:
            pack = services.request_pack(
                board=found,
                month=_month(month),
                audience=audience,
                indicators=indicators or found.indicators,
                key=uuid4().hex,
                by=None,
                at=timezone.now(),
            )
        except NotAllowed as refusal:
            raise CommandError(str(refusal)) from None
        state = building.build_pack(pack_id=pack.pk, at=timezone.now(), tell=self.stderr.write)
        pack = Pack.objects.light().get(pk=pack.pk)
        if state != states.READY:
            raise CommandError(pack.reason or "A worker is building it at this moment; look at the board's page.")
        if out:
            out.write_bytes(services.read_pdf(pack=pack))
        self.stdout.write(f"{pack}, {pack.audience}, edition {pack.edition}: ready, SHA-256 {pack.sha256}")


def _month(text: str) -> date:
    try:
        year, month = text.split("-")
        return date(int(year), int(month), 1)
    except ValueError:
        raise CommandError(f'"{text}" is not a month. Write it as 2026-10.') from None
