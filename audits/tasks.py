"""Tasks of the audits: fetch, call the service."""

from celery import shared_task
from django.utils import timezone

from audits import services


@shared_task(name="audits.end_waiting")
def end_waiting() -> None:
    """Let audits go on whose worker has not replied in time."""
    services.end_waiting(at=timezone.now())
