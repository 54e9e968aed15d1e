"""The pages of an observation of practice: begin one, and record what the family said."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from audits import forms, independence, observing
from audits.queries import desk
from audits.starting import Starter
from casework.services import NotAllowed


def begin(request):
    starter = Starter(request.user, on=timezone.localdate())
    form = forms.ObserveForm(request.POST or None, people=starter.people, initial={"observer": request.user.pk})
    if form.is_valid():
        given = form.cleaned_data
        try:
            worker, child = observing.found(worker=given.pop("worker"), reference=given.pop("reference"))
            audit = observing.observe(**given, worker=worker, child=child, by=request.user, at=timezone.now())
        except independence.NotIndependent as refusal:
            form.add_error("observer", str(refusal))
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Begun. It is {audit.auditor.name}'s to do.")
            return redirect("audits:audit", audit.pk) if starter.reads(audit) else redirect("audits:index")
    return render(request, "audits/observe.html", {"form": form})


def consent(request, pk):
    found = desk(pk=pk, user=request.user)
    if found is None or not found.is_auditor:
        raise Http404
    form = forms.ConsentForm(request.POST or None, initial={"asked_on": timezone.localdate()})
    if form.is_valid():
        try:
            observing.record_consent(audit=found.audit, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is recorded.")
            return redirect("audits:audit", pk)
    context = {"form": form, "audit": found.audit, "heading": "Does the family agree?", "desk": found}
    return render(request, "audits/act.html", context)
