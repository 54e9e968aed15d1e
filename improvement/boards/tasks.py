"""The task of the boards room: fetch nothing, call the service."""

from celery import shared_task
from django.utils import timezone

from improvement.boards import building, services


@shared_task(name=services.BUILD)
def build_pack(pack_id: int) -> None:
    """Build the pack with this id, unless it is built or another worker is at it."""
    building.build_pack(pack_id=pack_id, at=timezone.now())
