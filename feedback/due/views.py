"""Who is to be asked, one click from asking them; and the reviews at which a chair has not heard them yet."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from casework.access import may
from casework.services import record_read
from feedback.collation.queries import may_see, year_to
from feedback.due import queries
from feedback.due.meetings import meetings as of_meetings

A_PAGE = 50


@transaction.atomic
def due(request):
    show = request.GET.get("show") or "due"
    if not request.place or show not in queries.PARTS:
        raise Http404
    found = queries.due(team=request.place.team, user=request.user, show=show, on=timezone.localdate())
    page = Paginator(found.lines, A_PAGE).get_page(request.GET.get("page"))
    _read(request, queries.DUE, page.object_list)
    parts = [(part, LABELS[part], found.total(part)) for part in queries.PARTS]
    context = {"found": found, "page": page, "parts": parts, "team": request.place.team}
    context |= {"may_ask": may(request.user, "feedback:ask"), "may_hear": may(request.user, queries.UNHEARD)}
    return render(request, "feedback/due/due.html", context)


LABELS = {"due": "Due", "late": "Late", "never": "Never asked", "all": "All"}


@transaction.atomic
def unheard(request):
    if not request.place:
        raise Http404
    found = queries.unheard(team=request.place.team, user=request.user, on=timezone.localdate())
    _read(request, queries.UNHEARD, found)
    context = {"found": found, "team": request.place.team, "may_record": may(request.user, "feedback:record")}
    return render(request, "feedback/due/unheard.html", context)


def meetings(request):
    if not request.place:
        raise Http404
    start, end = year_to(request.month)
    span = {"start": start, "last": end - timedelta(days=1)}
    context = {"team": request.place.team, "wide": may_see(request.place, request.user), **span}
    if context["wide"]:
        context["found"] = of_meetings(team=request.place.team, **span, on=timezone.localdate())
    return render(request, "feedback/due/meetings.html", context)


def _read(request, what, lines):
    children = [line.child_id for line in lines]
    if children:
        record_read(user=request.user, at=timezone.now(), kind="page", what=what, children=children, rows=len(lines))
