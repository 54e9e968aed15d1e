"""Tasks of what we hear: call the service."""

from celery import shared_task
from django.utils import timezone

from feedback.asking.services import close_rounds as close
from feedback.leaders.services import move_up as move_questions_up
from feedback.reading import services
from feedback.surveys.services import close_due


@shared_task(name="feedback.close_rounds")
def close_rounds() -> None:
    """Close the rounds whose last link has run out."""
    close(at=timezone.now())


@shared_task(name="feedback.move_up")
def move_up() -> None:
    """Carry up what nobody took on in time, and send the e-mails that have not left."""
    services.move_up(at=timezone.now())
    services.tell(at=timezone.now())
    move_questions_up(at=timezone.now())


@shared_task(name="feedback.close_surveys")
def close_surveys() -> None:
    """Close the surveys whose last day has passed."""
    close_due(at=timezone.now())
