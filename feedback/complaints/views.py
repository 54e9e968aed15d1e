"""The learning log: complaints with their clocks, one of them, and what can be said of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from casework.access import may
from casework.services import NotAllowed
from feedback.complaints import forms, queries, services
from feedback.following.forms import FollowUpForm
from feedback.models import ComplaintStage
from feedback.views import done

A_PAGE = 50


def complaints(request):
    if not request.place:
        raise Http404
    scope = {"team": request.place.team, "user": request.user, "on": timezone.localdate()}
    page = Paginator(queries.complaints(**scope), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "team": request.place.team,
        "page": page,
        "lines": queries.lines(page.object_list, on=scope["on"]),
        "issues": queries.issues(**scope),
        "lessons": queries.lessons(**scope),
        "may_log": may(request.user, "feedback:complaint_log"),
    }
    return render(request, "feedback/complaints/list.html", context)


def complaint_log(request):
    form = forms.LogForm(request.POST or None, **queries.choices(request.user))
    if form.is_valid():
        try:
            made = services.log(**form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is in the log.")
            return redirect(queries.ONE, made.pk)
    return render(request, "feedback/complaints/act.html", {"form": form, "act": "Log a complaint"})


def complaint(request, pk):
    found = _found(request, pk)
    parts = queries.parts_of(found)
    stage = queries.open_stage(parts["stages"])
    today = timezone.localdate()
    context = {
        **parts,
        "complaint": found,
        "open": stage,
        "late": stage is not None and stage.due_on < today,
        "may_act": may(request.user, "feedback:complaint_act"),
        "may_take_on": stage is None and parts["stages"][-1].number < len(ComplaintStage.Number),
    }
    return render(request, "feedback/complaints/complaint.html", context)


# What can be said of a complaint: the form, the verb, what is said after, and the heading.
ACTS = {
    "extend": (forms.ExtendForm, services.extend, "The stage is extended.", "Extend the stage"),
    "end": (forms.EndForm, services.end_stage, "The stage has ended.", "Say how the stage ended"),
    "next": (forms.TakeOnForm, services.take_on, "The next stage has begun.", "Begin the next stage"),
    "learn": (forms.LessonForm, services.learn, "It is in the learning log.", "Write what was learned"),
}


def complaint_act(request, pk, act):
    if act not in ACTS:
        raise Http404
    form_of, service, said, heading = ACTS[act]
    found = _found(request, pk)
    return _act(request, found, form_of(request.POST or None), service, {"complaint": found}, said, heading)


def complaint_agree(request, pk, lesson_id):
    found = _found(request, pk)
    lesson = queries.lesson_or_none(pk=lesson_id, complaint=found)
    if lesson is None:
        raise Http404
    given = services.agree, {"lesson": lesson}, "The action is agreed.", "Agree who carries it out"
    return _act(request, found, FollowUpForm(request.POST or None), *given)


def _act(request, found, form, service, about, said, heading):
    if done(request, form, service, **about):
        messages.success(request, said)
        return redirect(queries.ONE, found.pk)
    return render(request, "feedback/complaints/act.html", {"form": form, "complaint": found, "act": heading})


def _found(request, pk):
    found = queries.complaint_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    return found
