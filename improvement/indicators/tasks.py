"""The doorbells of the roll-up. The marks are the truth: a ring too many finds nothing, a ring too few is made up."""

import time

from celery import shared_task
from django.utils import timezone

from improvement.indicators import rollups, services
from improvement.indicators.reported.services import report
from improvement.indicators.said.services import carry_forward

# Shorter than the task's soft limit; what is left waits for the next tick, twenty seconds on.
BUDGET_SECONDS = 240


@shared_task(name="indicators.roll_up_stale")
def roll_up_stale() -> None:
    """Count stale figures, a source at a time, until none wait or the time is up; then report the months now whole."""
    until = time.monotonic() + BUDGET_SECONDS
    while time.monotonic() < until and rollups.take_stale(at=timezone.now()):
        pass
    report(at=timezone.now())


@shared_task(name="indicators.mark_current_month")
def mark_current_month() -> None:
    """Mark this month and the last one stale, nightly."""
    services.mark_current_month(at=timezone.now())


@shared_task(name="indicators.mark_everything")
def mark_everything() -> None:
    """Mark every figure stale, monthly."""
    services.mark_everything(at=timezone.now())


@shared_task(name="indicators.carry_queries_forward")
def carry_queries_forward() -> None:
    """Carry queries whose day has passed to the place above, nightly."""
    carry_forward(at=timezone.now())
