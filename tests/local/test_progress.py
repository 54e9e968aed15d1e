import json
import socket
import urllib.error
import urllib.request

import pytest

from improvement.local.progress import Progress, serve


@pytest.fixture
def site():
    """Give a progress page that is being served: its state, and a function that fetches a path."""
    progress = Progress()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        server = serve(listener, progress)

        def fetch(path: str) -> str:
            with urllib.request.urlopen(f"http://127.0.0.1:{listener.getsockname()[1]}{path}", timeout=5) as answer:
                return answer.read().decode()

        yield progress, fetch
        server.shutdown()
        server.server_close()


def test_any_page_shows_the_last_line_and_how_far_it_is(site):
    progress, fetch = site
    progress.say("Importing month 14 of 36: <February>")
    page = fetch("/figures/")
    assert "Importing month 14 of 36: &lt;February&gt;" in page
    assert 'max="36" value="14"' in page
    assert json.loads(fetch("/progress.json")) == {"line": progress.line, "done": 14, "most": 36}


def test_page_has_no_inline_style_or_script(site):
    _, fetch = site
    page = fetch("/")
    assert "style=" not in page
    assert "<script src=" in page
    assert "accent-color" in fetch("/progress.css")
    assert "fetch(" in fetch("/progress.js")


def test_health_is_not_well_while_loading(site):
    _, fetch = site
    with pytest.raises(urllib.error.HTTPError) as refused:
        fetch("/healthz")
    assert refused.value.code == 503
    refused.value.close()


@pytest.mark.parametrize(
    ("line", "done", "most"),
    [
        ("month 3 of 36", 3, 36),
        ("12/40 teams", 12, 40),
        ("37 of 36", None, 100),
        ("0 of 0", None, 100),
        ("ready", None, 100),
    ],
)
def test_counted_lines_move_the_bar(line, done, most):
    progress = Progress()
    progress.say(line)
    assert (progress.done, progress.most) == (done, most)
