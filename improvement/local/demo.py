"""The synthetic department on one machine: what runs, in which order, and what is said meanwhile.

`make demo` starts this. DATABASE_URL and REDIS_URL, when set, name servers to use instead of our own.
"""

import argparse
import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from improvement.local import broker as brokers
from improvement.local import folders, postgres, processes
from improvement.local.folders import CannotStart
from improvement.local.progress import Progress, serve
from improvement.local.supervisor import Part, Stopped, Supervisor

HOME = Path(__file__).resolve().parent.parent.parent
# Warm first, so that a task in hand ends; then cold: the broker gives its message to the next worker.
WORKER_STOP = ((signal.SIGTERM, 3.0), (signal.SIGQUIT, 3.0))
WEB_STOP = ((signal.SIGTERM, 5.0), (signal.SIGQUIT, 1.0))
BEAT_STOP = ((signal.SIGTERM, 3.0),)


@dataclass
class Demo:
    """One run: where it keeps things, where it listens, and what its children are told."""

    var: Path
    listener: socket.socket
    load: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    progress: Progress = field(default_factory=Progress)
    started: float = field(default_factory=time.monotonic)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.listener.getsockname()[1]}/"

    def say(self, line: str) -> None:
        """Print `line` with the seconds since the start, and show it on the progress page."""
        self.progress.say(line)
        print(f"{time.monotonic() - self.started:6.1f} s  {line}", flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Run the demo until asked to stop; return the exit status."""
    options = _options(arguments)
    if options.with_make:
        processes.follow_parent()
    var = options.var.absolute()
    var.mkdir(parents=True, exist_ok=True, mode=0o711)
    # Every child inherits this, and can be told by it.
    os.environ["BALCONY_DEMO"] = str(var)
    with (var / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return _refuse(f"A demo over {var} is running already. Stop it first (Ctrl-C where it runs).")
        try:
            listener = _listen(options.host, options.port)
        except OSError as error:
            return _refuse(
                f"Port {options.port} cannot be used ({error.strerror}). Choose another: PORT=8001 make demo"
            )
        load = ["--months", str(options.months)] if options.months else []
        load += [f"--{name}" for name in ("small", "empty") if getattr(options, name)]
        with listener:
            return run(Demo(var, listener, load))


def run(demo: Demo) -> int:
    """Start everything, watch over it, stop everything; return the exit status."""
    supervisor = Supervisor(demo.var, demo.say)
    supervisor.listen_to_signals()
    page = serve(demo.listener, demo.progress)
    demo.say(f"{demo.address} answers; it shows progress until the department is loaded")
    status = 0
    try:
        demo.environment = _environment(demo.var)
        _start_servers(demo, supervisor)
        _prepare(demo, supervisor)
        web = _start_site(demo, supervisor)
        supervisor.wait_for(lambda: _answers(demo), "The web server's answer", seconds=90, part=web)
        page.shutdown()
        page.server_close()
        _welcome(demo)
        supervisor.watch()
    except Stopped:
        demo.say("Stopping")
    except CannotStart as error:
        demo.say(f"The demo cannot go on. {error}")
        status = 1
    finally:
        page.shutdown()
        supervisor.stop_all()
        for wanted in (demo.var / "run" / "pg", demo.var / "redis"):
            folders.remove_stand_in(wanted)
    demo.say("Stopped" if status else f"Stopped. The data stays in {demo.var}; `make demo` starts it again.")
    return status


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; set ALLOWED_HOSTS too")
    parser.add_argument("--var", type=Path, default=HOME / "var", help="where data and logs are kept")
    parser.add_argument("--months", type=int, help="how many months to make")
    parser.add_argument("--small", action="store_true", help="a department small enough for a test")
    parser.add_argument("--empty", action="store_true", help="load nothing")
    parser.add_argument("--with-make", action="store_true", help="stop when the process that started us ends")
    return parser.parse_args(arguments)


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return 1


def _listen(host: str, port: int) -> socket.socket:
    # One socket for the progress page and then for gunicorn, so that nobody is ever refused between the two.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(256)
    listener.setblocking(False)
    return listener


def _environment(var: Path) -> dict[str, str]:
    environment = {
        **os.environ,
        "BALCONY_LOCAL": "1",
        "SYNTHETIC": "1",
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": "improvement.settings",
    }
    environment.setdefault("DEPARTMENT_NAME", "Larchshire")
    # Worcestershire's neighbours stand in for those of a county that does not exist; the page says so.
    environment.setdefault("AUTHORITY", "885")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if not environment.get("SECRET_KEY"):
        environment["SECRET_KEY"] = _secret_key(var / "secret-key")
    return environment


def _secret_key(path: Path) -> str:
    if not path.exists():
        half = path.with_suffix(".part")
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        half.replace(path)
    return path.read_text()


def _start_servers(demo: Demo, supervisor: Supervisor) -> None:
    """Start PostgreSQL and the broker, unless the environment names others; return when both answer."""
    if demo.environment.get("DATABASE_URL"):
        demo.say("Using the database that DATABASE_URL names")
    else:
        server = postgres.demo_server(demo.var / "postgres", demo.var / "run" / "pg")
        demo.say(f"Starting PostgreSQL {server.installation.major} from {server.installation.source}")
        if not server.data.is_relative_to(demo.var):
            demo.say(
                f"PostgreSQL may not run as root, and {demo.var} is closed to others: its data is in {server.data}"
            )

        def start_postgres(log: int) -> subprocess.Popen:
            postgres.prepare(server)
            return postgres.start(server, output=log)

        part = Part("postgres", start_postgres, postgres.FAST_STOP, floor=0)
        supervisor.add(part)
        supervisor.wait_for(lambda: postgres.is_ready(server), "Starting PostgreSQL", seconds=300, part=part)
        postgres.create_database(server, "balcony")
        demo.environment["DATABASE_URL"] = server.url("balcony")
    if demo.environment.get("REDIS_URL"):
        demo.say("Using the broker that REDIS_URL names")
    else:
        broker = brokers.describe(demo.var / "redis")
        demo.say(f"Starting the broker from {broker.source}")
        if not broker.durable:
            demo.say("WARNING: this broker forgets its queue when it ends. Install redis-server for one that does not")
        part = Part("broker", lambda log: brokers.start(broker, output=log), brokers.STOP, floor=0)
        supervisor.add(part)
        supervisor.wait_for(lambda: brokers.is_ready(broker), "Starting the broker", seconds=60, part=part)
        demo.environment["REDIS_URL"] = broker.url


def _prepare(demo: Demo, supervisor: Supervisor) -> None:
    """Migrate and load, in a child whose lines we show; three tries, since loading goes on where it stopped."""
    log = supervisor.log("prepare")
    command = [sys.executable, "manage.py", "demo", "--sign-ins-to", str(demo.var / "sign-ins.txt"), *demo.load]
    for _ in range(3):
        log.unlink(missing_ok=True)
        part = Part("prepare", _child(demo, command), ((signal.SIGTERM, 5.0),), once=True)
        supervisor.add(part)
        show = _follow(log, demo.say)

        def has_ended(part=part, show=show) -> bool:
            show()
            return part.status is not None

        supervisor.wait_for(has_ended, "Loading the department", seconds=3600, part=part)
        show()
        supervisor.forget(part)
        if part.status == 0:
            return
        demo.say("Loading was interrupted; it goes on where it stopped")
    raise CannotStart(f"Loading failed three times. The end of {log}:\n{supervisor.tail('prepare')}")


def _start_site(demo: Demo, supervisor: Supervisor) -> Part:
    """Start web, worker and beat; return the web part."""
    python, handle = sys.executable, demo.listener.fileno()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2
    # Threads, because browsers open connections that they do not use yet; one would hold a whole worker.
    web = (
        *(python, "-m", "gunicorn", "improvement.wsgi", "--bind", f"fd://{handle}", "--name", str(demo.var)),
        *("--workers", str(min(max(cores, 2), 8)), "--worker-class", "gthread", "--threads", "4", "--preload"),
        *("--timeout", "60", "--graceful-timeout", "3", "--no-control-socket"),
        *("--access-logfile", str(demo.var / "log" / "access.log")),
    )
    worker = (
        *(python, "-m", "celery", "-A", "improvement", "worker", "--pool", "prefork", "--concurrency", "2"),
        *("--without-gossip", "--without-mingle", "--loglevel", "INFO"),
        *("--hostname", "demo@localhost", "--statedb", str(demo.var / "run" / "worker-state")),
    )
    schedule = str(demo.var / "run" / "beat-schedule")
    beat = (*(python, "-m", "celery", "-A", "improvement", "beat", "--schedule", schedule), "--pidfile=")
    mark = str(demo.var)
    part = Part("web", _child(demo, web, signal.SIGQUIT, keep=(handle,)), WEB_STOP, mark)
    supervisor.add(part)
    # Told to end in order while its broker dies beside it, a worker may wait for the broker for ever; its pool ends
    # with it, and what it was doing is done again from its row.
    supervisor.add(Part("worker", _child(demo, worker, signal.SIGKILL), WORKER_STOP, mark))
    supervisor.add(Part("beat", _child(demo, beat), BEAT_STOP, mark))
    return part


def _child(
    demo: Demo, command: Sequence[str], death_signal: int = signal.SIGTERM, keep: tuple[int, ...] = ()
) -> Callable[[int], subprocess.Popen]:
    return lambda log: processes.spawn(
        list(command), environment=demo.environment, output=log, death_signal=death_signal, keep=keep, directory=HOME
    )


def _follow(log: Path, say: Callable[[str], None]) -> Callable[[], None]:
    """Return a function that says each whole line added to `log` since it was last called."""
    position = 0

    def show() -> None:
        nonlocal position
        if log.exists():
            with log.open("rb") as file:
                file.seek(position)
                whole, newline, _ = file.read().rpartition(b"\n")
                position += len(whole) + len(newline)
            for line in whole.decode(errors="replace").splitlines():
                if line.strip():
                    say(line.strip())

    return show


def _answers(demo: Demo) -> bool:
    """Return whether Django itself answers: the progress page says 503 to this."""
    try:
        with urllib.request.urlopen(f"{demo.address}healthz", timeout=5) as answer:  # noqa: S310 - our own address
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False


def _welcome(demo: Demo) -> None:
    demo.say(f"Ready: {demo.address}")
    sign_ins = demo.var / "sign-ins.txt"
    if sign_ins.exists():
        print("\n" + sign_ins.read_text().rstrip() + "\n", flush=True)
    print("Ctrl-C stops everything. The data stays for the next time.", flush=True)
