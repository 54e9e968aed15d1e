"""Run the reader in a child process that cannot take the server with it."""

import fcntl
import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from casework.imports import frames
from casework.imports.bounds import MEGABYTE, Refused

ROOT = Path(__file__).resolve().parent.parent.parent
# A refusal must come within ten seconds, and an honest workbook reads at several megabytes a second.
SECONDS, SECONDS_A_MEGABYTE = 9, 3


def read(*, name: str, content: bytes, delivery: int, known: dict, met: set[int]):
    """Yield what the child says of one file: (frames.MESSAGE, dict) or (frames.LINES, bytes).

    Args:
        name: the file's name, for messages.
        content: its bytes.
        delivery: the import's id, the first column of every line.
        known: mappings and teams, for `cells.reader_of`.
        met: lists already read from other files of the delivery.

    Raises:
        Refused: when the file cannot be read, takes too long or needs too much memory.
    """
    seconds = SECONDS + SECONDS_A_MEGABYTE * (len(content) // MEGABYTE)
    header = {"name": name, "delivery": delivery, "known": known, "met": sorted(met), "seconds": seconds}
    with _unnamed_file() as file:
        packed = json.dumps(header).encode()
        file.write(len(packed).to_bytes(8, "big") + packed)
        file.write(content)
        file.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-m", "casework.imports.reader"],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        )
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        # Room for several frames, so that reading goes on while the database takes the last one in.
        fcntl.fcntl(child.stdout, fcntl.F_SETPIPE_SZ, MEGABYTE)
    try:
        yield from _listen(child, name, time.monotonic() + seconds)
    finally:
        child.kill()
        child.stdout.close()
        child.wait()


def _unnamed_file():
    """Return a file that has no name and is gone with its last user, however that ends."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("import"), "w+b")
    return tempfile.TemporaryFile()


def _listen(child, name: str, deadline: float):
    splitter, sheet, done = frames.Splitter(), "", False
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while not done:
            if not selector.select(max(0, deadline - time.monotonic())):
                raise Refused(f"{name} took too long to read{_at(sheet)}. Export one file for each list.")
            piece = os.read(child.stdout.fileno(), MEGABYTE)
            if not piece:
                break
            for kind, payload in splitter.feed(piece):
                if kind == frames.LINES:
                    yield kind, payload
                    continue
                message = json.loads(payload)
                sheet = message.get("at", sheet)
                done = message.get("done", False)
                if "refused" in message:
                    raise Refused(message["refused"])
                yield kind, message
    if not done:
        raise Refused(
            f"{name} could not be read within the memory we allow{_at(sheet)}. Look for stray cells far below or to "
            "the right of the list, delete those rows and columns, save, and upload it again."
        )


def _at(sheet: str) -> str:
    return f"; it stopped at the sheet “{sheet}”" if sheet else ""
