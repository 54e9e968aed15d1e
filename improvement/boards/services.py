"""What changes in the boards room: boards, and the asking for packs. The building is in `building.py`."""

import hashlib
import logging
from datetime import date, datetime, timedelta

import pghistory
from django.db import connection, transaction
from django.db.models import F, Max, Q
from django.utils.timezone import get_current_timezone

from casework.models import Team, User
from casework.services import NotAllowed
from improvement.boards import states
from improvement.boards.models import Board, Pack
from improvement.boards.queries import has_figures, unknown_indicators
from improvement.lib.doorbell import ring
from improvement.lib.months import long_label, month_end

logger = logging.getLogger(__name__)

# A builder says it is alive at every step; the longest silent step is the layout of a large pack, and a builder that
# is alive holds its lock, so a pack is rung for again only when it is both silent and unlocked.
STUCK_AFTER = timedelta(seconds=45)
# The first of the two numbers of a pack's advisory lock; the second is the pack's id.
LOCK_SPACE = 0x7061636B
BUILD = "boards.build_pack"


class ChangedMeanwhile(NotAllowed):
    """Someone else saved first."""


class PackDamaged(Exception):
    """What is stored is not what was stored when the pack was made."""


@transaction.atomic
def create_board(*, name: str, team: Team, indicators: list[str], by: User | None) -> Board:
    """Return a new board. Raises NotAllowed where the name is taken or an indicator is unknown."""
    _check_board(name=name, indicators=indicators)
    with pghistory.context(user=by and by.pk, why="board created"):
        return Board.objects.create(name=name, team=team, indicators=indicators)


@transaction.atomic
def change_board(*, board: Board, version: int, name: str, team: Team, indicators: list[str], by: User) -> Board:
    """Change a board that is still as it was at `version`.

    Raises ChangedMeanwhile when someone changed it since; NotAllowed when the name is taken or an indicator unknown.
    """
    _check_board(name=name, indicators=indicators, itself=board)
    with pghistory.context(user=by.pk, why="board changed"):
        changed = Board.objects.filter(pk=board.pk, version=version).update(
            name=name, team=team, indicators=indicators, version=F("version") + 1
        )
    if not changed:
        raise ChangedMeanwhile(
            "Someone changed this board while you were writing. Nothing of yours is saved yet: what they saved is "
            "shown beside it. Look at both, then save again."
        )
    board.refresh_from_db()
    return board


@transaction.atomic
def request_pack(
    *, board: Board, month: date, audience: str, indicators: list[str], key: str, by: User | None, at: datetime
) -> Pack:
    """Return the pack of `month` for `board` and `audience`, being built; the same `key` returns the same for ever.

    Where the same pack is being built already, that one is returned. Where the last one could not be built, it is
    built anew under the same edition. Otherwise the edition is the one after the last for the same audience.

    Raises NotAllowed for a month that is not over or has no figures, and for indicators that are none or unknown.
    """
    Board.objects.select_for_update().get(pk=board.pk)
    again = Pack.objects.light().filter(key=key).first()
    if again is not None:
        return again
    _check_request(board=board, month=month, indicators=indicators, at=at)
    others = Pack.objects.light().filter(board=board, month=month, audience=audience)
    running = others.filter(state=states.BUILDING, indicators=indicators).first()
    if running is not None:
        return running
    failed = others.filter(state=states.FAILED).first()
    if failed is not None and states.move(
        Pack.objects.filter(pk=failed.pk),
        states.FAILED,
        states.BUILDING,
        key=key,
        indicators=indicators,
        asked_by=by,
        asked_at=at,
        **AFRESH,
    ):
        pack = Pack.objects.light().get(pk=failed.pk)
    else:
        last = others.aggregate(last=Max("edition"))["last"] or 0
        pack = Pack.objects.create(
            board=board,
            month=month,
            audience=audience,
            edition=last + 1,
            indicators=indicators,
            key=key,
            asked_by=by,
            asked_at=at,
            progress=WAITING,
        )
    ring(BUILD, pack.pk)
    return pack


@transaction.atomic
def retry_pack(*, pack: Pack, by: User, at: datetime) -> Pack:
    """Build a pack anew that could not be built. Asked twice, it is built once."""
    rows = Pack.objects.filter(pk=pack.pk)
    if states.move(rows, states.FAILED, states.BUILDING, asked_by=by, asked_at=at, **AFRESH):
        ring(BUILD, pack.pk)
    return Pack.objects.light().get(pk=pack.pk)


def read_pdf(*, pack: Pack) -> bytes:
    """Return the document of a ready pack, byte for byte as it was made. Raises PackDamaged where its hash differs."""
    pdf, sha256 = Pack.objects.values_list("pdf", "sha256").get(pk=pack.pk)
    content = bytes(pdf)
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        logger.error("Pack %s is damaged: its SHA-256 is %s and should be %s.", pack.pk, found, sha256)
        raise PackDamaged("The stored document is not the one that was made, so it is not given out.")
    return content


WAITING = "Waiting for its turn"
AFRESH = {"attempts": 0, "done": 0, "steps": 0, "reason": "", "heartbeat_at": None, "progress": WAITING}


def restart_stuck_packs(*, at: datetime) -> list[tuple[str, int]]:
    """Return (task name, pack id) of every pack that should be building and has been silent for 45 seconds at `at`.

    A pack whose builder still holds its lock is at work, however silent, and is left alone.
    """
    before = at - STUCK_AFTER
    silent = Pack.objects.filter(state=states.BUILDING).filter(
        Q(heartbeat_at__lt=before) | Q(heartbeat_at__isnull=True, asked_at__lt=before)
    )
    working = _being_built()
    return [(BUILD, pk) for pk in silent.order_by("pk").values_list("pk", flat=True) if pk not in working]


def _being_built() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid::bigint = %s"
            " AND objsubid = 2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [LOCK_SPACE],
        )
        return {pack_id for (pack_id,) in cursor.fetchall()}


def _check_board(*, name, indicators, itself=None):
    others = Board.objects.exclude(pk=itself.pk) if itself else Board.objects.all()
    if others.filter(name__iexact=name).exists():
        raise NotAllowed(f"There is already a board called “{name}”. Choose a different name.")
    _check_indicators(indicators)


def _check_indicators(indicators):
    if not indicators:
        raise NotAllowed("Choose at least one indicator.")
    unknown = unknown_indicators(indicators)
    if unknown:
        raise NotAllowed(f"There is no indicator {', '.join(unknown)}. Choose from the list.")
    if len(set(indicators)) != len(indicators):
        raise NotAllowed("An indicator is chosen twice. Choose each once.")


def _check_request(*, board, month, indicators, at):
    if month_end(month) >= at.astimezone(get_current_timezone()).date():
        raise NotAllowed(f"{long_label(month)} is not over yet. Choose a month that has ended.")
    _check_indicators(indicators)
    if not has_figures(board.team, month):
        raise NotAllowed(
            f"There are no figures yet for {board.team} in {long_label(month)}. "
            "Ask the analyst whether that month's import has been applied."
        )
