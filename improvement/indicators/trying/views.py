"""The pages of tests of change: the list of a place, one test with its cycles, begin one, look and decide."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from casework.access import may
from casework.services import NotAllowed
from improvement.indicators.access import placed
from improvement.indicators.definitions import by_code
from improvement.indicators.indicator_page import address
from improvement.indicators.shown import readings_shown
from improvement.indicators.trying import page, queries, services, states
from improvement.indicators.trying.forms import BeginForm, LookForm


@placed("figures:tests")
def tests(request, standing):
    decided = request.GET.get("show") == "decided"
    found, late = queries.tried_at(
        team=standing.team,
        user=request.user,
        on=timezone.localdate(),
        decided=decided,
        page=request.GET.get("page"),
    )
    context = {
        "standing": standing,
        "found": found,
        "decided": decided,
        "heading": "Tests of change decided" if decided else queries.heading(found.paginator.count, late),
        "may_begin": may(request.user, "figures:test_begin"),
    }
    return render(request, "improvement/indicators/trying/tests.html", context)


@placed("figures:test_begin")
def test_begin(request, standing, code):
    if code not in by_code():
        raise Http404
    (found,) = readings_shown(standing, [code])
    leads = queries.leads(standing.team, on=timezone.localdate())
    initial = {"lead": request.user.pk, "start_on": timezone.localdate()}
    form = BeginForm(request.POST or None, leads=leads, initial=initial)
    if form.is_valid():
        about = {"indicator": code, "team": standing.team, "plan": form.planned()}
        given = {name: form.cleaned_data[name] for name in ("aim", "key")}
        try:
            test = services.begin(**about, **given, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It has begun, and its start is noted on the figure's chart.")
            return redirect("figures:test", test.pk)
    back = address(found.definition, standing.team, standing.month)
    context = {"standing": standing, "form": form, "reading": found, "name": found.definition.title, "back": back}
    return render(request, "improvement/indicators/trying/begin.html", context)


def test(request, pk):
    found = _test(request, pk)
    return _page(request, found, queries.cycles_of(found))


def test_look(request, pk, number):
    found = _test(request, pk)
    cycles = queries.cycles_of(found)
    cycle = next((each for each in cycles if each.number == number), None)
    if cycle is None or not queries.may_decide(cycle, found, request.user):
        raise Http404
    form = _look_form(request.POST or None, cycle, found)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("learned", "decision", "reason")}
        try:
            services.look(cycle=cycle, **given, again=form.planned(), by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is kept, with what the figure said today.")
            return redirect("figures:test", pk)
    # Read again: what somebody decided meanwhile stands above what was typed.
    return _page(request, found, queries.cycles_of(found), form=form)


def _test(request, pk):
    found = queries.change_test_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    return found


def _look_form(data, cycle, found):
    kept = {name: getattr(cycle, name) for name in ("plan", "side", "lead")} | {
        "expected": f"{cycle.expected.normalize():f}"
    }
    form = LookForm(data, leads=queries.leads(found.team, on=timezone.localdate()), initial=kept)
    form.helper.form_action = reverse("figures:test_look", args=[found.pk, cycle.number])
    return form


def _page(request, found, cycles, *, form=None):
    today, last = timezone.localdate(), cycles[0]
    waits = last.state == states.RUNNING and last.start_on <= today
    if form is None and waits and queries.may_decide(last, found, request.user):
        form = _look_form(None, last, found)
    shown = page.tried_page(found, cycles, page.standing_of(request.user, found), on=today)
    return render(request, "improvement/indicators/trying/test.html", {"page": shown, "form": form})
