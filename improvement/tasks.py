"""The tasks of the top floor, gathered for Celery, and the sweep that restarts what stands still."""

import logging

from celery import shared_task
from django.utils import timezone

from casework.imports.services import restart_stuck_imports
from improvement.boards.services import restart_stuck_packs
from improvement.boards.tasks import build_pack
from improvement.indicators.tasks import carry_queries_forward, mark_current_month, mark_everything, roll_up_stale
from improvement.indicators.xrays.tasks import look
from improvement.lib.doorbell import ring

__all__ = [
    "build_pack",
    "carry_queries_forward",
    "look",
    "mark_current_month",
    "mark_everything",
    "roll_up_stale",
    "sweep",
]

logger = logging.getLogger(__name__)

# Each returns (task, id) of what its room should be doing and is not. Stale marks need none: beat rings every
# twenty seconds for them.
SWEEPS = (restart_stuck_imports, restart_stuck_packs)


@shared_task(name="improvement.sweep")
def sweep() -> None:
    """Ring again for what stands still, room by room; one that fails does not stop the others."""
    now = timezone.now()
    for find_stuck in SWEEPS:
        try:
            for task, row in find_stuck(at=now):
                ring(task, row)
        except Exception:
            logger.exception("The sweep %s failed.", find_stuck.__name__)
