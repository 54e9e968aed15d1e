"""The page on which an auditor keeps what they found."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from audits.findings import queries, services
from audits.findings.forms import FindingForm
from audits.models import Voice
from audits.queries import desk, sections_of
from casework.services import NotAllowed, record_read


@transaction.atomic
def findings(request, pk):
    found = desk(pk=pk, user=request.user)
    if found is None or found.voice != Voice.AUDITOR:
        raise Http404
    form = FindingForm(request.POST or None)
    if form.is_valid():
        try:
            services.keep(audit=found.audit, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Kept. Add the next, or go on.")
            return redirect("audits:findings", pk)
    child = [found.audit.child_id] if found.audit.child_id else []
    log = {"kind": "page", "what": "audits:findings", "team": found.audit.team, "children": child, "rows": 1}
    record_read(user=request.user, at=timezone.now(), **log)
    context = {"audit": found.audit, "desk": found, "sections": sections_of(found.audit), "form": form}
    context |= {"found": queries.found_in(found.audit), "at_findings": True}
    return render(request, "audits/findings.html", context)


@require_POST
def take_out(request, pk):
    found = queries.finding_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    try:
        services.take_out(finding=found, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("audits:audit", found.audit_id)
    messages.success(request, "Taken out.")
    return redirect("audits:findings", found.audit_id)
