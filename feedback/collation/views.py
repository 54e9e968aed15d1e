"""The monthly collation as a page and a file, and the two sets of answers side by side."""

from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from casework.access import may
from casework.services import record_read
from feedback.collation import queries
from feedback.collation.comparison import comparison
from feedback.collation.tables import HEADERS, NOTES, rows_of
from feedback.models import Choice
from improvement.lib.downloads import KINDS, table
from improvement.lib.months import long_label


def month(request):
    place = _place(request)
    context = {
        "team": place.team,
        "choices": Choice.labels,
        "wide": queries.may_see(place, request.user),
        "may_compare": may(request.user, "feedback:compare"),
        "may_answers": may(request.user, "feedback:answers"),
    }
    if context["wide"]:
        context["found"] = queries.collation(team=place.team, month=request.month, on=timezone.localdate())
    return render(request, "feedback/collation/month.html", context)


@transaction.atomic
def month_file(request, kind):
    place = _place(request)
    if kind not in KINDS:
        raise Http404
    if not queries.may_see(place, request.user):
        # The page says why it is not shown here, and where it is.
        return redirect(f"{reverse('feedback:month')}?{request.GET.urlencode()}")
    team = place.team
    found = queries.collation(team=team, month=request.month, on=timezone.localdate())
    title = f"What was heard in {long_label(request.month)}, {team.name}"
    rows = list(rows_of(found))
    record_read(user=request.user, at=timezone.now(), kind="export", what=title, team=team, rows=len(rows))
    name = f"heard-{team.code}-{request.month.isoformat()[:7]}"
    return table(HEADERS, rows, kind=kind, name=name, title=title, as_at=None, notes=NOTES)


def compare(request):
    place = _place(request)
    start, end = queries.year_to(request.month)
    context = {"team": place.team, "start": start, "wide": queries.may_see(place, request.user)}
    if context["wide"]:
        questions = queries.questions_over(team=place.team, start=start, end=end, on=timezone.localdate())
        context["found"] = comparison(questions)
    return render(request, "feedback/collation/compare.html", context)


def _place(request):
    if not request.place:
        raise Http404
    return request.place
