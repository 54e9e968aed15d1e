"""The pages of new limits: set them, look at what they would do, undo them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from casework.services import NotAllowed
from improvement.indicators.access import placed
from improvement.indicators.definitions import by_code
from improvement.indicators.indicator_page import address
from improvement.indicators.limits import queries, services
from improvement.indicators.limits.forms import LimitsForm, UndoForm
from improvement.indicators.shown import readings_shown
from improvement.lib.charts import to_svg


@placed("figures:limits")
def limits(request, standing, code):
    found = _reading(standing, code)
    form = LimitsForm(request.POST or None, months=[point.month for point in found.points if found.value(point)])
    preview = None
    if form.is_valid():
        given = form.cleaned_data
        if "look" in request.POST:
            preview = queries.as_if(found, **given, by=request.user.name, on=timezone.localdate())
        else:
            try:
                services.set_limits(indicator=code, team=standing.team, **given, by=request.user, at=timezone.now())
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, "The limits begin anew there, and the chart says why.")
                return redirect(address(found.definition, standing.team, standing.month))
    context = {
        **_context(standing, found),
        "form": form,
        "listed": queries.limits_of(team=standing.team, indicator=code),
        "now": {"title": found.title, "svg": to_svg(found.chart, "large"), "notes": found.chart.notes},
        "preview": preview
        and {"title": preview.title, "svg": to_svg(preview.chart, "large"), "notes": preview.chart.notes},
    }
    return render(request, "improvement/indicators/limits/limits.html", context)


@placed("figures:limits_undo")
def undo(request, standing, code, pk):
    found = _reading(standing, code)
    row = queries.limits_or_none(pk=pk, team=standing.team, indicator=code)
    if row is None:
        raise Http404
    form = UndoForm(request.POST or None)
    if form.is_valid():
        try:
            services.undo_limits(limits=row, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The limits are as they were.")
            return redirect(address(found.definition, standing.team, standing.month))
    context = {**_context(standing, found), "form": form, "row": row}
    return render(request, "improvement/indicators/limits/undo.html", context)


def _reading(standing, code):
    if code not in by_code():
        raise Http404
    (found,) = readings_shown(standing, [code])
    return found


def _context(standing, found):
    return {
        "standing": standing,
        "name": found.definition.title,
        "code": found.definition.code,
        "back": address(found.definition, standing.team, standing.month),
    }
