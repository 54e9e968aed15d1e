"""Verbs of compliments: log one, pass it on."""

from datetime import date, datetime

import pghistory
from django.db import transaction
from django.utils.timezone import localdate

from casework.actions.services import said
from casework.models import Team, User
from casework.notices import tell
from casework.services import NotAllowed
from feedback.models import Compliment

LONGEST = 600


@transaction.atomic
def log(
    *, about: User, team: Team, source: str, words: str, received_on: date, key: str, by: User, at: datetime
) -> Compliment:
    """Return a compliment as it was received; the same `key` returns the same.

    Raises NotAllowed for nothing said, a day to come, or one about oneself.
    """
    if received_on > localdate(at):
        raise NotAllowed("The day it was received is still to come.")
    if about.pk == by.pk:
        raise NotAllowed("Somebody else logs what is said well of you.")
    words = said(words, "Write what they said.", longest=LONGEST)
    given = {"about": about, "team": team, "source": source, "words": words, "received_on": received_on}
    with pghistory.context(user=by.pk, why="compliment logged"):
        return Compliment.objects.get_or_create(key=key, defaults=given | {"logged_by": by, "logged_at": at})[0]


@transaction.atomic
def pass_on(*, compliment: Compliment, by: User, at: datetime) -> bool:
    """Pass a compliment on to whom it is about, once; return whether it was this time. The notice holds no words."""
    with pghistory.context(user=by.pk, why="compliment passed on"):
        rows = Compliment.objects.filter(pk=compliment.pk, passed_at__isnull=True)
        passed = rows.update(passed_at=at, passed_by=by) == 1
    if passed:
        tell(person=compliment.about, words="Somebody said thank you.", path="/feedback/compliments/", at=at)
    return passed
