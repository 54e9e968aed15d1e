"""Tasks of the ground floor: fetch by id, call the service."""

from celery import shared_task
from django.utils import timezone

from casework.imports import services


@shared_task(name="casework.read_import")
def read_import(delivery_id: int) -> None:
    """Read and check an uploaded import."""
    services.read_and_check(delivery_id=delivery_id, at=timezone.now())


@shared_task(name="casework.apply_import")
def apply_import(delivery_id: int) -> None:
    """Apply an import that a person asked to apply; why it could not be is kept on its row."""
    try:
        services.apply_import(delivery_id=delivery_id, by=None, at=timezone.now())
    except services.CannotImport:
        return
