"""Journeys in a real browser: Chromium against a live server; skipped, saying so, where there is no browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from tests import factories
from tests.browser import find_browser

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDE, NARROW = {"width": 1366, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
    return {**browser_type_launch_args, "executable_path": find_browser(), "args": quiet}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": WIDE, "locale": "en-GB", "timezone_id": "Europe/London"}


@pytest.fixture(params=[WIDE, NARROW], ids=["1366", "360"])
def both_widths(request, page: Page) -> dict:
    """Run the test once on a desk and once on a phone; the page has the size already."""
    page.set_viewport_size(request.param)
    return request.param


@pytest.fixture
def signed_in(page: Page, live_server) -> Callable[..., Page]:
    """Return `signed_in("director", team=None, user=None)`: the page, at "/", with that person signed in.

    Without `team` the role is held for the widest team there is (a county is made when there is none). The session
    is made on the server, so that a journey does not spend its time on the sign-in page.
    """

    def enter(role: str | None = None, *, team=None, user=None) -> Page:
        if user is None:
            user = factories.make_user(role, team or _county()) if role else factories.make_user()
        client = Client()
        client.force_login(user)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page.goto(live_server.url)
        return page

    return enter


def _county():
    from casework.models import Team

    return Team.objects.filter(level="county").first() or factories.make_tree()["larchshire"]


@pytest.fixture
def without_script(browser, browser_context_args) -> Iterator[Callable[[Page], Page]]:
    """Return `without_script(page)`: a new page of the same person in a browser that runs no script."""
    contexts = []

    def enter(page: Page) -> Page:
        contexts.append(browser.new_context(**browser_context_args, java_script_enabled=False))
        contexts[-1].add_cookies(page.context.cookies())
        return contexts[-1].new_page()

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Return `axe(page)`, which fails when the page as it stands breaks a WCAG 2.2 AA rule or scrolls sideways."""

    def check(page: Page) -> None:
        page.wait_for_load_state()  # a click returns when the next page begins, not when it is there
        page.evaluate(AXE)
        found = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)["violations"]
        assert not found, "\n".join(
            f"{page.url}: {each['id']}: {each['help']}: {node['html'][:200]}"
            for each in found
            for node in each["nodes"]
        )
        width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1], f"{page.url} is {width[0]} wide in a window of {width[1]}"

    return check
