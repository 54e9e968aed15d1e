"""Escalations from and to partners: the list, writing one down, saying how it was settled."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from casework.access import may
from feedback.partners import forms, queries, services
from feedback.views import done

A_PAGE = 50


def escalations(request):
    if not request.place:
        raise Http404
    about = {"team": request.place.team, "user": request.user, "on": timezone.localdate()}
    page = Paginator(queries.escalations(**about), A_PAGE).get_page(request.GET.get("page"))
    took = queries.took(**about)
    context = {
        "page": page,
        "lines": queries.lines(page.object_list, on=about["on"]),
        "took": took,
        "open": sum(each.open for each in took),
        "team": about["team"],
        "may_log": may(request.user, queries.LOG),
        "may_resolve": may(request.user, queries.RESOLVE),
    }
    return render(request, "feedback/partners/list.html", context)


def escalation_log(request):
    if not request.place:
        raise Http404
    choices = queries.choices(team=request.place.team, user=request.user, on=timezone.localdate())
    form = forms.EscalationForm(request.POST or None, initial={"team": request.place.team}, **choices)
    if done(request, form, services.log):
        messages.success(request, "Kept. Its working days are counted from the day it was raised.")
        return redirect(queries.LIST)
    return render(request, "feedback/partners/act.html", {"form": form, "act": "Write down an escalation"})


def escalation_resolve(request, pk):
    found = queries.escalation_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    form = forms.ResolveForm(request.POST or None)
    if done(request, form, services.resolve, escalation=found):
        messages.success(request, "It is settled.")
        return redirect(queries.LIST)
    context = {"form": form, "escalation": found, "act": "Say how it was settled"}
    return render(request, "feedback/partners/act.html", context)
