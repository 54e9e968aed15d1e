"""The pages of targets: all of them, to propose one, to sign or withdraw one."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from casework.access import may
from casework.services import NotAllowed
from improvement.indicators.targets import queries, services
from improvement.indicators.targets.forms import TargetForm


def targets(request):
    context = {
        "lines": queries.target_lines(),
        "may_propose": may(request.user, "figures:target_propose"),
        "may_sign": may(request.user, "figures:target_sign"),
        "may_withdraw": may(request.user, "figures:target_withdraw"),
        "states": queries.STATES,
    }
    context["waiting"] = [line for line in context["lines"] if line.state == "waiting"]
    return render(request, "improvement/indicators/targets/targets.html", context)


def target_propose(request):
    form = TargetForm(request.POST or None)
    if form.is_valid():
        try:
            services.propose_target(**form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The target is proposed. It is in force once somebody else has signed it.")
            return redirect("figures:targets")
    return render(request, "improvement/indicators/targets/propose.html", {"form": form})


@require_POST
def target_sign(request, pk):
    return _act(request, pk, services.sign_target, "The target is signed and in force.")


@require_POST
def target_withdraw(request, pk):
    return _act(request, pk, services.withdraw_target, "The target is withdrawn.")


def _act(request, pk, service, done):
    target = queries.target_or_none(pk)
    if target is None:
        raise Http404
    try:
        service(target=target, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("figures:targets")
