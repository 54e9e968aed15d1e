"""Ask a worker to look at a row. The row is the truth: a lost ring costs a minute, until the sweep."""

import logging
import threading
from functools import partial

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)


def ring(task: str, *arguments) -> None:
    """Send a task by name after the commit, from a thread of its own, so that no page waits for the broker.

    Args:
        task: the task's name.
        arguments: ids and ISO dates only.
    """
    transaction.on_commit(partial(threading.Thread(target=_send, args=(task, arguments), daemon=True).start))


def _send(task: str, arguments: tuple) -> None:
    try:
        current_app.send_task(task, args=arguments, retry=False)
    except Exception as error:
        log.warning("%s was not rung, the sweep will: %s", task, error)
