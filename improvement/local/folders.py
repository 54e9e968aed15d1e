"""Folders for the data and sockets of our children: short enough, private, and open to the account they run as."""

import hashlib
import os
import pwd
import shutil
import tempfile
from pathlib import Path

# `sun_path` holds 107 bytes on Linux (103 on macOS) and PostgreSQL adds `/.s.PGSQL.5432`.
LONGEST_SOCKET_FOLDER = 85


class CannotStart(Exception):
    """A part of the demo cannot be started; the message says what, where and what to do."""


def may_enter(path: Path, account: pwd.struct_passwd) -> bool:
    """Return whether `account`, which owns nothing of ours, may pass through every folder down to `path`."""
    for folder in [path, *path.parents]:
        if not folder.exists():
            continue
        status = folder.stat()
        if status.st_uid == account.pw_uid:
            needed = 0o100
        elif status.st_gid == account.pw_gid:
            needed = 0o010
        else:
            needed = 0o001
        if folder.is_dir() and not status.st_mode & needed:
            return False
    return True


def reachable_folder(wanted: Path, account: pwd.struct_passwd | None) -> Path:
    """Return `wanted`, or, when we are root and `account` may not enter it, a system folder that stands for it."""
    if account is None or may_enter(wanted.parent, account):
        return wanted
    return Path("/var/lib/balcony") / _mark(wanted) / wanted.name


def socket_folder(wanted: Path, account: pwd.struct_passwd | None = None) -> Path:
    """Return `wanted`, or a short private one that stands for it when its path is too long or closed to `account`.

    The short one is the same each time for the same `wanted`.
    Raises CannotStart when somebody else made a folder of that name.
    """
    short_enough = len(os.fsencode(wanted)) <= LONGEST_SOCKET_FOLDER
    if short_enough and (account is None or may_enter(wanted, account)):
        return wanted
    folder = _stand_in(wanted)
    folder.mkdir(mode=0o700, exist_ok=True)
    ours = {os.geteuid(), *([account.pw_uid] if account else [])}
    if folder.is_symlink() or folder.lstat().st_uid not in ours:
        raise CannotStart(f"{folder} belongs to somebody else. Remove it, or work from a folder with a shorter path.")
    folder.chmod(0o700)
    return folder


def remove_stand_in(wanted: Path) -> None:
    """Remove the short folder that stood for `wanted`, if there is one and nobody else owns it."""
    shutil.rmtree(_stand_in(wanted), ignore_errors=True)


def _stand_in(wanted: Path) -> Path:
    home = Path("/tmp")  # noqa: S108 - the shortest there is; the folder in it is private
    return (home if home.is_dir() else Path(tempfile.gettempdir())) / f"balcony-{_mark(wanted)}"


def _mark(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:12]
