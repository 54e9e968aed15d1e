"""The pages where figures are given: the analyst's files, and a team's figures of a month."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from casework import access
from casework.services import NotAllowed
from improvement.indicators.access import NotUnderstood, placed
from improvement.indicators.definitions import given_definitions
from improvement.indicators.given import queries, services
from improvement.indicators.given.forms import FileForm, GiveForm
from improvement.indicators.given.lines import COLUMNS
from improvement.indicators.given.workforce import COLUMNS as POSTS
from improvement.indicators.pages import query_of
from improvement.lib import downloads
from improvement.lib.months import first_of, long_label


def files(request):
    context = {
        "found": queries.files_page(request.GET.get("page")),
        "may_upload": access.may(request.user, "figures:file_upload"),
    }
    return render(request, "improvement/indicators/given/files.html", context)


def upload(request):
    too_large = bool(request.FILES is not None and getattr(request, "upload_too_large", False))
    form = FileForm(request.POST or None, request.FILES or None, too_large=too_large)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        file = services.receive_file(
            name=sent.name,
            content=sent.read(),
            by=request.user,
            at=timezone.now(),
            key=form.cleaned_data["key"],
            reach=access.team_ids_for(request.user, "figures:file_upload", codes="W"),
        )
        return redirect("figures:file", file.pk)
    context = {"form": form, "columns": COLUMNS, "post_columns": POSTS, "definitions": given_definitions()}
    return render(request, "improvement/indicators/given/upload.html", context)


def file(request, pk):
    found = get_object_or_404(queries.files(), pk=pk)
    context = {
        "file": found,
        "report": queries.report(found),
        "problems": queries.problems_of(found),
        "may_change": access.may(request.user, "figures:file_apply"),
    }
    return render(request, "improvement/indicators/given/file.html", context)


def apply(request, pk):
    return _act(
        request, pk, services.apply_file, "apply", "The figures were applied. They are counted within a minute."
    )


def discard(request, pk):
    return _act(request, pk, services.discard_file, "discard", "The file was discarded.")


def undo(request, pk):
    return _act(request, pk, services.undo_file, "undo", "The file was undone. Its figures are counted again shortly.")


def _act(request, pk, service, name, done):
    """Ask first; then do it, or say why it cannot be done."""
    found = get_object_or_404(queries.files(), pk=pk)
    if request.method == "POST":
        try:
            service(file=found, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect("figures:file", pk)
    context = {"file": found, "report": queries.report(found)}
    return render(request, f"improvement/indicators/given/{name}.html", context)


def problems(request, pk, kind):
    found = get_object_or_404(queries.files(), pk=pk)
    if kind not in downloads.KINDS:
        raise Http404
    rows = queries.problem_rows(found)
    title = f"Problems of {found.name}"
    return downloads.table(queries.HEADERS, rows, kind=kind, name=f"problems-{pk}", title=title, as_at=None)


@placed("figures:give")
def give(request, standing):
    if standing.month > first_of(timezone.localdate()):
        raise NotUnderstood(f"{long_label(standing.month)} has not begun yet. Choose an earlier month.")
    held = queries.figures_of(standing.team, standing.month)
    offered = queries.given_in(standing.month)
    form = GiveForm(request.POST or None, held=held, offered=offered)
    if form.is_valid() and _given(request, standing, form):
        return redirect(reverse("figures:team") + query_of(request))
    given = sum(each.code in held for each in offered)
    context = {"standing": standing, "form": form, "given": given, "of": len(offered)}
    return render(request, "improvement/indicators/given/give.html", context)


def _given(request, standing, form) -> bool:
    """Save what was typed, or say beside it why not; return whether it is saved."""
    try:
        changed = services.give_figures(
            team=standing.team,
            month=standing.month,
            figures=form.figures,
            versions=form.versions,
            by=request.user,
            at=timezone.now(),
        )
    except services.Overtaken as race:
        form.overtaken(race.rows)
    except services.CountedTwice as refusal:
        form.counted_twice(refusal.words)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
    else:
        words = f"{changed} figures" if changed != 1 else "One figure"
        messages.success(request, f"{words} saved. The charts have them within a minute." if changed else "No change.")
        return True
    return False
