"""After an audit is final: agree an action, close."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from audits.loop import services
from audits.queries import desk
from casework.actions.forms import RaiseForm
from casework.services import NotAllowed


def action(request, pk):
    found = _may_act(request, pk)
    form = RaiseForm(request.POST or None)
    if form.is_valid():
        try:
            services.raise_action(audit=found.audit, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Agreed. Its owner is told, and it is in the register.")
            return redirect("audits:audit", pk)
    context = {"form": form, "audit": found.audit, "heading": "Agree an action", "desk": found}
    return render(request, "audits/act.html", context)


@require_POST
def close(request, pk):
    found = _may_act(request, pk)
    try:
        services.close(audit=found.audit, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The audit is closed.")
    return redirect("audits:audit", pk)


def _may_act(request, pk):
    found = desk(pk=pk, user=request.user)
    if found is None or not (found.is_auditor or found.answers_for):
        raise Http404
    return found
