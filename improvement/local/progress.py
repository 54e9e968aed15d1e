"""The page that answers while the department is being loaded: Python's own web server on the site's own socket."""

import html
import json
import re
import socket
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COUNTED = re.compile(r"\b(\d+)\s*(?:/|of)\s*(\d+)\b")
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'"

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Balcony is getting ready</title>
<link rel="stylesheet" href="/progress.css">
<script src="/progress.js" defer></script>
</head>
<body>
<main>
<p class="label">Synthetic department</p>
<h1>Balcony is getting ready</h1>
<p>The first time, it loads three years of a county that does not exist. That takes a few minutes.
This page turns into the sign-in page by itself.</p>
<p><label for="bar">Progress</label> <progress id="bar" max="{most}" {value}></progress></p>
<p id="line" role="status">{line}</p>
<noscript><p>Reload this page to see how far it has come.</p></noscript>
</main>
</body>
</html>
"""
STYLE = """html { font: 1.125rem/1.5 system-ui, sans-serif; color: #0b0c0c; background: #fff; }
main { max-width: 38rem; margin: 12vh auto; padding: 0 1rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: .5rem 0 1rem; }
.label { display: inline-block; padding: .1rem .6rem; border: 2px solid #115e62; color: #115e62; margin: 0; }
label { display: block; font-weight: bold; }
progress { width: 100%; height: 1.25rem; accent-color: #115e62; }
"""
SCRIPT = """const line = document.getElementById("line");
const bar = document.getElementById("bar");
async function look() {
  try {
    const answer = await fetch("/progress.json", { cache: "no-store" });
    if (!answer.ok) { location.reload(); return; }
    const now = await answer.json();
    if (line.textContent !== now.line) line.textContent = now.line;
    bar.max = now.most;
    if (now.done === null) bar.removeAttribute("value"); else bar.value = now.done;
  } catch { /* between the two servers; look again */ }
  setTimeout(look, 1000);
}
look();
"""


@dataclass
class Progress:
    """The last line said, and how much of how much is done if the line tells ("month 3 of 36")."""

    line: str = "Starting"
    done: int | None = None
    most: int = 100
    said: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        """Take in one line of progress."""
        self.line = line
        counted = COUNTED.search(line)
        if counted and 0 < int(counted[2]) >= int(counted[1]):
            self.done, self.most = int(counted[1]), int(counted[2])
        self.said = [*self.said[-30:], line]


def serve(listener: socket.socket, progress: Progress) -> ThreadingHTTPServer:
    """Answer on `listener` from a thread until `shutdown()`; the socket stays open for whoever serves next."""

    class Handler(BaseHTTPRequestHandler):
        server_version = "Balcony-progress"
        sys_version = ""
        timeout = 5

        def do_GET(self) -> None:
            if self.path == "/progress.json":
                state = {"line": progress.line, "done": progress.done, "most": progress.most}
                self.answer(200, "application/json", json.dumps(state))
            elif self.path == "/progress.css":
                self.answer(200, "text/css", STYLE)
            elif self.path == "/progress.js":
                self.answer(200, "text/javascript", SCRIPT)
            elif self.path == "/healthz":
                self.answer(503, "text/plain", "loading\n")
            else:
                value = "" if progress.done is None else f'value="{progress.done}"'
                page = PAGE.format(line=html.escape(progress.line), most=progress.most, value=value)
                self.answer(200, "text/html; charset=utf-8", page)

        do_HEAD = do_GET

        def answer(self, status: int, kind: str, text: str) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *_) -> None:
            """Say nothing: the terminal is for progress."""

    server = ThreadingHTTPServer(listener.getsockname()[:2], Handler, bind_and_activate=False)
    server.socket.close()
    server.socket = listener.dup()
    threading.Thread(target=server.serve_forever, args=(0.1,), name="progress", daemon=True).start()
    return server
