"""Children that end when we end: starting, naming, recognising and stopping operating-system processes."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
LINUX = sys.platform.startswith("linux")
_libc = ctypes.CDLL(None, use_errno=True) if LINUX else None


def spawn(
    command: list[str],
    *,
    environment: dict[str, str] | None = None,
    output=subprocess.DEVNULL,
    death_signal: int = signal.SIGTERM,
    account: pwd.struct_passwd | None = None,
    keep: tuple[int, ...] = (),
    directory: Path | None = None,
) -> subprocess.Popen:
    """Start `command` in a session of its own, to be sent `death_signal` should we be killed (Linux only).

    `account` is the user to run as when we are root; `keep` names file descriptors the child inherits.
    Linux sends the death signal when the *thread* that started the child ends: call this from the main thread.
    """
    parent = os.getpid()

    def before_exec() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
            # We may have been killed between the fork and the line above.
            if os.getppid() != parent:
                os._exit(1)

    who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    return subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=before_exec,
        pass_fds=keep,
        cwd=directory,
        **who,
    )


def unprivileged_account() -> pwd.struct_passwd | None:
    """Return the account that PostgreSQL, which refuses to run as root, runs as; None when we are not root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def adopt_orphans() -> None:
    """Make grandchildren whose parent was killed ours to reap, instead of the system's (Linux only)."""
    if _libc is not None:
        _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def follow_parent(death_signal: int = signal.SIGTERM) -> None:
    """Have ourselves sent `death_signal` when the process that started us ends (Linux only)."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)


def orphans(known: set[int]) -> list[int]:
    """Return the ids of our direct children that are not in `known`: adopted, or already dead."""
    if not LINUX:
        return []
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) not in known:
            with suppress(OSError, IndexError, ValueError):
                # The command in brackets may hold spaces; the parent is the second field after it.
                if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == os.getpid():
                    found.append(int(entry.name))
    return found


def is_alive(pid: int) -> bool:
    """Return whether a process `pid` exists and is not a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    with suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return True


def command_line(pid: int) -> str:
    """Return the command line of process `pid`, or an empty string when it is gone or not ours to read."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    if LINUX:
        return ""
    done = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def stop_pid(pid: int, *signals: tuple[int, float]) -> bool:
    """Send each (signal, seconds to wait) to `pid` in turn until it is gone; return whether it is."""
    for number, patience in signals:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if not is_alive(pid):
                return True
            time.sleep(0.02)
    return not is_alive(pid)


def stop(child: subprocess.Popen, *signals: tuple[int, float]) -> None:
    """Send each (signal, seconds to wait) to our `child` in turn until it ends, then kill what is left of its group."""
    for number, patience in signals:
        if child.poll() is not None:
            break
        with suppress(ProcessLookupError):
            child.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            child.wait(patience)
    if child.poll() is None:
        child.kill()
        child.wait()
    kill_group(child.pid)


def kill_group(leader: int) -> None:
    """Kill every process still in the group that `leader` led."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
