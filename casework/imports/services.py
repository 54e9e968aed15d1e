"""Verbs of an import: receive, read and check, map a code, apply, discard, undo, restart.

The row is the truth and the worker only reads it: every step may be killed and run again. A step holds a PostgreSQL
advisory lock on its import while it works; the lock goes with the connection, so who died holds nothing.
"""

import hashlib
import logging
from contextlib import contextmanager, suppress
from datetime import date, timedelta

import pghistory
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F

from casework.imports import applying, checks, ssda903, staging
from casework.imports.bounds import Refused
from casework.imports.codes import code_sets
from casework.imports.columns import NOT_KEPT
from casework.imports.fold import fold
from casework.imports.reading import NOTHING, read_files
from casework.models import CodeMapping, Import, ImportFile, ImportList, ImportProblem, Team

log = logging.getLogger(__name__)
State = Import.State

# First key of the advisory locks on one import, so that no other lock of ours can be the same.
LOCK = 7_104
MOST_ATTEMPTS = 3
# A step that claimed its import this short a time ago may be about to lock it.
GRACE = timedelta(seconds=15)


class CannotImport(Exception):
    """It cannot be done; the message says why, in words for the person who asked."""


@transaction.atomic
def receive_files(*, files, by, at, key: str, as_on: date | None = None) -> Import:
    """Keep the files of a delivery and ask for them to be read; the same key again returns the first import.

    Args:
        files: (name, bytes) of each.
        by: the person, None for a command.
        key: idempotency key of the form.
        as_on: the day the lists were taken; None for the latest date in them.

    Raises:
        CannotImport: no file, or together more than 20 MB.
    """
    files = sorted((name[:200], bytes(content)) for name, content in files)
    if not files:
        raise CannotImport("Choose a file to upload.")
    if sum(len(content) for _, content in files) > settings.UPLOAD_LIMIT:
        raise CannotImport("The files are larger than 20 MB together. Upload fewer lists, or a shorter period.")
    digest = hashlib.sha256()
    for _, content in files:
        digest.update(hashlib.sha256(content).digest())
    delivery, created = Import.objects.get_or_create(
        key=key,
        defaults={
            "uploaded_at": at,
            "uploaded_by": by,
            "digest": digest.hexdigest(),
            "as_on": as_on,
            "as_on_given": as_on is not None,
        },
    )
    if created:
        staging.keep_files(delivery.pk, files)
    return delivery


def read_and_check(*, delivery_id: int, at) -> Import:
    """Read an uploaded import into staging and check it; it ends `checked` or `refused`.

    Does nothing when another worker is at it, or when it is past this step.
    """
    with _hold(delivery_id) as held:
        if not held or not _claim(delivery_id, State.UPLOADED, State.READING, at):
            return Import.objects.get(pk=delivery_id)
        delivery = Import.objects.get(pk=delivery_id)
        try:
            if delivery.attempts > MOST_ATTEMPTS:
                raise Refused("Reading it was tried three times and stopped each time. Nothing was kept.")
            with transaction.atomic():
                _read(delivery, at)
        except Refused as refusal:
            _refuse(delivery, str(refusal))
        except Exception:
            log.exception("import %s could not be read", delivery_id)
            _refuse(
                delivery, "It could not be read because of a fault on our side. Nothing was kept; tell your support."
            )
        return Import.objects.get(pk=delivery_id)


def _read(delivery, at):
    staging.clear(delivery.pk)
    delivery.lists.all().delete()
    delivery.problems.all().delete()
    found = read_files(delivery, staging.kept_files(delivery.pk))
    lists = [each for number, each in sorted(found.lists.items()) if number not in NOT_KEPT]
    if not delivery.as_on_given:
        delivery.as_on = _day_taken(delivery, lists, found.as_on, at.astimezone().date() if at.tzinfo else at.date())
    problems = [*found.problems, *_checked(delivery, lists)]
    ImportList.objects.bulk_create([*lists, *(each for number, each in found.lists.items() if number in NOT_KEPT)])
    ImportProblem.objects.bulk_create(problems, batch_size=2000)
    Import.objects.filter(pk=delivery.pk).update(
        state=State.CHECKED, form=delivery.form, as_on=delivery.as_on, progress="", attempts=0
    )
    _forget_files(delivery.pk)


def _day_taken(delivery, lists, said: date | None, today: date) -> date:
    """Return the day the lists were taken: the file's own word, else by their dates, and never later than today.

    An SSDA903 return is of a year that ends on 31 March: it is taken then, or today while the year still runs.
    """
    if delivery.form == Import.Form.SSDA903:
        return min(ssda903.year_end(lists, today=today), today)
    return min(said or checks.latest_date(lists, today=today) or today, today)


