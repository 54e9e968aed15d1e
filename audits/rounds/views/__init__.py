"""The pages of rounds."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from audits.access import runs
from audits.rounds import queries
from casework.services import NotAllowed, record_read


def round_of(request, pk):
    """Return a round this person may open. Raises Http404."""
    found = queries.round_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    return found


def running_of(request, pk):
    """Return a round this person runs. Raises Http404."""
    found = round_of(request, pk)
    if not runs(request.user, found):
        raise Http404
    return found


def acted(request, to, pk, service, done, **fields):
    """Call a service, say what came of it, and go to a page."""
    try:
        service(**fields, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(to, pk)


def read(request, found, what, children):
    """Write in the read log that a page of a round was opened, with the children it shows (ids)."""
    record_read(
        user=request.user,
        at=timezone.now(),
        kind="page",
        what=what[:120],
        team=found.team,
        children=children,
        rows=len(children),
    )
