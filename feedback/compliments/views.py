"""Compliments: the list, logging one, passing it on in one click."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from casework.access import may
from feedback.compliments import queries, services
from feedback.compliments.forms import ComplimentForm
from feedback.views import done

A_PAGE = 50


def compliments(request):
    if not request.place:
        raise Http404
    rows = queries.compliments(team=request.place.team, user=request.user, on=timezone.localdate())
    context = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "may_log": may(request.user, "feedback:compliment_log"),
        "may_pass": may(request.user, "feedback:compliment_pass"),
    }
    return render(request, "feedback/compliments/list.html", context)


def compliment_log(request):
    initial = {"team": request.place.team} if request.place else {}
    given = queries.choices(request.user, on=timezone.localdate())
    form = ComplimentForm(request.POST or None, initial=initial, **given)
    if done(request, form, services.log):
        messages.success(request, "Kept. Pass it on, so that they hear it.")
        return redirect(queries.LIST)
    return render(request, "feedback/compliments/log.html", {"form": form})


@require_POST
def compliment_pass(request, pk):
    found = queries.compliment_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    services.pass_on(compliment=found, by=request.user, at=timezone.now())
    messages.success(request, f"{found.about.name} is told.")
    return redirect(queries.LIST)
