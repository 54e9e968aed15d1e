"""Closed cases: who was drawn, who speaks with them, and what they said."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from casework.access import may, team_ids_for
from casework.services import NotAllowed, record_read
from feedback.asking.forms import RecordForm
from feedback.asking.queries import questions_asked
from feedback.closed import queries, services
from feedback.closed.forms import DrawForm, GiveForm
from feedback.views import done
from improvement.lib.months import first_of

A_PAGE = 50


@transaction.atomic
def closed(request):
    if not request.place:
        raise Http404
    team, today = request.place.team, timezone.localdate()
    scope = {"team": team, "user": request.user, "on": today}
    draws = queries.team_ids_draw(request.user)
    form = DrawForm(request.POST or None) if team.pk in draws else None
    if form is not None and form.is_valid():
        try:
            made = services.draw_closures(
                team=team, month=first_of(request.month), **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Drawn from {made.list_size}. Now ask somebody to speak with each.")
            return redirect(request.get_full_path())
    page = Paginator(queries.interviews(**scope), A_PAGE).get_page(request.GET.get("page"))
    _read(request, queries.LIST, [each.child_id for each in page.object_list])
    context = {"team": team, "page": page, "draws": queries.draws(**scope), "form": form}
    return render(request, "feedback/closed/list.html", context)


@transaction.atomic
def interview(request, pk):
    found = _found(request, pk)
    _read(request, queries.ONE, [found.child_id])
    gives = found.draw.team_id in team_ids_for(request.user, "feedback:interview_give", codes="W")
    is_over = found.state in ("held", "declined")
    context = {"interview": found, "may_give": gives and not is_over}
    context["is_mine"] = found.interviewer_id == request.user.pk and found.state == "given"
    context["may_answer"] = may(request.user, "feedback:answer")
    return render(request, "feedback/closed/interview.html", context)


@transaction.atomic
def interview_give(request, pk):
    found = _found(request, pk)
    _read(request, queries.ONE, [found.child_id])
    form = GiveForm(request.POST or None, people=queries.interviewers(on=timezone.localdate()))
    if done(request, form, services.give, interview=found):
        messages.success(request, "They find it under Feedback.")
        return redirect(queries.ONE, pk)
    return _form(request, found, form, "Who speaks with them?")


@transaction.atomic
def interview_hold(request, pk):
    found = _found(request, pk)
    if found.interviewer_id != request.user.pk:
        raise Http404
    form = RecordForm(request.POST or None, questions=questions_asked(), known=services.KNOWN)
    _read(request, queries.ONE, [found.child_id])
    if form.is_valid():
        try:
            with transaction.atomic():
                given = form.given(**services.KNOWN)
                services.hold(interview=found, **given, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "What they said is recorded.")
            return redirect(queries.ONE, pk)
    return _form(request, found, form, "What the family said")


@require_POST
def interview_decline(request, pk):
    try:
        services.decline(interview=_found(request, pk), by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect(queries.ONE, pk)


def _form(request, found, form, act):
    return render(request, "feedback/closed/act.html", {"form": form, "interview": found, "act": act})


def _read(request, what, children):
    if children:
        at = timezone.now()
        record_read(user=request.user, at=at, kind="page", what=what, children=children, rows=len(children))


def _found(request, pk):
    found = queries.interview_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    return found
