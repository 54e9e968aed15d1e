"""Answers that ask for somebody: the list, one answer, its themes, who follows it up."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from casework.access import may
from casework.services import NotAllowed, record_read
from casework.themes import offered
from feedback.following import queries, services
from feedback.following.forms import FollowUpForm, LeaveForm, ThemeForm
from feedback.views import done

A_PAGE = 50


def answers(request):
    show = request.GET.get("show") or "wait"
    if not request.place or show not in queries.SHOWN:
        raise Http404
    rows = queries.answers(team=request.place.team, user=request.user, show=show, on=timezone.localdate())
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": queries.lines(page.object_list), "show": show, "parts": queries.SHOWN.items()}
    return render(request, "feedback/following/answers.html", context | {"team": request.place.team})


@transaction.atomic
def answer(request, pk):
    return _page(request, _found(request, pk))


@require_POST
@transaction.atomic
def put_theme(request, pk):
    found = _found(request, pk)
    form = ThemeForm(request.POST, themes=offered())
    if form.is_valid():
        services.put_theme(response=found, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, "The theme is on it. Somebody else checks it now.")
        return redirect(queries.ANSWER, pk)
    return _page(request, found, theme_form=form)


@require_POST
def check_theme(request, pk, theming_id):
    theming = queries.theming_or_none(pk=theming_id, response=_found(request, pk))
    if theming is None:
        raise Http404
    try:
        services.check_theme(
            theming=theming, fits=request.POST.get("fits") == "yes", by=request.user, at=timezone.now()
        )
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect(queries.ANSWER, pk)


def follow_up(request, pk):
    form = FollowUpForm(request.POST or None)
    return _decide(request, pk, form, services.follow_up, "They find it under their actions.", "Have it followed up")


def leave(request, pk):
    return _decide(request, pk, LeaveForm(request.POST or None), services.leave, "Kept.", "Nothing more is needed")


@transaction.atomic
def _decide(request, pk, form, service, said, heading):
    found = _found(request, pk)
    if done(request, form, service, response=found):
        messages.success(request, said)
        return redirect(queries.ANSWER, pk)
    return render(request, "feedback/following/decide.html", {"form": form, "answer": found, "heading": heading})


def _page(request, found, theme_form=None):
    if found.asking is not None:
        children = [found.asking.child_id]
        record_read(user=request.user, at=timezone.now(), kind="page", what=queries.ANSWER, children=children, rows=1)
    chosen, words = queries.said_in(found, user=request.user)
    may_act = may(request.user, "feedback:put_theme")
    context = {
        "answer": found,
        "chosen": chosen,
        "words": words,
        "themings": queries.themings_of(found),
        "decided": queries.decided(found),
        "may_act": may_act,
        "theme_form": theme_form or (ThemeForm(themes=offered()) if may_act else None),
    }
    return render(request, "feedback/following/answer.html", context)


def _found(request, pk):
    found = queries.answer_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    return found
