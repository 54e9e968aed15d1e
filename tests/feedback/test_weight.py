"""The first question must come quickly over slow 3G: at most 60 kB in all, as it travels."""

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.utils import timezone

from tests.factories.feedback import make_link
from tests.feedback.test_saying import start

BAR = 60_000


def weight(page):
    """Return how many bytes a page and every file it names travel as."""
    files = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page))
    held = [Path(finders.find(name)).read_bytes() for name in files]
    assert len(files) == 2
    assert not any(b"url(" in each or b"@import" in each for each in held)
    return sum(len(gzip.compress(each, 6)) for each in [page.encode(), *held])


def test_the_first_question_is_light_in_every_language(client, child):
    token = make_link(child, at=timezone.now())
    pages = [client.get(f"/say/{token}/?l={language}").content.decode() for language in ("en", "ur")]
    start(client, token)
    pages += [client.get(f"/say/{token}/1/?l={language}&v=child").content.decode() for language in ("en", "ur")]
    assert max(weight(page) for page in pages) <= BAR
    # Far under it, so that a heavier page is noticed long before anybody waits.
    assert max(weight(page) for page in pages) <= 10_000
