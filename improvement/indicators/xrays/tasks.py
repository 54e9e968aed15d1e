"""The doorbell of the X-rays: a ring too many finds nothing to do."""

from celery import shared_task
from django.utils import timezone

from improvement.indicators.xrays import services


@shared_task(name="indicators.look")
def look() -> None:
    """Look at the data again where a delivery changed it, or a day has gone by."""
    now = timezone.now()
    if services.is_due(at=now):
        services.look(at=now)