def _checked(delivery, lists) -> list:
    problems = checks.check(delivery, lists)
    for each in problems:
        each.by_check = True
    applying.compare(delivery, lists)
    return problems


def _refuse(delivery, reason: str) -> None:
    with transaction.atomic():
        Import.objects.filter(pk=delivery.pk).update(state=State.REFUSED, reason=reason, progress="")
        delivery.problems.all().delete()
        delivery.lists.all().delete()
        staging.clear(delivery.pk)
        _forget_files(delivery.pk)


def _forget_files(delivery_id: int) -> None:
    ImportFile.objects.filter(delivery_id=delivery_id).update(content=None)


@transaction.atomic
def check_again(*, delivery_id: int, as_on: date | None = None) -> Import:
    """Check a checked import again, for another day if given, and compare it with what we hold now.

    Raises:
        CannotImport: it is not waiting for you any more, or its rows were lost.
    """
    delivery = Import.objects.select_for_update().get(pk=delivery_id)
    if delivery.state != State.CHECKED:
        raise CannotImport(f"This import is {delivery.get_state_display().lower()}, so it cannot be checked again.")
    lists = _staged_lists(delivery)
    if as_on:
        delivery.as_on, delivery.as_on_given = as_on, True
        delivery.save(update_fields=["as_on", "as_on_given"])
    delivery.problems.filter(by_check=True).delete()
    problems = _checked(delivery, lists)
    ImportProblem.objects.bulk_create(problems, batch_size=2000)
    _save_lists(lists)
    return delivery


def _staged_lists(delivery) -> list[ImportList]:
    lists = [each for each in delivery.lists.all() if each.number not in NOT_KEPT]
    for each in lists:
        # Staging is not written to the log: a crash of the database server empties it.
        if staging.count(delivery.pk, each.number) != each.rows_in:
            raise CannotImport("The rows that were read are no longer there. Upload the file again.")
    return lists


def _save_lists(lists) -> None:
    names = ["rows_good", "rows_bad", "facts_new", "facts_changed", "facts_same", "facts_gone"]
    ImportList.objects.bulk_update(lists, names)


@transaction.atomic
def map_code(*, delivery_id: int, code_set: str, raw: str, code: str, by, at) -> CodeMapping:
    """Remember what a value means, and use it for this import's rows.

    Args:
        raw: the value as the file has it.
        code: a code of the set; for "team" a team's code; "-" for nothing (or none of our teams).

    Raises:
        CannotImport: the code is not one of the set.
    """
    delivery = Import.objects.select_for_update().get(pk=delivery_id)
    allowed = Team.objects.filter(code=code).exists() if code_set == "team" else code in code_sets()[code_set]["codes"]
    if code != NOTHING and not allowed:
        raise CannotImport(f"“{code}” is not one of the codes to choose from.")
    mapping, _ = CodeMapping.objects.update_or_create(
        code_set=code_set,
        raw=fold(raw)[:100],
        defaults={"code": code, "mapped_at": at, "mapped_by": by},
    )
    if delivery.state == State.CHECKED:
        meant = "" if code == NOTHING else code
        if code_set == "team":
            meant = Team.objects.filter(code=code).values_list("pk", flat=True).first()
        found = delivery.problems.filter(kind="code", code_set=code_set).values_list("value", flat=True)
        values = {value: meant for value in found if fold(value)[:100] == mapping.raw}
        for each in delivery.lists.exclude(number__in=NOT_KEPT):
            checks.use_mapping(delivery, each, code_set, values)
    return mapping


@transaction.atomic
def map_codes(*, delivery_id: int, decisions, by, at) -> None:
    """Remember what several values mean, then check the import again.

    Args:
        decisions: (code set, value, code) of each, as for `map_code`.

    Raises:
        CannotImport: as `map_code` and `check_again`.
    """
    for code_set, raw, code in decisions:
        map_code(delivery_id=delivery_id, code_set=code_set, raw=raw, code=code, by=by, at=at)
    if Import.objects.filter(pk=delivery_id, state=State.CHECKED).exists():
        check_again(delivery_id=delivery_id)


@transaction.atomic
def forget_code(*, mapping_id: int, by, at) -> None:
    """Forget what a value was said to mean: the next import that has it asks again. Facts stay as they are.

    Does nothing when it was forgotten already.
    """
    with pghistory.context(user=by and by.pk, why="meaning of a value forgotten"):
        CodeMapping.objects.filter(pk=mapping_id).delete()


