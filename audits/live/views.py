"""The pages that lead to a live audit: begin one, and say who is in the room."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from audits.live import queries, services
from audits.live.forms import BeginForm, RoomForm
from audits.models import Voice
from audits.queries import desk
from audits.starting import Starter
from casework.services import NotAllowed


def begin(request):
    on = timezone.localdate()
    form = BeginForm(request.POST or None)
    if form.is_valid():
        given = {**form.cleaned_data, "reference": form.cleaned_data["reference"].strip()}
        try:
            starter = Starter(request.user, on=on)
            audit = starter.start(**given, auditor=request.user, due_on=on, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("audits:room", audit.pk)
    return render(request, "audits/live/begin.html", {"form": form})


def room(request, pk):
    found = desk(pk=pk, user=request.user)
    if found is None or found.voice != Voice.AUDITOR:
        raise Http404
    live = getattr(found.audit, "live", None)
    first = {"meeting": live.meeting, "people": [each.pk for each in queries.in_the_room(found.audit)]} if live else {}
    people = queries.may_sit(found.audit, on=timezone.localdate())
    form = RoomForm(request.POST or None, people=people, is_live=live is not None, initial=first)
    if form.is_valid():
        try:
            services.sit(audit=found.audit, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Who is in the room is kept.")
            return redirect("audits:live", pk)
    context = {"form": form, "audit": found.audit, "desk": found, "heading": "Audit now, in a meeting"}
    return render(request, "audits/act.html", context)
