"""The pages where figures are talked about: comment, ask, the queries of a place, one query."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from casework.access import team_ids_for
from casework.services import NotAllowed
from improvement.indicators.access import placed
from improvement.indicators.definitions import by_code, definition
from improvement.indicators.indicator_page import address
from improvement.indicators.queries import latest_month
from improvement.indicators.said import queries, services, states
from improvement.indicators.said.forms import AnswerForm, AskForm, CommentForm, FollowUpForm
from improvement.indicators.shown import readings_shown
from improvement.lib.months import day_label


@placed("figures:ask")
def ask(request, standing, code):
    found, form = _form(request, standing, code, AskForm)
    if form.is_valid():
        try:
            query = services.ask(
                indicator=code, team=standing.team, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{standing.team.name} is asked, and has until {day_label(query.due_on)}.")
            return redirect("figures:query", query.pk)
    return render(request, "improvement/indicators/said/ask.html", _context(standing, found, form))


@placed("figures:comment")
def comment(request, standing, code):
    found, form = _form(request, standing, code, CommentForm)
    if form.is_valid():
        try:
            services.comment(
                indicator=code, team=standing.team, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your comment stands beside the figure.")
            return redirect(address(found.definition, standing.team, standing.month))
    return render(request, "improvement/indicators/said/comment.html", _context(standing, found, form))


@placed("figures:queries")
def queries_page(request, standing):
    state = request.GET.get("state", "")
    if state and state not in (states.CLOSED, states.OPEN, states.ANSWERED):
        raise Http404
    found = queries.queries_at(team=standing.team, user=request.user, on=timezone.localdate(), state=state)
    waiting = queries.waiting_of(found).words if state != states.CLOSED else ""
    context = {"standing": standing, "found": found, "state": state, "waiting": waiting}
    return render(request, "improvement/indicators/said/queries.html", context)


def query(request, pk):
    found = _query(request, pk)
    return _page(request, found)


def answer(request, pk):
    found = _mine(request, pk, "figures:answer")
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            services.answer(query=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your answer is sent, and stands on the chart.")
            return redirect("figures:query", pk)
    return _page(request, found, answer=form)


def follow_up(request, pk):
    found = _mine(request, pk, "figures:follow_up")
    form = FollowUpForm(request.POST or None)
    if form.is_valid():
        try:
            services.follow_up(query=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The query is closed.")
            return redirect("figures:query", pk)
    return _page(request, found, follow_up=form)


@require_POST
def withdraw(request, pk):
    found = _mine(request, pk, "figures:withdraw")
    try:
        services.withdraw(query=found, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The query is withdrawn.")
    return redirect("figures:query", pk)


def _form(request, standing, code, form_class):
    if code not in by_code():
        raise Http404
    (found,) = readings_shown(standing, [code])
    initial = {"month": f"{standing.month:%Y-%m}"}
    return found, form_class(request.POST or None, initial=initial, months=[point.month for point in found.points])


def _context(standing, found, form):
    back = address(found.definition, standing.team, standing.month)
    return {"standing": standing, "form": form, "reading": found, "name": found.definition.title, "back": back}


def _query(request, pk):
    found = queries.query_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    return found


def _mine(request, pk, url_name):
    found = _query(request, pk)
    if found.team_id not in team_ids_for(request.user, url_name, codes="W"):
        raise Http404
    return found


def _page(request, found, **forms):
    def may(url_name):
        return found.team_id in team_ids_for(request.user, url_name, codes="W")

    answering = found.state == states.OPEN and may("figures:answer")
    following = found.state == states.ANSWERED and may("figures:follow_up") and found.answered_by_id != request.user.pk
    answer_form = (forms.get("answer") or AnswerForm()) if answering else None
    follow_up_form = (forms.get("follow_up") or FollowUpForm()) if following else None
    for form, url_name in ((answer_form, "figures:answer"), (follow_up_form, "figures:follow_up")):
        if form is not None:
            form.helper.form_action = reverse(url_name, args=[found.pk])
    context = {
        "query": found,
        "definition": definition(found.indicator),
        "steps": queries.steps_of(found),
        "later": queries.later_of(found, until=latest_month() or found.month),
        "late": found.state == states.OPEN and found.due_on < timezone.localdate(),
        "back": address(definition(found.indicator), found.team, found.month),
        "answer_form": answer_form,
        "follow_up_form": follow_up_form,
        "form": answer_form or follow_up_form,
        "may_withdraw": found.state == states.OPEN and found.asked_by_id == request.user.pk,
    }
    return render(request, "improvement/indicators/said/query.html", context)