def apply_import(*, delivery_id: int, by, at) -> Import:
    """Write a checked import's rows as facts, all of them or none.

    Does nothing when another worker is at it, or when it is past this step.

    Raises:
        CannotImport: it was not applied; nothing was changed.
    """
    with _hold(delivery_id) as held:
        if not held or not _claim(delivery_id, State.CHECKED, State.APPLYING, at):
            return Import.objects.get(pk=delivery_id)
        delivery = Import.objects.get(pk=delivery_id)
        try:
            if delivery.attempts > MOST_ATTEMPTS:
                raise CannotImport("Applying it was tried three times and stopped each time. Nothing was changed.")
            with transaction.atomic():
                lists = _staged_lists(delivery)
                applying.apply(delivery, lists)
                _save_lists(lists)
                staging.clear(delivery.pk)
                Import.objects.filter(pk=delivery.pk, state=State.APPLYING).update(
                    state=State.APPLIED, applied_at=at, applied_by=by or delivery.asked_by, progress="", attempts=0
                )
        except Exception as error:
            reason = str(error) if isinstance(error, CannotImport) else "It stopped on a fault on our side."
            Import.objects.filter(pk=delivery.pk, state=State.APPLYING).update(
                state=State.CHECKED, reason=f"Nothing was applied. {reason}", progress="", attempts=0
            )
            if isinstance(error, CannotImport):
                raise
            log.exception("import %s could not be applied", delivery_id)
            raise CannotImport("Nothing was applied: it stopped on a fault on our side.") from error
        return Import.objects.get(pk=delivery_id)


def ask_to_apply(*, delivery_id: int, by, at) -> bool:
    """Mark a checked import for a worker to apply; return whether it was this call that did."""
    asked = Import.objects.filter(pk=delivery_id, state=State.CHECKED).update(
        state=State.APPLYING, asked_by=by, heartbeat_at=at, attempts=0, progress="Waiting for a worker", reason=""
    )
    return bool(asked)


@transaction.atomic
def discard_import(*, delivery_id: int, by, at) -> Import:
    """Put aside an import that was not applied; its rows and files go.

    Raises:
        CannotImport: it is being applied, or was.
    """
    done = Import.objects.filter(pk=delivery_id, state__in=[State.UPLOADED, State.CHECKED]).update(
        state=State.DISCARDED, progress=""
    )
    if not done:
        state = Import.objects.get(pk=delivery_id).get_state_display().lower()
        raise CannotImport(f"This import is {state}, so it cannot be discarded.")
    staging.clear(delivery_id)
    _forget_files(delivery_id)
    return Import.objects.get(pk=delivery_id)


@transaction.atomic
def undo_import(*, delivery_id: int, by, at) -> Import:
    """Take back the last applied import: what it made goes, what it changed or flagged is as it was.

    Raises:
        CannotImport: it is not the last one applied, or something made since needs what it brought.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [applying.ONE_AT_A_TIME])
    last = Import.objects.filter(state=State.APPLIED).order_by("-applied_at", "-pk").first()
    if last is None or last.pk != delivery_id:
        raise CannotImport("Only the last import applied can be undone. Undo the ones after it first.")
    try:
        with transaction.atomic():
            applying.undo(last)
    except IntegrityError as error:
        raise CannotImport(
            "It cannot be undone: audits, visits or other work have been recorded since about children it brought."
        ) from error
    Import.objects.filter(pk=delivery_id, state=State.APPLIED).update(state=State.UNDONE, undone_at=at, undone_by=by)
    return Import.objects.get(pk=delivery_id)


def restart_stuck_imports(*, at) -> list[tuple[str, int]]:
    """Return (task name, import id) of every import that waits for a worker or lost the one it had."""
    found = []
    waiting = Import.objects.filter(state__in=[State.UPLOADED, State.READING, State.APPLYING])
    for pk, state, beat, uploaded in waiting.values_list("pk", "state", "heartbeat_at", "uploaded_at"):
        if at - (beat or uploaded) < GRACE:
            continue
        with _hold(pk) as held:
            if held:
                found.append(("casework.apply_import" if state == State.APPLYING else "casework.read_import", pk))
    return found


@contextmanager
def _hold(delivery_id: int):
    """Hold the import's lock for this connection; yields whether it was free."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, delivery_id])
        held = cursor.fetchone()[0]
    try:
        yield held
    finally:
        # Where the connection is gone, so is the lock.
        if held and not connection.needs_rollback:
            with suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, delivery_id])


def _claim(delivery_id: int, waiting: str, working: str, at) -> bool:
    """Mark the import as being worked on; a worker that died left it so, and the lock says that it did."""
    return bool(
        Import.objects.filter(pk=delivery_id, state__in=[waiting, working]).update(
            state=working, heartbeat_at=at, attempts=F("attempts") + 1
        )
    )
