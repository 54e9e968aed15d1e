"""What must be read today: the queue, one passage, one concern, and who is on duty."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from casework.access import may
from casework.services import NotAllowed, record_read
from feedback.models import Duty
from feedback.reading import queries, services
from feedback.reading.forms import DutyForm, EndForm, VerdictForm


def queue(request):
    team, now = _team(request, queries.QUEUE), timezone.now()
    found = queries.queue(team=team, user=request.user, at=now)
    context = {
        "found": found,
        "late": sum(line.late for line in found),
        "team": team,
        "reader": queries.on_duty(Duty.Kind.READER, team, on=timezone.localdate(now)),
        "concerns": queries.concerns_for(request.user),
        "may_name": may(request.user, queries.DUTIES),
    }
    return render(request, "feedback/reading/queue.html", context)


@transaction.atomic
def passage(request, pk):
    found = queries.passage_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    now, given = timezone.now(), request.POST if request.method == "POST" else None
    form = VerdictForm(given, source=found.source) if may_judge(request, found) else None
    if form is not None and form.is_valid():
        try:
            services.judge(passage=found, **form.cleaned_data, by=request.user, at=now)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, SAID[form.cleaned_data["outcome"]])
            return redirect("feedback:queue")
    _read(request, found, "feedback:passage", now)
    answers, others = queries.beside(found, user=request.user)
    context = {"passage": found, "form": form, "answers": answers, "others": others}
    context["openings"] = queries.openings_of(found)
    return render(request, "feedback/reading/passage.html", context)


SAID = {
    "read": "Read. It has left the queue.",
    "held": "Read. It has left the queue, and only those who read feedback see it.",
    "safeguarding": "The duty manager is told. The concern stays until somebody takes it on.",
    "staff": "The designated officer is told, and not the line.",
}


@transaction.atomic
def concern(request, pk):
    found = _concern(request, pk)
    _read(request, found.passage, "feedback:concern", timezone.now())
    return _concern_page(request, found)


@require_POST
def acknowledge(request, pk):
    try:
        services.acknowledge(concern=_concern(request, pk), by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "You have taken this on. Say here when it is in hand.")
    return redirect("feedback:concern", pk)


def end_concern(request, pk):
    found = _concern(request, pk)
    form = EndForm(request.POST or None)
    if form.is_valid():
        try:
            services.end_concern(concern=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is in hand.")
            return redirect("feedback:concern", pk)
    return _concern_page(request, found, form)


def duties(request):
    team, today = _team(request, queries.DUTIES), timezone.localdate()
    form = DutyForm(request.POST or None, **queries.duty_choices(team=team, user=request.user, on=today))
    if form.is_valid():
        try:
            services.name_duty(**form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{form.cleaned_data['user'].name} is named.")
            return redirect("feedback:duties")
    found = queries.duties_at(team=team, user=request.user, on=today)
    return render(request, "feedback/reading/duties.html", {"found": found, "form": form, "team": team, "today": today})


def may_judge(request, found) -> bool:
    """Return whether this person may say what an unread passage is."""
    return not hasattr(found, "verdict") and found.team_id in queries.reach_to_judge(request.user)


def _concern(request, pk):
    found = queries.concern_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    return found


def _concern_page(request, found, form=None):
    told = queries.tellings_of(found)
    mine = any(telling.to_id == request.user.pk for telling in told)
    ending = found.state == "acknowledged" and found.acknowledged_by_id == request.user.pk
    context = {
        "concern": found,
        "told": told,
        "may_acknowledge": mine and found.state == "raised",
        "form": (form or EndForm()) if ending else None,
        "late": found.state == "raised" and found.due_at < timezone.now(),
    }
    return render(request, "feedback/reading/concern.html", context)


def _read(request, found, what, at):
    services.open_passage(passage=found, by=request.user, at=at)
    asking = found.response and found.response.asking
    if asking is not None:
        record_read(user=request.user, at=at, kind="page", what=what, children=[asking.child_id], rows=1)


def _team(request, url_name):
    if not request.place or not may(request.user, url_name):
        raise Http404
    return request.place.team
