"""The demo's processes are killed one after another: nothing acknowledged is lost, nothing is left running."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
import redis

from improvement.local import broker as brokers
from improvement.local import postgres, processes

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not processes.LINUX, reason="looks at /proc"),
]
HOME = Path(__file__).resolve().parent.parent.parent
PARTS = ("postgres", "broker", "web", "worker", "beat")


class Demo:
    """A demo over a folder of its own, and what a test asks of it."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.port = _free_port()
        self.process: subprocess.Popen | None = None

    def command(self) -> list[str]:
        """Return the command line that runs it."""
        here = ["--port", str(self.port), "--var", str(self.var)]
        return [sys.executable, "-m", "improvement.local", "--empty", *here]

    def start(self) -> float:
        """Start it in an otherwise empty environment; return the seconds until Django answered."""
        started = time.monotonic()
        environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8"}
        with (self.var.parent / "said").open("ab") as said:
            self.process = subprocess.Popen(
                self.command(),
                cwd=HOME,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        self.until(lambda: self.status("/healthz") == 200, 90, "the site answers")
        return time.monotonic() - started

    def stop(self, number: int = signal.SIGINT) -> int:
        """Send a signal; return the exit status."""
        self.process.send_signal(number)
        return self.process.wait(30)

    def status(self, path: str) -> int | None:
        """Return the HTTP status of a page, None when nothing answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    def pid(self, part: str) -> int | None:
        """Return the process id of a part."""
        with suppress(OSError, ValueError):
            return int((self.var / "run" / f"{part}.pid").read_text())
        return None

    def kill(self, part: str) -> None:
        """Kill a part outright and return when another has taken its place."""
        before = self.pid(part)
        os.kill(before, signal.SIGKILL)
        self.until(lambda: self.pid(part) not in (None, before), 15, f"{part} is started again")

    def until(self, condition: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait for a condition; fail with what the demo said when it does not come."""
        end = time.monotonic() + seconds
        while not condition():
            assert self.process.poll() is None, f"it ended\n{self.said()}"
            assert time.monotonic() < end, f"not within {seconds} s: {what}\n{self.said()}"
            time.sleep(0.05)

    def said(self) -> str:
        """Return what it printed."""
        return (self.var.parent / "said").read_text()

    def server(self) -> postgres.Server:
        """Return its PostgreSQL."""
        return postgres.demo_server(self.var / "postgres", self.var / "run" / "pg")

    def database(self) -> psycopg.Connection:
        """Return a connection to its database."""
        return psycopg.connect(self.server().url("balcony"), autocommit=True)

    def queue(self) -> redis.Redis:
        """Return a client of its broker."""
        return redis.Redis.from_url(brokers.describe(self.var / "redis").url)

    def survivors(self) -> list[str]:
        """Return the command lines of living processes whose command or environment names this demo's folder."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid() and processes.is_alive(int(entry.name)):
                with suppress(OSError):
                    if str(self.var).encode() in (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes():
                        found.append(processes.command_line(int(entry.name)))
        return found


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    # PostgreSQL runs as `nobody` when we are root, and must get in.
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o711)
    running = Demo(tmp_path / "var")
    yield running
    if running.process is not None and running.process.poll() is None:
        running.process.kill()
        running.process.wait()


def test_killed_parts_come_back_with_everything_acknowledged(demo):
    demo.start()
    with demo.database() as connection:
        connection.execute("CREATE TABLE promise (number int)")
        for number in range(200):
            connection.execute("INSERT INTO promise VALUES (%s)", [number])
    demo.queue().rpush("waiting", *range(50))

    for part in ("web", "worker", "beat"):
        demo.kill(part)
    demo.until(lambda: demo.status("/healthz") == 200, 20, "the site answers again")

    demo.kill("broker")
    demo.until(lambda: brokers.is_ready(brokers.describe(demo.var / "redis")), 10, "the broker answers again")
    assert demo.queue().llen("waiting") == 50

    demo.kill("postgres")
    demo.until(lambda: demo.status("/healthz") == 200, 20, "the site answers after PostgreSQL's recovery")
    with demo.database() as connection:
        assert connection.execute("SELECT count(*) FROM promise").fetchone() == (200,)

    assert demo.stop() == 0
    assert demo.survivors() == []
    assert "Stopped. The data stays in" in demo.said()


def test_killed_supervisor_takes_everything_along_and_the_next_start_is_clean(demo):
    demo.start()
    with demo.database() as connection:
        connection.execute("CREATE TABLE promise (number int)")
        connection.execute("INSERT INTO promise VALUES (1)")
    before = {demo.pid(part) for part in PARTS}

    demo.process.kill()
    demo.process.wait()
    end = time.monotonic() + 10
    while demo.survivors() and time.monotonic() < end:
        time.sleep(0.05)
    assert demo.survivors() == []

    # A lock file that names a living process which is no PostgreSQL: what a reboot or a container leaves.
    data = demo.server().data
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n")
    assert demo.start() < 20
    with demo.database() as connection:
        assert connection.execute("SELECT number FROM promise").fetchall() == [(1,)]
    assert not before & {demo.pid(part) for part in PARTS}
    assert demo.stop(signal.SIGTERM) == 0
    assert demo.survivors() == []


def test_second_demo_over_the_same_data_is_refused(demo):
    demo.var.mkdir()
    with (demo.var / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "is running already" in _refusal(demo)


def test_port_in_use_is_named_with_what_to_do(demo):
    with socket.create_server(("127.0.0.1", demo.port)):
        refusal = _refusal(demo)
    assert f"Port {demo.port} cannot be used" in refusal
    assert "PORT=8001 make demo" in refusal


def _refusal(demo: Demo) -> str:
    done = subprocess.run(demo.command(), cwd=HOME, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 1
    return done.stderr


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
