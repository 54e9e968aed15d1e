"""HTML to tagged PDF (PDF/UA-1) by WeasyPrint, in a child process that can be stopped and can reach nothing.

The child is given the HTML and every font, style sheet and picture as bytes, and refuses any other address. It is
started by file name, not as part of the package, so that it imports WeasyPrint and nothing of ours, and it gets none of
our environment's secrets. A document that is too big or too tangled ends the child, not the worker.
"""

import base64
import contextlib
import ctypes
import gc
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping

# The names of assets are resolved against this; .invalid never resolves (RFC 2606).
BASE = "https://assets.invalid/"

TIMEOUT = 90
MEMORY = 1536 * 1024 * 1024

_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH")

# The child's exit codes; the rest are signals and accidents.
_REFUSED, _OUT_OF_MEMORY, _FAILED = 3, 4, 5

# A layout is a million small objects that nearly all live until the document is written. Python's usual thresholds
# (700, 10, 10) walk them again and again, a fifth of the child's time; these only look at what is young, and rarely.
_THRESHOLDS = 50_000, 20, 100


class PdfFailed(Exception):
    """The document could not be made; the message is a sentence for the person who asked for it."""


def render_pdf(
    html: str, *, assets: Mapping[str, bytes] | None = None, timeout: float = TIMEOUT, memory: int = MEMORY
) -> bytes:
    """Return `html` as a PDF/UA-1 file.

    `assets` maps the addresses used in the HTML and in its style sheets ("css/print.css", "fonts/text.woff2", relative
    or from the root) to their bytes; `data:` addresses work too and every other address is refused. `timeout` is in
    seconds of clock and of processor, `memory` in bytes of address space. The HTML needs a title, a `lang`, headings
    in order and alternative text to be PDF/UA.

    Raises PdfFailed when the document asks for another address, or takes too long, too much memory, or fails.
    """
    task = {
        "html": html,
        "assets": {name.lstrip("/"): base64.b64encode(body).decode() for name, body in (assets or {}).items()},
        "memory": memory,
        "seconds": int(timeout) + 1,
        "parent": os.getpid(),
    }
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    # A session of its own, so that a kill takes everything the child may have started; a folder of its own for the
    # fonts it unpacks, so that nothing is left behind however it ends.
    with (
        tempfile.TemporaryDirectory(prefix="balcony-pdf-") as folder,
        subprocess.Popen(
            [sys.executable, "-I", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment | {"TMPDIR": folder},
            start_new_session=True,
        ) as child,
    ):
        try:
            pdf, complaint = child.communicate(json.dumps(task).encode(), timeout=timeout)
        except subprocess.TimeoutExpired:
            raise PdfFailed(
                f"Making the document took longer than {timeout:g} seconds and was stopped. "
                "Leave out the longest tables, or export them as CSV, and try again."
            ) from None
        finally:
            _kill(child)
    if child.returncode == 0 and pdf.startswith(b"%PDF-") and pdf.rstrip().endswith(b"%%EOF"):
        return pdf
    raise PdfFailed(_sentence(child.returncode, complaint.decode(errors="replace")))


def _kill(child: subprocess.Popen) -> None:
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _sentence(code: int, complaint: str) -> str:
    reason = complaint.strip().splitlines()[-1][:300] if complaint.strip() else ""
    if code == _REFUSED:
        return f"The document refers to something outside itself, which is not allowed: {reason}"
    if code == _OUT_OF_MEMORY or "MemoryError" in complaint:
        return "The document needs more memory than a document may have. Leave out the longest tables and try again."
    if code in {-signal.SIGXCPU, -signal.SIGKILL}:
        return "Making the document took too much processor time and was stopped. Leave out the longest tables."
    return f"The document could not be made. {reason}".strip()


def _main() -> None:
    task = json.loads(sys.stdin.buffer.read())
    _fence(task)
    gc.set_threshold(*_THRESHOLDS)
    # In the child only: the parent never loads WeasyPrint, and workers stay small.
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    gc.freeze()  # the library itself lives as long as the child

    class DataOnly(URLFetcher):
        """Answers `data:` addresses and the assets we were given; refuses everything else, aloud."""

        def __init__(self, assets):
            super().__init__(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)
            self.assets = assets
            self.refused = []

        def fetch(self, url, headers=None):
            """Return the response for `url`. Raises FatalURLFetchingError, which stops the document."""
            if url[:5].lower() == "data:":
                return super().fetch(url, headers)
            name = url.removeprefix(BASE).partition("?")[0].partition("#")[0]
            if url.startswith(BASE) and name in self.assets:
                return URLFetcherResponse(url, base64.b64decode(self.assets[name]), {"Content-Type": _kind(name)})
            self.refused.append(f"refused {url[:200]}")
            raise FatalURLFetchingError(self.refused[-1])

    fetcher = DataOnly(task["assets"])
    try:
        pdf = HTML(string=task["html"], base_url=BASE, url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1")
    except FatalURLFetchingError as error:
        _give_up(_REFUSED, str(error))
    except MemoryError:
        _give_up(_OUT_OF_MEMORY, "MemoryError")
    except Exception as error:  # whatever it is, the parent gets a sentence and no traceback with content in it
        _give_up(_FAILED, type(error).__name__)
    if fetcher.refused:  # WeasyPrint draws on when a picture inside an SVG cannot be had
        _give_up(_REFUSED, fetcher.refused[0])
    sys.stdout.buffer.write(pdf)
    sys.stdout.flush()
    os._exit(0)  # without taking apart, piece by piece, all that was laid out


def _fence(task: dict) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (task["memory"], task["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (task["seconds"], task["seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
        # The parent may have gone before the line above took hold.
        if os.getppid() != task["parent"]:
            sys.exit(_FAILED)


def _give_up(code: int, reason: str) -> None:
    sys.stderr.write(reason)
    sys.stderr.flush()
    os._exit(code)


def _kind(name: str) -> str:
    kinds = {"css": "text/css", "svg": "image/svg+xml", "png": "image/png", "woff2": "font/woff2", "ttf": "font/ttf"}
    return kinds.get(name.rpartition(".")[2].lower(), "application/octet-stream")


if __name__ == "__main__":
    _main()
