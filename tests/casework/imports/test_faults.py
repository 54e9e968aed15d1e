"""Gone and back, undo, two at once, a killed worker, no broker."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, date, datetime

import pytest
from django.db import connections

from casework.imports import process, services
from casework.models import Contact, CpPlan, Import, ImportChange
from tests.casework.imports.hostile import HEAD, ROW
from tests.casework.imports.test_samples import OLD
from tests.databases import database_url

AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


def contacts(*rows, key, as_on=date(2026, 10, 31)):
    """Import list 1 with rows of (child, date as text) and return the applied import."""
    lines = [",".join(HEAD), *(",".join([child, *ROW[1:5], day, ROW[6]]) for child, day in rows)]
    files = [("List 1.csv", "\n".join(lines).encode())]
    delivery = services.receive_files(files=files, by=None, at=AT, key=key, as_on=as_on)
    services.read_and_check(delivery_id=delivery.pk, at=AT)
    return services.apply_import(delivery_id=delivery.pk, by=None, at=AT)


@pytest.mark.django_db
def test_gone_is_flagged_and_comes_back_and_undo_restores():
    first = contacts(("LS1", "01/10/2026"), ("LS2", "02/10/2026"), ("LS3", "02/01/2026"), key="1")
    assert first.state == "applied"
    second = contacts(("LS1", "01/10/2026"), key="2")
    gone = Contact.objects.get(child__reference="LS2")
    assert gone.gone_source == second
    assert Contact.objects.get(child__reference="LS3").gone_source is None
    third = contacts(("LS1", "01/10/2026"), ("LS2", "02/10/2026"), key="3")
    gone.refresh_from_db()
    assert gone.gone_source is None
    assert list(ImportChange.objects.filter(delivery=third).values_list("kind", flat=True)) == ["back"]
    services.undo_import(delivery_id=third.pk, by=None, at=AT)
    gone.refresh_from_db()
    assert (gone.gone_source, gone.source) == (second, first)
    with pytest.raises(services.CannotImport, match="Only the last"):
        services.undo_import(delivery_id=first.pk, by=None, at=AT)


def checked(key="k"):
    delivery = services.receive_files(files=[("a.xlsx", OLD.read_bytes())], by=None, at=AT, key=key)
    return services.read_and_check(delivery_id=delivery.pk, at=AT)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_apply_it_once():
    delivery = checked()

    def apply():
        services.apply_import(delivery_id=delivery.pk, by=None, at=AT)
        connections.close_all()

    threads = [threading.Thread(target=apply) for _ in range(2)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    delivery.refresh_from_db()
    assert delivery.state == Import.State.APPLIED
    assert CpPlan.objects.count() == 6


KILLED = """
import django; django.setup()
from datetime import UTC, datetime
from casework.imports import applying, services
real = applying.compare if "{step}" == "read" else applying.apply
def stand_still(*arguments):
    real(*arguments)
    print("in the middle", flush=True)
    import time; time.sleep(60)
setattr(applying, real.__name__, stand_still)
act = services.read_and_check if "{step}" == "read" else services.apply_import
options = {{}} if "{step}" == "read" else {{"by": None}}
act(delivery_id={pk}, at=datetime.now(UTC), **options)
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["read", "apply"])
def test_a_worker_killed_in_the_middle_leaves_nothing_and_is_started_again(step):
    delivery = services.receive_files(files=[("a.xlsx", OLD.read_bytes())], by=None, at=AT, key="k")
    if step == "apply":
        services.read_and_check(delivery_id=delivery.pk, at=AT)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "improvement.settings", "DATABASE_URL": database_url()}
    code = KILLED.format(step=step, pk=delivery.pk)
    worker = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment, cwd=process.ROOT)
    assert worker.stdout.readline().strip() == b"in the middle"
    later = datetime.now(UTC) + 2 * services.GRACE
    assert services.restart_stuck_imports(at=later) == []
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    assert CpPlan.objects.count() == 0
    for _ in range(50):
        found = services.restart_stuck_imports(at=later)
        if found:
            break
        time.sleep(0.1)
    assert found == [(f"casework.{step}_import", delivery.pk)]
    again = {"read": services.read_and_check, "apply": services.apply_import}[step]
    again(delivery_id=delivery.pk, at=AT, **({} if step == "read" else {"by": None}))
    delivery.refresh_from_db()
    assert delivery.state == {"read": "checked", "apply": "applied"}[step]
    assert CpPlan.objects.count() == (6 if step == "apply" else 0)


@pytest.mark.django_db(transaction=True)
def test_a_file_that_ends_its_worker_each_time_is_given_up():
    delivery = services.receive_files(files=[("a.xlsx", OLD.read_bytes())], by=None, at=AT, key="k")
    Import.objects.filter(pk=delivery.pk).update(attempts=services.MOST_ATTEMPTS, state="reading")
    delivery = services.read_and_check(delivery_id=delivery.pk, at=AT)
    assert delivery.state == "refused"
    assert "tried three times" in delivery.reason
