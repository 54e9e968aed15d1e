"""300 people answer the staff survey in one minute: no answer lost, and the slow ones wait at most three times as long.

The web server is the one of a deployment (gunicorn, two processes of four threads), on loopback, with the test's
database. Everybody opens the page, gives their code, and sends their answers; calm is one after another.
"""

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import timedelta

import pytest
from django.utils import timezone

from feedback.models import Survey, SurveySlip
from feedback.surveys import services
from feedback.surveys.queries import statements
from tests.databases import database_url
from tests.factories import make_tree
from tests.factories.surveys import make_open_survey, make_staff, take

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
PEOPLE, CALM, SECONDS, BAR = 300, 40, 60, 3.0


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Stops at the redirect that says the answers are in."""

    def redirect_request(self, *args, **kwargs):
        return None


@pytest.fixture
def web():
    """Return the address of a web server of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "improvement.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    command += ["--worker-class", "gthread", "--threads", "4"]
    environment = {**os.environ, "DATABASE_URL": database_url(), "BALCONY_LOCAL": "1"}
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
            break
        except OSError:
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    child.terminate()
    child.wait()


def ask(address, data=None) -> tuple[int, float]:
    """Return the status of one request and how long it took."""
    body = urllib.parse.urlencode(data).encode() if data else None
    began = time.perf_counter()
    try:
        with urllib.request.build_opener(NoRedirect).open(address, body, timeout=60) as answered:
            answered.read()
            status = answered.status
    except urllib.error.HTTPError as refused:
        status = refused.code
    return status, time.perf_counter() - began


def visit(address, code, times) -> None:
    """Open the page, give the code, send the answers; keep how long each took."""
    choices = {f"choice_{number}": "3" for number in range(1, len(statements("annual")) + 1)}
    steps = (None, {"code": code}, {"code": code, "sent": "yes", "comment": "More desks", **choices})
    for wanted, data in zip((200, 200, 302), steps, strict=True):
        status, took = ask(address, data)
        assert status == wanted
        times.append(took)


def p95(times) -> float:
    return sorted(times)[int(len(times) * 0.95) - 1]


def test_300_people_answer_in_a_minute(web):
    now = timezone.now()
    team = make_tree()["mere-safeguarding"]
    staff = make_staff(team, PEOPLE + CALM)
    closes_on = (now + timedelta(days=9)).date()
    survey = make_open_survey(team, at=now, closes_on=closes_on, words=statements("annual"))
    codes = [take(survey, person, at=now) for person in staff]
    address, calm, busy = f"{web}/survey/{survey.pk}/", [], []
    for _ in range(10):
        ask(address)
    for code in codes[:CALM]:
        visit(address, code, calm)
    began, people = time.monotonic(), []
    for number, code in enumerate(codes[CALM:]):
        people.append(threading.Thread(target=visit, args=(address, code, busy)))
        time.sleep(max(0, began + number * SECONDS / PEOPLE - time.monotonic()))
        people[-1].start()
    [person.join() for person in people]
    took = time.monotonic() - began
    assert SurveySlip.objects.count() == PEOPLE + CALM
    counting = time.perf_counter()
    services.close(survey=survey, by=None, at=now)
    counted = time.perf_counter() - counting
    assert Survey.objects.get(pk=survey.pk).answered == PEOPLE + CALM
    line = {
        "bench": f"{PEOPLE} people answer the staff survey in a minute",
        "seconds": round(took, 1),
        "calm_p95_s": round(p95(calm), 4),
        "busy_p95_s": round(p95(busy), 4),
        "ratio": round(p95(busy) / p95(calm), 2),
        "close_s": round(counted, 2),
        "lost": PEOPLE * 3 - len(busy),
        "bar": BAR,
    }
    print(json.dumps(line), flush=True)
    assert line["lost"] == 0
    assert line["ratio"] <= BAR, line
