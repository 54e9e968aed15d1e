"""Leaders meeting children: the list with who has still to go, one meeting, and what is said of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from casework.access import may
from feedback.met import ambassadors as theirs
from feedback.met import forms, queries, services
from feedback.views import done

A_PAGE = 50


def children_met(request):
    if not request.place:
        raise Http404
    team, today = request.place.team, timezone.localdate()
    leaders = queries.coverage(team=team, on=today)
    context = {
        "page": Paginator(queries.met_at(team=team, user=request.user, on=today), A_PAGE).get_page(
            request.GET.get("page")
        ),
        "leaders": leaders,
        "been": sum(leader.times > 0 for leader in leaders),
        "since": queries.quarter_of(today),
        "team": team,
        "may_log": may(request.user, queries.LOG),
        "may_supervise": may(request.user, theirs.LIST),
    }
    return render(request, "feedback/met/list.html", context)


def met_log(request):
    if not request.place:
        raise Http404
    choices = queries.choices(team=request.place.team, user=request.user, on=timezone.localdate())
    form = forms.MetForm(request.POST or None, initial={"team": request.place.team}, **choices)
    if done(request, form, services.log):
        messages.success(request, "Kept. Say what changed when it has.")
        return redirect(queries.LIST)
    return render(request, "feedback/met/act.html", {"form": form, "act": "Write down what children said"})


def met(request, pk):
    found = _found(request, pk, queries.ONE)
    context = {
        "met": found,
        "may_act": queries.met_or_none(pk=pk, user=request.user, page=queries.ACT) is not None,
        "may_say": may(request.user, "feedback:say_said"),
    }
    return render(request, "feedback/met/met.html", context)


# What can be said of a meeting: the form, the verb, what is said after, and the heading.
ACTS = {
    "changed": (
        forms.ChangedForm,
        services.say_did,
        "Kept. Tell the children, and ask what they think.",
        "What changed",
    ),
    "view": (forms.ViewForm, services.keep_view, "Their view is kept.", "What the children think"),
}


def met_act(request, pk, act):
    if act not in ACTS:
        raise Http404
    form_of, service, said, heading = ACTS[act]
    found = _found(request, pk, queries.ACT)
    form = form_of(request.POST or None)
    if done(request, form, service, met=found):
        messages.success(request, said)
        return redirect(queries.ONE, found.pk)
    return render(request, "feedback/met/act.html", {"form": form, "met": found, "act": heading})


def ambassadors(request):
    found = theirs.supervised(user=request.user, on=timezone.localdate())
    return render(request, "feedback/met/ambassadors.html", {"found": found})


def ambassador_add(request):
    initial = {"team": request.place.team} if request.place else {}
    form = forms.AmbassadorForm(request.POST or None, initial=initial, teams=theirs.teams_for_adding(request.user))
    if done(request, form, theirs.add):
        messages.success(request, "Added. Tell them the address of this system; they set a password there.")
        return redirect(theirs.LIST)
    return render(request, "feedback/met/supervise.html", {"form": form, "act": "Add a care ambassador"})


def ambassador_end(request, pk):
    grant = theirs.grant_or_none(pk=pk, user=request.user, on=timezone.localdate())
    if grant is None:
        raise Http404
    form = forms.EndForm(request.POST or None)
    if done(request, form, theirs.end, grant=grant):
        messages.success(request, f"{grant.user.name} sees their page no more. What they influenced stays.")
        return redirect(theirs.LIST)
    return render(request, "feedback/met/supervise.html", {"form": form, "act": f"End the role of {grant.user.name}"})


def _found(request, pk, page):
    found = queries.met_or_none(pk=pk, user=request.user, page=page)
    if found is None:
        raise Http404
    return found
