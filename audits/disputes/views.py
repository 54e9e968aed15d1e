"""The pages of a dispute: raise one from the audit, read one and decide."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from audits.disputes import queries, services, states
from audits.disputes.forms import DecideForm, DisputeForm
from audits.queries import desk
from casework.services import NotAllowed, record_read


def raise_dispute(request, pk):
    found = desk(pk=pk, user=request.user)
    if found is None or not services.may_raise(found.audit, request.user):
        raise Http404
    form = DisputeForm(request.POST or None, grade=found.audit.grade)
    if form.is_valid():
        try:
            services.raise_dispute(audit=found.audit, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Disputed. Somebody independent decides, and you are told.")
            return redirect("audits:audit", pk)
    context = {"form": form, "audit": found.audit, "heading": "Dispute the grade", "desk": found}
    return render(request, "audits/act.html", context)


@transaction.atomic
def decide(request, pk):
    found = queries.dispute_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    form = DecideForm(request.POST or None)
    if form.is_valid():
        try:
            services.decide(dispute=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Decided. Those concerned are told.")
            return redirect("audits:audit", found.audit_id)
    child = [found.audit.child_id] if found.audit.child_id else []
    log = {"kind": "page", "what": "audits:decide", "team": found.audit.team, "children": child, "rows": 1}
    record_read(user=request.user, at=timezone.now(), **log)
    refusal = services.why_not_decide(found, request.user, on=timezone.localdate())
    context = {"dispute": found, "audit": found.audit, "form": form, "refusal": refusal, "open": states.OPEN}
    return render(request, "audits/disputes/decide.html", context)
