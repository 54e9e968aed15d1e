import os
import pickle
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from improvement.local import folders, postgres, processes
from improvement.local.folders import CannotStart


def let_others_in(folder):
    """Let `nobody` pass through pytest's own folders, however many it nests."""
    for each in (folder, *folder.parents):
        if each.parent == each or each == Path(tempfile.gettempdir()):
            break
        each.chmod(0o711)


@pytest.fixture
def server(tmp_path):
    """Give a prepared throw-away server under a folder that `nobody` may enter."""
    let_others_in(tmp_path)
    made = postgres.test_server(tmp_path / "pg")
    assert postgres.prepare(made)
    yield made
    folders.remove_stand_in(tmp_path / "pg" / "s")


def test_server_keeps_its_data_and_ends_when_told(server):
    child = postgres.start(server)
    postgres.wait_until_ready(server, child)
    postgres.create_database(server, "balcony")
    postgres.create_database(server, "balcony")
    with psycopg.connect(server.url("balcony")) as connection:
        assert connection.info.server_version // 10000 == server.installation.major
    processes.stop(child, *postgres.FAST_STOP)
    assert not postgres.is_ready(server)
    assert not postgres.prepare(server)


def test_lock_file_that_names_an_unrelated_process_is_removed(server):
    lock = server.data / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{server.data}\n")
    postgres.clear_stale_lock(server.data)
    assert not lock.exists()
    assert processes.is_alive(os.getpid())


def test_server_that_was_left_running_is_stopped(server):
    left = postgres.start(server)
    postgres.wait_until_ready(server, left)
    postgres.clear_stale_lock(server.data)
    assert left.wait(5) is not None
    again = postgres.start(server)
    postgres.wait_until_ready(server, again)
    processes.stop(again, *postgres.FAST_STOP)


def test_server_ends_when_the_process_that_started_it_is_killed(server):
    code = (
        "import sys, time, pickle; from improvement.local import postgres\n"
        "server = pickle.load(sys.stdin.buffer); child = postgres.start(server)\n"
        "postgres.wait_until_ready(server, child); print(child.pid, flush=True); time.sleep(60)"
    )

    starter = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    starter.stdin.write(pickle.dumps(server))
    starter.stdin.close()
    pid = int(starter.stdout.readline())
    starter.kill()
    starter.wait()
    starter.stdout.close()
    end = time.monotonic() + 10
    while processes.is_alive(pid) and time.monotonic() < end:
        time.sleep(0.05)
    assert not processes.is_alive(pid)


def test_half_made_data_is_made_again(server):
    (server.data / "PG_VERSION").unlink()
    assert postgres.prepare(server)
    assert (server.data / "PG_VERSION").exists()


def test_data_of_another_version_is_refused_with_the_command_to_run(tmp_path):
    data = tmp_path / "postgres"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    let_others_in(tmp_path)
    with pytest.raises(CannotStart, match=r"made by PostgreSQL 9.*PG_BIN.*rm -r"):
        postgres.demo_server(data, tmp_path / "run")


def test_pg_bin_that_holds_nothing_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    with pytest.raises(CannotStart, match="holds no postgres and initdb"):
        postgres.find_installation(postgres.TEST_ORDER)


def test_nothing_found_says_what_to_do(monkeypatch):
    with pytest.raises(CannotStart, match="make setup"):
        postgres.find_installation((list,))


def test_long_socket_folder_gets_a_short_private_stand_in(tmp_path):
    wanted = tmp_path / ("x" * 90)
    short = folders.socket_folder(wanted)
    try:
        assert short == folders.socket_folder(wanted)
        assert len(str(short)) < 40
        assert short.stat().st_mode & 0o777 == 0o700
        assert folders.socket_folder(tmp_path / "s") == tmp_path / "s"
    finally:
        folders.remove_stand_in(wanted)
    assert not short.exists()


def test_stand_in_that_is_somebody_elses_link_is_refused(tmp_path):
    wanted = tmp_path / ("y" * 90)
    short = folders.socket_folder(wanted)
    short.rmdir()
    short.symlink_to(tmp_path)
    try:
        with pytest.raises(CannotStart, match="belongs to somebody else"):
            folders.socket_folder(wanted)
    finally:
        short.unlink()


def test_stop_kills_what_does_not_listen():
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    child = processes.spawn([sys.executable, "-c", deaf], output=subprocess.PIPE)
    child.stdout.readline()
    child.stdout.close()
    processes.stop(child, (signal.SIGTERM, 0.2))
    assert child.returncode == -signal.SIGKILL
