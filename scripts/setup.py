"""Make `.venv` from requirements.lock, with nothing but Python's own library to do it. `make setup` runs this.

Quick when there is nothing to do. `--lock` chooses versions again from pyproject.toml and writes the lock.
"""

import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
VENV = HOME / ".venv"
LOCK = HOME / "requirements.lock"
DEPLOY_LOCK = HOME / "requirements-deploy.lock"
STAMP = VENV / "balcony-setup"
PYTHON = VENV / "bin" / "python"
TOOLS = VENV / "tools"
PANGO = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
# Imported once so that their bytecode is on disk before the first start; uv writes none.
WARM = (
    "django.core.management",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth.account",
    "allauth.mfa",
    "celery.bin.celery",
    "celery.apps.worker",
    "celery.concurrency.prefork",
    "kombu.transport.redis",
    "gunicorn.app.wsgiapp",
    "gunicorn.workers.sync",
    "pghistory",
    "psycopg",
    "scipy.optimize",
    "weasyprint",
)
started = time.monotonic()


def main() -> int:
    """Set up, or write the lock; return the exit status."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this script is what says so to an older Python
        say(f"Balcony needs Python 3.11 or later; {sys.executable} is {platform.python_version()}.")
        return 1
    if "--lock" in sys.argv:
        return write_lock()
    if VENV.is_symlink():
        # An environment that several checkouts share is looked after by whoever made it.
        return 0
    mark = fingerprint()
    if STAMP.exists() and STAMP.read_text() == mark and PYTHON.exists():
        return 0
    say(f"[1/4] Making .venv with Python {platform.python_version()}")
    make_environment()
    say(f"[2/4] Installing {locked()} packages, each checked against requirements.lock")
    if not install():
        return 1
    say("[3/4] Looking for the libraries that draw PDFs")
    provide_pango()
    say("[4/4] Preparing for the first start")
    warm()
    STAMP.write_text(mark)
    say("Ready")
    return 0


def say(line: str) -> None:
    """Print one line of progress, with the seconds since the start."""
    print(f"{time.monotonic() - started:5.1f} s  {line}", flush=True)  # noqa: T201


def fingerprint() -> str:
    """Return what `.venv` depends on: the lock, this script, the Python and the machine."""
    parts = [LOCK.read_bytes(), Path(__file__).read_bytes(), str(HOME).encode()]
    parts += [platform.python_version().encode(), platform.platform().encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def run(command: list, *, quiet: bool = False, **environment: str) -> bool:
    """Run `command`, showing what it prints unless `quiet`; return whether it succeeded."""
    output = subprocess.DEVNULL if quiet else None
    try:
        done = subprocess.run(words(command), env=clean(environment), stdout=output, stderr=output, check=False)
    except OSError:
        return False
    return done.returncode == 0


def words(command: list) -> list[str]:
    """Return `command` with its paths as text."""
    return [str(part) for part in command]


def clean(more: dict[str, str]) -> dict[str, str]:
    """Return our environment without what would change how packages are installed, and with `more`."""
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "PIP_DISABLE_PIP_VERSION_CHECK": "1", **more}
    for name in ("PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "PIP_TARGET", "PIP_USER"):
        environment.pop(name, None)
    return environment


def make_environment() -> None:
    """Make `.venv`, without pip of its own, unless it works."""
    if run([PYTHON, "-c", ""], quiet=True):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if not run([sys.executable, "-m", "venv", "--without-pip", VENV]):
        raise SystemExit(f"{sys.executable} cannot make {VENV}: is the folder writable and the disk not full?")


def find_uv() -> str | None:
    """Return a uv that works, or None: uv installs in seconds what takes pip a minute."""
    for found in (shutil.which("uv"), str(TOOLS / "bin" / "uv")):
        if found and Path(found).exists() and run([found, "--version"], quiet=True):
            return found
    return None


def find_pip() -> list:
    """Return the command of a pip that installs into `.venv`."""
    if run([sys.executable, "-m", "pip", "--version"], quiet=True):
        return [sys.executable, "-m", "pip"]
    if run([PYTHON, "-m", "pip", "--version"], quiet=True) or run([PYTHON, "-m", "ensurepip"], quiet=True):
        return [PYTHON, "-m", "pip"]
    raise SystemExit(
        "This Python has neither pip nor ensurepip, and there is no uv. Install one and run `make setup` again: "
        "`apt-get install python3-venv` on Debian and Ubuntu, or uv."
    )


def install() -> bool:
    """Install what the lock names, hashes checked, with uv or else with pip; return whether that worked."""
    uv = find_uv()
    if uv is None:
        run([*find_pip(), "install", "--quiet", "--target", TOOLS, "uv"], quiet=True)
        uv = find_uv()
    sync = [uv, "pip", "sync", "--python", PYTHON, "--require-hashes", LOCK]
    # Departments read encrypted traffic with a certificate that only the system knows; bare containers know none.
    watched = sys.stderr.isatty()
    if uv and (run(sync, quiet=not watched, UV_SYSTEM_CERTS="1", UV_NATIVE_TLS="1") or run(sync)):
        return True
    say("      with pip, which takes a minute")
    return install_with_pip()


def install_with_pip() -> bool:
    """Install with pip, saying which package of how many; return whether that worked."""
    command = [*find_pip(), "--python", PYTHON, "install", "--no-deps", "--require-hashes", "--no-compile"]
    process = subprocess.Popen(
        words([*command, "--progress-bar", "off", "-r", LOCK]),
        env=clean({}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said, count = [], 0
    for line in process.stdout:
        said.append(line.rstrip())
        if line.startswith(("Collecting ", "Processing ", "Installing ")):
            count += not line.startswith("Installing ")
            say(f"      {count} of {locked()}: {line.strip()[:70]}")
    if process.wait() == 0:
        return True
    say("Installing failed. Is a package index within reach? The end of what pip said:")
    for line in said[-15:]:
        say(f"      {line}")
    return False


def locked() -> int:
    """Return how many packages the lock names; a few are for other systems."""
    return sum(line[:1].isalnum() for line in LOCK.read_text().splitlines())


def provide_pango() -> None:
    """Install the Pango libraries that are missing, where that is allowed; else name them and the command."""
    missing = [package for library, package in PANGO.items() if not loads(library)]
    if not sys.platform.startswith("linux"):
        if not any(loads(name) for name in ("libpango-1.0.dylib", "libpango-1.0.0.dylib")):
            say("      Pango was not found: board packs need it (`brew install pango`)")
        return
    if not missing:
        return
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"      installing {', '.join(missing)}")
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        run(["apt-get", "--quiet=2", "update"], quiet=True)
        if run([command[0], "--quiet=2", *command[1:]], quiet=True):
            return
    say(f"      MISSING: {', '.join(missing)}. Board packs cannot be drawn without them; everything else works.")
    say(f"      To install them: sudo {' '.join(command)}")


def loads(library: str) -> bool:
    """Return whether the shared library `library` can be loaded."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def warm() -> None:
    """Have Python write the bytecode of what every start imports."""
    run([PYTHON, "-c", "\n".join(f"import {name}" for name in WARM)], quiet=True)


def write_lock() -> int:
    """Choose versions again, for every platform, with hashes and naming no host; return the exit status."""
    uv = find_uv()
    if not uv:
        say("Writing the lock needs uv: pip install uv")
        return 1
    common = [uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header"]
    common += ["--python-version", "3.11", "--no-emit-index-url", "--no-emit-find-links", "pyproject.toml"]
    whole = run([*common, "--all-extras", "-o", LOCK.name])
    # A deployment gets the same versions, without what only the demo and the tests need.
    return 0 if whole and run([*common, "--constraint", LOCK.name, "-o", DEPLOY_LOCK.name]) else 1


if __name__ == "__main__":
    sys.exit(main())
