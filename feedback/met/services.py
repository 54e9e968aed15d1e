"""Verbs of a meeting with children: write down what was heard, say what changed, keep the children's own view."""

from collections.abc import Iterable
from datetime import date, datetime

import pghistory
from django.db import transaction
from django.utils.timezone import localdate

from casework.actions.services import said
from casework.models import Team, Theme, User
from casework.services import NotAllowed
from feedback.models import ChildrenMet, MetAmbassador, MetBy, MetTheme

LONGEST = {"heard": 1000, "did": 1000, "view": 600}


@transaction.atomic
def log(
    *,
    kind: str,
    group: str,
    influence: str,
    team: Team,
    met_on: date,
    leaders: Iterable[User],
    themes: Iterable[Theme],
    heard: str,
    key: str,
    by: User,
    at: datetime,
    ambassadors: Iterable[User] = (),
) -> ChildrenMet:
    """Return what leaders heard from children; the same `key` returns the same.

    Raises NotAllowed for a day to come, nothing heard, no leader or theme, ambassadors without what they worked on, or
    ambassadors at a meeting that was not theirs.
    """
    heard = said(heard, "Say what you heard.", longest=LONGEST["heard"])
    leaders, themes, ambassadors = list(leaders), list(themes), list(ambassadors)
    if met_on > localdate(at):
        raise NotAllowed("The day you met is still to come.")
    if not leaders:
        raise NotAllowed("Choose at least one leader who was there.")
    if not themes:
        raise NotAllowed("Choose at least one theme, so that it is read with what others said.")
    if kind == ChildrenMet.Kind.AMBASSADORS and not influence:
        raise NotAllowed("Say what the ambassadors worked on.")
    if ambassadors and kind != ChildrenMet.Kind.AMBASSADORS:
        raise NotAllowed("You chose care ambassadors, but not that you met as care ambassadors. Change one of the two.")
    given = {"kind": kind, "group": group, "influence": influence, "team": team, "met_on": met_on, "heard": heard}
    with pghistory.context(user=by.pk, why="children met"):
        met, is_new = ChildrenMet.objects.get_or_create(key=key, defaults=given | {"written_by": by, "written_at": at})
        if is_new:
            MetBy.objects.bulk_create([MetBy(met=met, leader=leader) for leader in leaders])
            MetAmbassador.objects.bulk_create([MetAmbassador(met=met, person=person) for person in ambassadors])
            MetTheme.objects.bulk_create([MetTheme(met=met, theme=theme) for theme in themes])
    return met


@transaction.atomic
def say_did(*, met: ChildrenMet, did: str, by: User, at: datetime) -> ChildrenMet:
    """Say what changed, once. Raises NotAllowed without words, or where somebody has said it."""
    did = said(did, "Say what changed.", longest=LONGEST["did"])
    with pghistory.context(user=by.pk, why="what changed for children"):
        if not ChildrenMet.objects.filter(pk=met.pk, did_at__isnull=True).update(did=did, did_by=by, did_at=at):
            raise NotAllowed("Somebody has said what changed already. Theirs stands.")
    met.refresh_from_db()
    return met


@transaction.atomic
def keep_view(*, met: ChildrenMet, view: str, view_words: str, by: User, at: datetime) -> ChildrenMet:
    """Keep whether the children themselves think that it changed, once, after they were told what did.

    Raises NotAllowed before what changed is said, or where their view is kept.
    """
    told = ChildrenMet.objects.filter(pk=met.pk, did_at__isnull=False, view_at__isnull=True)
    with pghistory.context(user=by.pk, why="children's own view"):
        if not told.update(view=view, view_words=view_words.strip(), view_by=by, view_at=at):
            raise NotAllowed("Say first what changed, and tell the children. Their view is kept once.")
    met.refresh_from_db()
    return met
