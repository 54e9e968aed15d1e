"""The verb of a live audit: sit down to it, in a meeting, with those who are in the room."""

from collections.abc import Iterable
from datetime import datetime

import pghistory
from django.db import transaction
from django.utils.timezone import localdate

from audits.models import WRITING, Audit, InTheRoom, LiveAudit
from audits.services import invite
from audits.states import ALLOCATED
from casework.actions.services import said
from casework.models import User
from casework.services import NotAllowed


@transaction.atomic
def sit(*, audit: Audit, meeting: str, people: Iterable[User], by: User, at: datetime) -> LiveAudit:
    """Make an audit live: in which meeting, today, and who is in the room; again, to say anew who is in the room.

    The audit stays one like any other, with its auditor the one who writes. A worker who was not invited yet is
    invited now, for today, so that their own voice is written as well. Raises NotAllowed for anybody but the auditor,
    once the audit is drafted, and where nobody else is in the room.
    """
    locked = Audit.objects.select_for_update(of=["self"]).select_related("auditor").get(pk=audit.pk)
    if locked.auditor_id != by.pk:
        raise NotAllowed(f"Only {locked.auditor.name}, the auditor, writes for the room.")
    if locked.state not in WRITING:
        raise NotAllowed("This audit is drafted, so it cannot be made live any more.")
    meeting = said(meeting, "Say which meeting it is.", longest=80)
    others = {person.pk for person in people} - {by.pk}
    if not others:
        raise NotAllowed("Say who else is in the room. Alone it is an audit like any other.")
    asked = audit.second_looks.filter(asked_of__in=others).select_related("asked_of").first()
    if asked is not None:
        raise NotAllowed(f"{asked.asked_of.name} gives this audit a second look, so has no part in it in the room.")
    with pghistory.context(user=by.pk, why="audited live"):
        live, _ = LiveAudit.objects.update_or_create(
            audit=locked,
            defaults={"meeting": meeting},
            create_defaults={"meeting": meeting, "held_on": localdate(at), "begun_at": at, "begun_by": by},
        )
        live.people.exclude(person__in=others).delete()
        there = set(live.people.values_list("person_id", flat=True))
        for pk in sorted(others - there):
            InTheRoom.objects.create(live=live, person_id=pk)
    if locked.state == ALLOCATED:
        invite(audit=locked, meet_on=localdate(at), by=by, at=at)
    return live
