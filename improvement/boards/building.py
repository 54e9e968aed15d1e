"""Building a pack: freeze the figures, draw them, lay them out, store all of it at once.

The row is the truth. Progress is written outside any transaction, so that people see it move; nothing of the
document is stored until one conditional UPDATE stores all of it, so a builder that is killed leaves only a row
that is still `building`.
"""

import hashlib
import logging
from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from improvement.boards import frozen, states
from improvement.boards.audience import PUBLIC, RESTRICTED
from improvement.boards.models import Pack
from improvement.boards.pack import TEMPLATE_VERSION, pack_html
from improvement.boards.services import LOCK_SPACE
from improvement.indicators.issued.services import issue
from improvement.lib.pdf import PdfFailed, render_pdf

logger = logging.getLogger(__name__)

# A pack that stops its worker this often would stop every worker for ever.
ATTEMPTS = 3
RENDER_SECONDS = 300
NOTHING_TO_PRINT = {
    RESTRICTED: "There are no figures for this month any more. Ask the analyst what happened to the import.",
    PUBLIC: "None of these measures has a figure that everyone may see: the numbers are too small, or there are "
    "none. Choose other measures, or ask for the restricted pack.",
}


class CannotBuild(Exception):
    """The pack cannot be built, with the sentence to show."""


def build_pack(*, pack_id: int, at: datetime, tell: Callable[[str], None] = lambda step: None) -> str:
    """Build the pack unless it is built, or another is building it, and return the state it is left in.

    `at` is the moment printed on it; `tell` hears each step as it begins. Safe to run twice or at once.
    """
    with _only_builder(pack_id) as alone:
        if not alone or not _claim(pack_id):
            return Pack.objects.values_list("state", flat=True).get(pk=pack_id)
        try:
            return _build(pack_id, at, tell)
        except (CannotBuild, PdfFailed) as problem:
            return _fail(pack_id, str(problem))
        except Exception:
            logger.exception("Pack %s could not be built.", pack_id)
            return _fail(
                pack_id,
                "Something went wrong on our side while the document was made. Nothing was lost: no figure has "
                "changed and earlier packs are as they were. Try again; if it happens again, tell the administrator.",
            )


def _build(pack_id: int, at: datetime, tell: Callable[[str], None]) -> str:
    pack = Pack.objects.light().select_related("board__team", "asked_by").get(pk=pack_id)
    steps = len(pack.indicators) + 3

    def step(number: int, words: str) -> None:
        tell(words)
        _alive(pack_id, progress=words, done=number, steps=steps)

    step(0, "Reading the figures")
    with _one_moment():
        figures = frozen.freeze(pack, at=at)
    if not figures["indicators"]:
        raise CannotBuild(NOTHING_TO_PRINT[pack.audience])

    def drawn(number: int, total: int) -> None:
        step(number, f"Drawing {number} of {total} charts")

    html = pack_html(figures, drawn=drawn)
    step(len(pack.indicators) + 1, "Laying out the pages")
    pdf = render_pdf(html, timeout=RENDER_SECONDS)
    step(len(pack.indicators) + 2, "Storing the document")
    with transaction.atomic():
        stored = states.move(
            Pack.objects.filter(pk=pack_id),
            states.BUILDING,
            states.READY,
            figures=figures,
            pdf=pdf,
            sha256=hashlib.sha256(pdf).hexdigest(),
            template_version=TEMPLATE_VERSION,
            ready_at=Now(),
            heartbeat_at=Now(),
            progress="Ready",
            done=steps,
            steps=steps,
        )
        if stored and pack.audience == PUBLIC:
            # What the public was shown is known from now on, and what was hidden from it stays hidden.
            issue(team=pack.board.team, points=frozen.points(figures), at=at)
    return states.READY if stored else Pack.objects.values_list("state", flat=True).get(pk=pack_id)


def _claim(pack_id: int) -> bool:
    """Count this attempt and return whether to go on."""
    if _alive(pack_id, attempts=F("attempts") + 1, progress="Starting", below=ATTEMPTS):
        return True
    _fail(
        pack_id,
        f"The work was started {ATTEMPTS} times and stopped each time before the document was done. Nothing was lost. "
        "Try again with fewer indicators; if it happens again, tell the administrator.",
    )
    return False


def _alive(pack_id: int, *, below: int | None = None, **fields) -> bool:
    rows = Pack.objects.filter(pk=pack_id, state=states.BUILDING)
    if below is not None:
        rows = rows.filter(attempts__lt=below)
    return rows.update(heartbeat_at=Now(), **fields) == 1


def _fail(pack_id: int, reason: str) -> str:
    states.move(Pack.objects.filter(pk=pack_id), states.BUILDING, states.FAILED, reason=reason, progress="")
    return Pack.objects.values_list("state", flat=True).get(pk=pack_id)


@contextmanager
def _only_builder(pack_id: int):
    """Hold the pack's lock, which PostgreSQL lets go by itself when this process is killed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, pack_id])
        (held,) = cursor.fetchone()
    try:
        yield held
    finally:
        if held and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, pack_id])


@contextmanager
def _one_moment():
    """Read everything as it stood at one moment, however long the reading takes and whatever is applied meanwhile."""
    if connection.in_atomic_block:  # the caller's own transaction already decides what is seen
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
