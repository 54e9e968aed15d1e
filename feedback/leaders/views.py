"""Ask a leader: what was asked and answered, asking, answering."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from casework.access import may
from feedback.hours import somebody_reads
from feedback.house import house
from feedback.leaders import queries, services
from feedback.leaders.forms import AnswerForm, AskForm
from feedback.views import done

A_PAGE = 20


def leaders(request):
    today = timezone.localdate()
    context = {
        "waiting": queries.to_answer(request.user) if may(request.user, queries.ANSWER) else [],
        "own": queries.own(request.user),
        "reads_all": queries.reads_all(request.user),
        "page": Paginator(queries.published(), A_PAGE).get_page(request.GET.get("page")),
        "days": house()["leaders"]["answer_within"],
        "today": today,
    }
    return render(request, "feedback/leaders/list.html", context)


def leader_ask(request):
    now = timezone.now()
    form = AskForm(request.POST or None, leaders=queries.leaders_of(request.user, on=timezone.localdate(now)))
    if done(request, form, services.ask):
        messages.success(request, "Asked. A duty reader reads it first, then the leader is told.")
        return redirect(queries.LIST)
    days, read_now = house()["leaders"]["answer_within"], somebody_reads(now)
    return render(request, "feedback/leaders/ask.html", {"form": form, "days": days, "read_now": read_now})


def leader_answer(request, pk):
    found = queries.answerable(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    form = AnswerForm(request.POST or None)
    if done(request, form, services.answer, question=found):
        messages.success(request, "Answered. Whoever asked is told.")
        return redirect(queries.LIST)
    return render(request, "feedback/leaders/answer.html", {"form": form, "question": found})
