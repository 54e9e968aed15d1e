"""The pages of visits: those of a place, plan one, one with what was heard, what was done, and who is never visited."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from audits.rounds.queries import people_to_ask
from audits.visits import forms, queries, services
from casework.access import at_or_below, may, team_ids_for, visible_teams
from casework.services import NotAllowed

A_PAGE = 25


def index(request):
    on = timezone.localdate()
    place = request.place.team if request.place else None
    team_ids = at_or_below([place.pk], on=on) if place else set()
    page = Paginator(queries.visits_at(request.user, team_ids=team_ids), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "visits": list(page.object_list),
        "may_plan": may(request.user, "visits:plan"),
        "never": _never(request),
        "today": on,
    }
    return render(request, "audits/visits/index.html", context)


def _never(request):
    """Return the teams here that nobody visited in a year, for whoever is to send somebody; else None."""
    if request.place is None or not may(request.user, "visits:coverage"):
        return None
    return [line.team for line in _lines(request) if not line.times]


def _lines(request):
    return queries.coverage(team=request.place.team, on=timezone.localdate())


def plan(request):
    on = timezone.localdate()
    teams = visible_teams(request.user, "visits:plan").filter(level="team", closed_on__isnull=True).order_by("name")
    managers = queries.first_line_managers(on=on)
    first = {"visitor": request.user.pk, "team": request.GET.get("team", "")}
    form = forms.PlanForm(request.POST or None, teams=teams, people=people_to_ask(), managers=managers, initial=first)
    if form.is_valid():
        try:
            visit = services.plan(**form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The visit is planned.")
            return redirect("visits:visit", visit.pk)
    return render(request, "audits/visits/form.html", {"form": form, "heading": "Plan a visit"})


def visit(request, pk):
    found = _visit(request, pk)
    context = {"visit": found, "own": _own(request, found, "visits:hear"), "today": timezone.localdate()}
    context["answers"] = _own(request, found, "visits:did")
    return render(request, "audits/visits/visit.html", context)


def hear(request, pk):
    found = _may(request, _visit(request, pk), "visits:hear")
    form = forms.HeardForm(request.POST or None)
    return _act(request, found, form, services.hear, "What did you hear?", "It is kept.", visit=found)


def did(request, pk):
    heard = queries.heard_or_none(pk=pk, user=request.user)
    if heard is None:
        raise Http404
    _may(request, heard.visit, "visits:did")
    form = forms.DidForm(request.POST or None, initial={"did": heard.did})
    done = "It stands beside what was said, for the team to read."
    return _act(request, heard.visit, form, services.say_did, "What did we do about it?", done, heard=heard)


def call_off(request, pk):
    found = _may(request, _visit(request, pk), "visits:hear")
    form = forms.CallOffForm(request.POST or None)
    return _act(request, found, form, services.call_off, "Call the visit off", "It is called off.", visit=found)


@require_POST
def hold(request, pk):
    found = _may(request, _visit(request, pk), "visits:hear")
    try:
        services.hold(visit=found, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "It was held. Now say what you heard.")
    return redirect("visits:visit", pk)


def coverage(request):
    if request.place is None:
        raise Http404
    lines = _lines(request)
    never = [line for line in lines if not line.times]
    context = {"team": request.place.team, "lines": lines, "never": never, "may_plan": may(request.user, "visits:plan")}
    return render(request, "audits/visits/coverage.html", context)


def _visit(request, pk):
    found = queries.visit_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    return found


def _own(request, found, url_name):
    return found.visitor_id == request.user.pk or found.team_id in team_ids_for(request.user, url_name, codes="W")


def _may(request, found, url_name):
    if not _own(request, found, url_name):
        raise Http404
    return found


def _act(request, found, form, service, heading, done, **about):
    if form.is_valid():
        try:
            service(**about, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("visits:visit", found.pk)
    context = {"form": form, "heading": heading, "visit": found, "heard": about.get("heard")}
    return render(request, "audits/visits/form.html", context)
