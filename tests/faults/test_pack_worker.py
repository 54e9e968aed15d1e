"""A worker killed in the middle of a pack, a doorbell that nobody hears, a task delivered twice: each ends right."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from improvement.boards import building, services
from improvement.boards.models import Pack
from improvement.tasks import sweep
from tests.databases import database_url
from tests.factories import make_tree
from tests.factories.boards import AT, make_board, make_figures, make_pack

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MANY = ["FD01", "FD03", "FD04", "FD06", "FD07", "AS01", "AS03", "LA01", "LA02", "CP01", "CP04", "CN01"]


@pytest.fixture
def board():
    county = make_tree()["larchshire"]
    make_figures(county, codes=MANY)
    return make_board(county, indicators=MANY)


@pytest.fixture
def workers(broker):
    """Return `start()`, which starts a real Celery worker on the test's database; all are gone at the end."""
    started = []

    def start() -> subprocess.Popen:
        environment = {**os.environ, "DATABASE_URL": database_url(), "REDIS_URL": broker.url}
        command = [sys.executable, "-m", "celery", "-A", "improvement", "worker", "-c", "1", "-P", "prefork"]
        child = subprocess.Popen(
            command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        started.append(child)
        return child

    yield start
    for child in started:
        kill(child)


def kill(child: subprocess.Popen) -> None:
    """Kill a worker and all its processes at once, as the kernel would."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def wait_for(pack, test, seconds=90) -> Pack:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        row = Pack.objects.get(pk=pack.pk)
        if test(row):
            return row
        time.sleep(0.05)
    raise AssertionError(f"After {seconds} s the pack is {row.state}: {row.progress} {row.reason}")


def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_sweep_finishes_it(board, celery_broker, workers):
    first = workers()
    pack = make_pack(board, at=timezone.now())
    wait_for(pack, lambda row: row.progress == "Laying out the pages")
    kill(first)
    left = Pack.objects.get(pk=pack.pk)
    assert (left.state, left.pdf, left.figures, left.sha256) == ("building", None, None, "")
    wait_for(pack, lambda row: not services._being_built())

    workers()
    stuck = services.restart_stuck_packs(at=timezone.now() + timedelta(minutes=1))
    assert stuck == [("boards.build_pack", pack.pk)]
    services.ring(*stuck[0])
    ready = wait_for(pack, lambda row: row.state != "building")
    assert (ready.state, ready.attempts) == ("ready", 2)
    assert services.read_pdf(pack=ready).startswith(b"%PDF-")


def test_with_the_broker_down_the_request_is_kept_and_the_sweep_completes_it(board, celery_broker, workers):
    celery_broker.stop()
    began = time.monotonic()
    pack = make_pack(board, at=timezone.now() - timedelta(minutes=2))
    assert time.monotonic() - began < 2
    assert Pack.objects.get(pk=pack.pk).state == "building"
    celery_broker.start()
    workers()
    sweep()
    assert wait_for(pack, lambda row: row.state != "building").state == "ready"


def test_delivered_twice_it_is_built_once(board):
    pack = make_pack(board, indicators=["FD06"])

    def deliver(_):
        try:
            return building.build_pack(pack_id=pack.pk, at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert set(both.map(deliver, range(2))) <= {"building", "ready"}
    row = Pack.objects.get(pk=pack.pk)
    assert (row.state, row.attempts) == ("ready", 1)
    assert building.build_pack(pack_id=pack.pk, at=AT) == "ready"


def test_what_stops_every_worker_is_given_up_in_plain_words(board):
    pack = make_pack(board)
    Pack.objects.filter(pk=pack.pk).update(attempts=3)
    assert building.build_pack(pack_id=pack.pk, at=AT) == "failed"
    assert "started 3 times" in Pack.objects.get(pk=pack.pk).reason


def test_a_pack_at_work_is_left_alone_however_silent(board):
    pack = make_pack(board)
    with building._only_builder(pack.pk) as held:
        assert held
        assert services.restart_stuck_packs(at=AT + timedelta(hours=1)) == []
    assert services.restart_stuck_packs(at=AT + timedelta(hours=1)) == [("boards.build_pack", pack.pk)]
    assert services.restart_stuck_packs(at=AT + timedelta(seconds=5)) == []


def test_a_document_too_big_for_its_child_fails_with_the_reason(board, monkeypatch):
    monkeypatch.setattr(building, "RENDER_SECONDS", 0.05)
    pack = make_pack(board)
    assert building.build_pack(pack_id=pack.pk, at=AT) == "failed"
    row = Pack.objects.get(pk=pack.pk)
    assert "took" in row.reason
    assert row.pdf is None
