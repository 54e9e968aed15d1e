"""The tasks of the top floor, gathered for Celery, and the sweep that restarts what stands still."""

import logging

from celery import shared_task

from improvement.boards import tasks as boards
from improvement.indicators import tasks as indicators

logger = logging.getLogger(__name__)

# Each is a plain function that restarts what its room should be doing and is not.
SWEEPS = (boards.sweep,)

# Stale marks need no sweep: beat rings for them every twenty seconds.
ROLL_UPS = (indicators.roll_up_stale, indicators.mark_current_month, indicators.mark_everything)


@shared_task(name="improvement.sweep")
def sweep() -> None:
    """Run every room's sweep; one that fails does not stop the others."""
    for restart in SWEEPS:
        try:
            restart()
        except Exception:
            logger.exception("The sweep of %s failed.", restart.__module__)
