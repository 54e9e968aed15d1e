"""The pages of reports: of a round, of a month or quarter, the list inspectors ask for; each as PDF and workbook."""

from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from audits.reports import forms, queries, services
from audits.reports.asked import asked_for
from audits.reports.of_round import round_report
from audits.reports.quality import quality_report
from audits.reports.taking import as_file, made, record
from casework.access import may, team_ids_for
from casework.actions.forms import RaiseForm
from casework.services import NotAllowed
from improvement.lib.months import add_months, first_of
from improvement.lib.pdf import PdfFailed


def round(request, pk):
    found = _reading(request, pk)
    return render(request, "audits/reports/round.html", {"reading": found, "report": _of_round(found)})


@transaction.atomic
def round_file(request, pk, kind):
    found = _reading(request, pk)
    report = _of_round(found)
    record(request, report, found.round.team, kind, at=timezone.now())
    if kind == "pdf" and found.issued and not found.hides:
        return as_file(report, queries.document_of(found.words), kind)
    return made(request, report, kind, reverse("reports:round", args=[pk]))


def words(request, pk):
    found = _running(request, pk)
    kept = found.words
    names = [*services.FIELDS, "version"]
    first = {name: getattr(kept, name) for name in names} if kept else {}
    form = forms.WordsForm(request.POST or None, initial=first)
    if form.is_valid():
        try:
            services.write(round=found.round, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Saved.")
            return redirect("reports:round", pk)
    return render(request, "audits/reports/form.html", {"form": form, "reading": found, "heading": "Write the report"})


def action(request, pk):
    found = _running(request, pk)
    form = RaiseForm(request.POST or None)
    if form.is_valid():
        try:
            services.agree_action(round=found.round, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is in the plan and in the register, and its owner is told.")
            return redirect("reports:round", pk)
    return render(request, "audits/reports/form.html", {"form": form, "reading": found, "heading": "Add to the plan"})


@require_POST
def issue(request, pk):
    found = _running(request, pk)
    try:
        services.issue(round=found.round, by=request.user, at=timezone.now(), on=timezone.localdate())
    except (NotAllowed, PdfFailed) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "It is issued. Words and document stand as they are.")
    return redirect("reports:round", pk)


def quality(request):
    report, form = _quality(request)
    context = {"report": report, "form": form, "may_list": may(request.user, "reports:asked")}
    return render(request, "audits/reports/quality.html", context)


@transaction.atomic
def quality_file(request, kind):
    report, _ = _quality(request)
    record(request, report, request.place.team, kind, at=timezone.now())
    return made(request, report, kind, reverse("reports:quality"))


@transaction.atomic
def asked(request):
    found, form = _asked(request)
    if found is not None:
        record(request, found.report, request.place.team, "page", found, at=timezone.now())
    context = {"report": found and found.report, "form": form, "n": found.n if found else 0}
    return render(request, "audits/reports/asked.html", context)


@transaction.atomic
def asked_file(request, kind):
    found, _ = _asked(request)
    if found is None:
        raise Http404
    record(request, found.report, request.place.team, kind, found, at=timezone.now())
    return made(request, found.report, kind, reverse("reports:asked"))


def _reading(request, pk):
    found = queries.reading(pk=pk, user=request.user)
    if found is None:
        raise Http404
    return found


def _running(request, pk):
    found = _reading(request, pk)
    if not found.runs:
        raise Http404
    return found


def _of_round(found):
    return round_report(found.round, hides=found.hides, on=timezone.localdate(), at=timezone.now())


def _quality(request):
    team = request.place.team if request.place else None
    if team is None or team.pk not in team_ids_for(request.user, "reports:quality", codes="RX"):
        raise Http404
    on = timezone.localdate()
    # The month that runs may be read too; without a choice it is the last whole one.
    last = add_months(first_of(on), -1)
    asked = {"until": f"{last:%Y-%m}", "months": "1", **request.GET.dict()}
    form = forms.PeriodForm(asked, last=first_of(on))
    given = form.cleaned_data if form.is_valid() else {}
    until = date.fromisoformat(f"{given['until']}-01") if given.get("until") else last
    months = int(given.get("months") or 1)
    first = add_months(until, 1 - months)
    report = quality_report(team=team, first=first, months=months, on=on, at=timezone.now())
    return report, form


def _asked(request):
    team, on = request.place.team if request.place else None, timezone.localdate()
    if team is None or team.pk not in team_ids_for(request.user, "reports:asked", codes="RX"):
        raise Http404
    first = {"first": add_months(first_of(on), -6), "last": on}
    form = forms.DatesForm(request.GET if "first_day" in request.GET else None, initial=first)
    if form.is_bound and not form.is_valid():
        return None, form
    asked = form.cleaned_data if form.is_bound else first
    return asked_for(user=request.user, team=team, **asked, at=timezone.now(), on=on), form
