"""What an activity of a round does when its audit moves: it is done, goes to another, or waits for somebody again."""

from datetime import datetime

from audits.models import Activity, Audit, Move
from audits.rounds import states
from casework.models import User


def submitted(*, audit: Audit, by: User, at: datetime) -> None:
    """Count the activity of an audit as done, now that the judgement went to the worker.

    That is the written feedback too (K3), where the worker signs in and so can read it.
    """
    reads_it = audit.worker is not None and audit.worker.user_id is not None
    feedback = {"feedback_at": at, "feedback_by": by} if reads_it else {}
    rows = Activity.objects.filter(audit=audit)
    states.move_activity(rows, states.GIVEN, states.DONE, done_at=at, done_by=by, **feedback)


def swapped(*, audit: Audit, to: User, because: str, by: User, at: datetime) -> None:
    """Give the activity of an audit to whoever has the audit now; nothing where they have it already."""
    rows = Activity.objects.filter(audit=audit, state=states.GIVEN).exclude(person=to)
    for activity in rows.select_related("person"):
        Activity.objects.filter(pk=activity.pk).update(person=to)
        Move.objects.create(
            activity=activity, from_person=activity.person, to_person=to, because=because, moved_at=at, moved_by=by
        )


def withdrawn(*, audit: Audit, because: str, by: User, at: datetime) -> None:
    """Let the activity of an audit that is not done after all wait for somebody again, with the reason."""
    for activity in Activity.objects.filter(audit=audit).select_related("person"):
        Activity.objects.filter(pk=activity.pk).update(audit=None)
        taken_back(activity=activity, because=because, by=by, at=at)


def taken_back(*, activity: Activity, because: str, by: User, at: datetime) -> None:
    """Let an activity that somebody has wait for another, with the reason; nothing where nobody has it."""
    rows = Activity.objects.filter(pk=activity.pk)
    if states.move_activity(rows, states.GIVEN, states.OPEN, person=None):
        Move.objects.create(activity=activity, from_person=activity.person, because=because, moved_at=at, moved_by=by)
