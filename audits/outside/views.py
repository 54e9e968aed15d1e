"""The pages of reviews from outside: those of a place, one with its sample and findings, and what a reviewer reads."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from audits.outside import forms, queries, services
from audits.outside.report import review_report
from audits.reports.taking import made, record
from casework.access import at_or_below, may, visible_teams
from casework.actions.forms import RaiseForm
from casework.services import NotAllowed, record_read

A_PAGE = 25


def index(request):
    place = request.place.team if request.place else None
    team_ids = at_or_below([place.pk], on=timezone.localdate()) if place else set()
    page = Paginator(queries.reviews_at(request.user, team_ids=team_ids), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "reviews": list(page.object_list),
        "may_plan": may(request.user, "outside:plan"),
        "today": timezone.localdate(),
    }
    return render(request, "audits/outside/index.html", context)


def plan(request):
    teams = visible_teams(request.user, "outside:plan").filter(closed_on__isnull=True).order_by("name")
    people = queries.peers(on=timezone.localdate())
    form = forms.PlanForm(request.POST or None, teams=teams, people=people)
    if form.is_valid():
        try:
            found = services.plan(**form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is planned, and the reviewer is told. Now choose what they read.")
            return redirect("outside:share", found.pk)
    return render(request, "audits/outside/form.html", {"form": form, "heading": "Plan a review from outside"})


@transaction.atomic
def review(request, pk):
    found = _reading(request, pk)
    sample = queries.sample_of(found.review)
    _read(request, found, "outside:review", [each.audit for each in sample])
    context = {
        "reading": found,
        "review": found.review,
        "sample": sample,
        "found": queries.found_in(found.review) if found.reads_findings else [],
        "may_act": may(request.user, "outside:action"),
        "may_take": may(request.user, "outside:file") and found.review.state in ("submitted", "lapsed"),
        "is_over": timezone.localdate() > found.review.last_on,
    }
    return render(request, "audits/outside/review.html", context)


@transaction.atomic
def share(request, pk):
    found = _held(_reading(request, pk), "shares")
    offered = queries.may_be_shared(found.review, request.user, on=timezone.localdate())
    form = forms.ShareForm(request.POST or None, audits=offered)
    _read(request, found, "outside:share", list(offered[: queries.OFFERED]))
    return _act(request, found, form, services.share, "Choose what they read", "They are shared.")


@require_POST
def take_back(request, pk):
    shared = queries.shared_or_none(pk=pk, user=request.user)
    if shared is None:
        raise Http404
    return _do(request, shared.review_id, services.take_back, "The reviewer no longer reads it.", shared=shared)


@transaction.atomic
def audit(request, pk, audit):
    found = _held(_reading(request, pk), "reviews")
    shown = queries.shown(review=found.review, pk=audit, user=request.user)
    if shown is None:
        raise Http404
    _read(request, found, "outside:audit", [shown.audit])
    return render(request, "audits/outside/audit.html", {"reading": found, "review": found.review, "shown": shown})


def find(request, pk):
    found = _held(_reading(request, pk), "writes")
    return _act(request, found, forms.FoundForm(request.POST or None), services.keep, "What did you find?", "Kept.")


@require_POST
def take_out(request, pk):
    finding = _finding(request, pk)
    _held(_reading(request, finding.review_id), "writes")
    return _do(request, finding.review_id, services.take_out, "Taken out.", finding=finding)


@require_POST
def submit(request, pk):
    found = _held(_reading(request, pk), "writes")
    return _do(request, pk, services.submit, "Thank you. It is submitted, and stands.", review=found.review)


@require_POST
def take_over(request, pk):
    found = _held(_reading(request, pk), "shares")
    done = "What the reviewer had written is here to be read."
    return _do(request, pk, services.take_over, done, review=found.review)


def call_off(request, pk):
    found = _held(_reading(request, pk), "shares")
    form = forms.CallOffForm(request.POST or None)
    return _act(request, found, form, services.call_off, "Call the review off", "It is called off.")


def finding(request, pk):
    found = _finding(request, pk)
    return redirect(f"{reverse('outside:review', args=[found.review_id])}#finding-{found.pk}")


def action(request, pk):
    finding = _finding(request, pk)
    found = _held(_reading(request, finding.review_id), "reads_findings")
    form = RaiseForm(request.POST or None, initial={"theme": finding.theme_id})

    def agree(*, review, **given):
        return services.agree_action(finding=finding, **given)

    done = "Agreed. Its owner is told, and it is in the register."
    return _act(request, found, form, agree, "Agree an action", done, finding=finding)


@transaction.atomic
def file(request, pk, kind):
    found = _held(_reading(request, pk), "reads_findings")
    report = review_report(found.review, at=timezone.now())
    record(request, report, found.review.team, kind, at=timezone.now())
    return made(request, report, kind, reverse("outside:review", args=[pk]))


def _reading(request, pk):
    found = queries.reading(pk=pk, user=request.user)
    if found is None:
        raise Http404
    return found


def _held(found, what):
    if not getattr(found, what):
        raise Http404
    return found


def _finding(request, pk):
    finding = queries.finding_or_none(pk=pk, user=request.user)
    if finding is None or not _reading(request, finding.review_id).reads_findings:
        raise Http404
    return finding


def _read(request, found, what, audits) -> None:
    children = [each.child_id for each in audits if each.child_id]
    log = {"kind": "page", "what": what, "team": found.review.team, "children": children, "rows": len(audits)}
    record_read(user=request.user, at=timezone.now(), **log)


def _act(request, found, form, service, heading, done, **more):
    if form.is_valid():
        try:
            service(review=found.review, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("outside:review", found.review.pk)
    context = {"form": form, "heading": heading, "review": found.review, **more}
    return render(request, "audits/outside/form.html", context)


def _do(request, pk, service, done, **about):
    try:
        service(**about, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("outside:review", pk)
