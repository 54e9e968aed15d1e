"""Tasks of the audits: fetch, call the service."""

from celery import shared_task
from django.utils import timezone

from audits import services
from audits.risk.services import move_up


@shared_task(name="audits.end_waiting")
def end_waiting() -> None:
    """Let audits go on whose worker has not replied in time."""
    services.end_waiting(at=timezone.now())


@shared_task(name="audits.move_alerts_up")
def move_alerts_up() -> None:
    """Tell the next in line of every alert that nobody has taken up in time."""
    move_up(at=timezone.now())
