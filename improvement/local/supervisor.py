"""Keep a set of children running: start, watch, start again with patience, stop, and leave nothing behind."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from improvement.local import processes
from improvement.local.folders import CannotStart

TICK = 0.05
ORPHANS_EVERY = 1.0
FIRST_WAIT, LONGEST_WAIT = 0.2, 10.0
# A part that ran this long was well: the next failure counts as a first one.
WELL_AFTER = 30.0
LARGEST_LOG = 10 * 1024 * 1024


class Stopped(Exception):
    """Somebody asked us to stop."""


@dataclass
class Part:
    """One thing that must run: how to start it, how to stop it, and how it has fared.

    `start` is given a file descriptor to write to. `mark` is text that its command line always holds. A part that runs
    `once` is not started again; `status` then says how it ended. Those on a higher `floor` are stopped first.
    """

    name: str
    start: Callable[[int], subprocess.Popen]
    stop: tuple[tuple[int, float], ...]
    mark: str = ""
    once: bool = False
    floor: int = 1
    status: int | None = None
    child: subprocess.Popen | None = None
    started: float = 0.0
    failures: int = 0
    again_at: float = 0.0


class Supervisor:
    """Starts parts as children, restarts those that end, and stops them from the top floor down."""

    def __init__(self, var: Path, say: Callable[[str], None]) -> None:
        self.parts: list[Part] = []
        self.logs = var / "log"
        self.records = var / "run"
        self.say = say
        self.asked_to_stop = 0
        self.orphans_at = 0.0
        for folder in (var, self.logs, self.records):
            folder.mkdir(parents=True, exist_ok=True, mode=0o711)

    def listen_to_signals(self) -> None:
        """Stop on Ctrl-C, on SIGTERM, and when the terminal goes."""
        processes.adopt_orphans()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def log(self, name: str) -> Path:
        """Return the path of the log of part `name`."""
        return self.logs / f"{name}.log"

    def add(self, part: Part) -> None:
        """Start `part` and keep it running from now on. A process of it that an earlier run left is ended first."""
        self._end_leftover(part)
        log = self.log(part.name)
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
        self.parts.append(part)
        self._start(part)

    def wait_for(self, condition: Callable[[], bool], what: str, *, seconds: float, part: Part | None = None) -> None:
        """Watch over the parts until `condition` holds.

        Raises Stopped when asked to stop, and CannotStart when `seconds` pass or `part` fails three times running.
        """
        end = time.monotonic() + seconds
        while True:
            self.tick()
            if condition():
                return
            if part is not None and part.failures >= 3:
                raise CannotStart(
                    f"{what} failed three times. The end of {self.log(part.name)}:\n{self.tail(part.name)}"
                )
            if time.monotonic() > end:
                said = f" The end of {self.log(part.name)}:\n{self.tail(part.name)}" if part else ""
                raise CannotStart(f"{what} did not happen in {seconds:.0f} seconds.{said}")

    def watch(self) -> None:
        """Watch over the parts until asked to stop (raises Stopped)."""
        while True:
            self.tick()

    def tick(self) -> None:
        """Look once: start again what ended, reap what we adopted, rest a moment."""
        if self.asked_to_stop:
            raise Stopped
        now = time.monotonic()
        for part in self.parts:
            if part.child is not None and part.child.poll() is not None:
                self._ended(part, now)
            if part.child is None and part.status is None and now >= part.again_at:
                self._start(part)
        if now >= self.orphans_at:
            self._reap_orphans()
            self.orphans_at = now + ORPHANS_EVERY
        time.sleep(TICK)

    def tail(self, name: str, lines: int = 15) -> str:
        """Return the last lines of the log of part `name`."""
        with suppress(OSError):
            return "\n".join(self.log(name).read_text(errors="replace").splitlines()[-lines:])
        return ""

    def forget(self, part: Part) -> None:
        """Watch over `part`, which has ended, no more."""
        self.parts.remove(part)
        self._record(part).unlink(missing_ok=True)

    def stop_all(self) -> None:
        """Stop every part, floor by floor from the top, those of one floor at once; and whatever they left."""
        for floor in sorted({part.floor for part in self.parts}, reverse=True):
            here = [part for part in self.parts if part.floor == floor]
            for part in here:
                if part.child is not None:
                    with suppress(ProcessLookupError):
                        part.child.send_signal(part.stop[0][0])
            for part in here:
                if part.child is not None:
                    self._stop(part)
                self.forget(part)
        end = time.monotonic() + 3
        while (left := self._reap_orphans()) and time.monotonic() < end:
            time.sleep(TICK)
        if left:
            self.say(f"Still ending: processes {', '.join(map(str, left))}")

    def _stop(self, part: Part) -> None:
        # The first signal is sent already: some programs take a second one as "at once".
        with suppress(subprocess.TimeoutExpired):
            part.child.wait(part.stop[0][1] if self.asked_to_stop < 2 else 0.1)
        processes.stop(part.child, *part.stop[1:])
        part.child = None

    def _on_signal(self, number: int, frame) -> None:
        self.asked_to_stop += 1

    def _start(self, part: Part) -> None:
        with self.log(part.name).open("ab") as log:
            part.child = part.start(log.fileno())
        part.started = time.monotonic()
        self._record(part).write_text(str(part.child.pid))

    def _ended(self, part: Part, now: float) -> None:
        status = part.child.returncode
        processes.kill_group(part.child.pid)
        part.child = None
        self._reap_orphans()
        if part.once:
            part.status = status
            return
        part.failures = 1 if now - part.started > WELL_AFTER else part.failures + 1
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (part.failures - 1))
        part.again_at = now + wait
        how = f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
        self.say(f"{part.name} {how}; starting it again in {wait:.1f} s ({self.log(part.name)})")

    def _reap_orphans(self) -> list[int]:
        """Kill and reap processes whose own parent, a part of ours, was killed; return those that remain."""
        known = {part.child.pid for part in self.parts if part.child is not None}
        remaining = []
        for pid in processes.orphans(known):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                if os.waitpid(pid, os.WNOHANG) == (0, 0):
                    remaining.append(pid)
        return remaining

    def _record(self, part: Part) -> Path:
        return self.records / f"{part.name}.pid"

    def _end_leftover(self, part: Part) -> None:
        # Where the system cannot tie a child's life to ours (macOS), an earlier run may have left one.
        with suppress(OSError, ValueError):
            pid = int(self._record(part).read_text())
            if part.mark and processes.is_alive(pid) and part.mark in processes.command_line(pid):
                processes.stop_pid(pid, *part.stop, (signal.SIGKILL, 2.0))
                processes.kill_group(pid)
