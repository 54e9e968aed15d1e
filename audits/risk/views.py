"""The pages of an alert: ask once, raise, see it waiting or taken up, take up, close."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from audits.models import RiskAlert
from audits.queries import desk
from audits.risk import queries, services, states
from casework.services import NotAllowed, record_read


def raise_alert(request, pk):
    found = desk(pk=pk, user=request.user)
    if found is None or not (found.is_auditor or found.is_worker):
        raise Http404
    if request.method == "POST":
        try:
            alert = services.raise_alert(audit=found.audit, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
            return redirect("audits:audit", pk)
        return redirect("audits:alert", alert.pk)
    return render(request, "audits/risk/raise.html", {"audit": found.audit})


@transaction.atomic
def alert(request, pk):
    found = queries.alert_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    answers = queries.answers_for(found, request.user)
    if request.method == "POST":
        return _answer(request, found, answers)
    child = found.audit.child_id
    record_read(
        user=request.user,
        at=timezone.now(),
        kind="page",
        what="audits:alert",
        team=found.audit.team,
        children=[child] if child else [],
        rows=1,
    )
    context = {
        "alert": found,
        "steps": list(found.steps.select_related("told")),
        "may_take_up": answers and found.state == states.WAITING,
        "may_close": answers and found.state == states.ACKNOWLEDGED,
        "outcomes": RiskAlert.Outcome.choices,
        "reads_audit": desk(pk=found.audit_id, user=request.user) is not None,
    }
    return render(request, "audits/risk/alert.html", context)


def _answer(request, found, answers):
    if not answers:
        raise Http404
    try:
        if request.POST.get("act") == "close":
            outcome = request.POST.get("outcome", "")
            services.close(alert=found, outcome=outcome, by=request.user, at=timezone.now())
        else:
            services.acknowledge(alert=found, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect("audits:alert", found.pk)
