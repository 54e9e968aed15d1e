"""Fixtures that every room's tests may use."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest
from pytest_django.plugin import blocking_manager_key

from improvement.local import broker as brokers
from improvement.local import processes

# playwright's event loop runs in the test's own thread, where Django would refuse every query.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# A property holds or does not, however busy the machine is: speed is for tests/bench. What fails where changes land
# fails each time, so the examples there are always the same; everywhere else they are new in each run.
hypothesis.settings.register_profile("balcony", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("balcony")


@dataclass
class RealBroker:
    """A redis-server that a test may stop and start; `url` is its REDIS_URL."""

    described: brokers.Broker
    child: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return self.described.url

    def start(self) -> None:
        """Start it, unless it runs, and wait until it answers."""
        if self.child is None:
            self.child = brokers.start(self.described)
            brokers.wait_until_ready(self.described, self.child)

    def stop(self) -> None:
        """Stop it; its queue stays on disk."""
        if self.child is not None:
            processes.stop(self.child, *brokers.STOP)
            self.child = None


@pytest.fixture(scope="session")
def _broker_server() -> Iterator[RealBroker]:
    folder = Path(tempfile.mkdtemp(prefix="balcony-broker-"))
    server = RealBroker(brokers.describe(folder))
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def broker(_broker_server: RealBroker) -> RealBroker:
    """Give a running redis-server of this run's own; pass its `url` as REDIS_URL to what you start."""
    _broker_server.start()
    return _broker_server


@pytest.fixture
def celery_broker(broker: RealBroker) -> Iterator[RealBroker]:
    """Point this process's Celery at the real broker for one test."""
    from improvement.celery import app
    from improvement.lib.environment import broker_url

    before = app.conf.broker_url
    app.conf.broker_url = app.conf.broker_write_url = broker_url(broker.url)
    app.amqp._producer_pool = None
    app.pool.force_close_all() if app._pool else None
    app._pool = None
    yield broker
    app.conf.broker_url = app.conf.broker_write_url = before
    app.amqp._producer_pool = None
    app._pool = None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave benchmarks to `make bench`, and browser tests out, saying so, where there is no browser."""
    from tests.browser import find_browser

    wanted = config.getoption("markexpr") or ""
    no_browser = None if find_browser() else pytest.mark.skip(reason="no Chromium: apt-get install chromium libatomic1")
    for item in items:
        if item.get_closest_marker("bench") and "bench" not in wanted:
            item.add_marker(pytest.mark.skip(reason="a benchmark: make bench"))
        if no_browser and item.get_closest_marker("browser"):
            item.add_marker(no_browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None):
    """After a test that commits, make the database what a new one is.

    Its flush empties the calendar, which a migration filled, and leaves the staging tables, which are no models.
    """
    answer = yield
    marker = item.get_closest_marker("django_db")
    commits = (marker and marker.kwargs.get("transaction")) or "transactional_db" in getattr(item, "fixturenames", ())
    if commits and nextitem is not None:
        with item.config.stash[blocking_manager_key].unblock():
            _as_new()
    return answer


def _as_new() -> None:
    from django.db import connection

    from casework.imports import staging
    from improvement.indicators.calendar import load_calendar
    from improvement.indicators.models import StaleKey

    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(staging.table(number) for number in staging.lists())}")
    load_calendar()
    StaleKey.objects.all().delete()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Before the test database is dropped, end what still holds it: the backend of a worker killed a moment ago."""
    from django.db import connection

    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
