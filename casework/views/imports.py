"""The analyst's imports: upload, look, say what values mean, apply, undo."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from casework import access
from casework.imports import queries, services
from casework.imports.forms import CodesForm, DayForm, ForgetForm, UploadForm
from casework.models import Import
from casework.services import record_read
from improvement.lib.doorbell import ring
from improvement.lib.spreadsheets import to_csv, to_xlsx

State = Import.State
WORKING = (State.UPLOADED, State.READING, State.APPLYING)
VALUES_A_PAGE = 25


def import_list(request):
    page = Paginator(queries.imports_with_totals(), 25).get_page(request.GET.get("page"))
    context = {"page": page, "may_upload": access.may(request.user, "casework:import_upload")}
    return render(request, "casework/imports/list.html", context)


def upload(request):
    too_large = bool(request.FILES is not None and getattr(request, "upload_too_large", False))
    form = UploadForm(request.POST or None, request.FILES or None, too_large=too_large)
    if form.is_valid():
        kept = form.cleaned_data
        files = [(file.name, file.read()) for file in kept["files"]]
        try:
            delivery = services.receive_files(
                files=files, by=request.user, at=timezone.now(), key=kept["key"], as_on=kept["as_on"]
            )
        except services.CannotImport as refusal:
            form.add_error("files", str(refusal))
        else:
            ring("casework.read_import", delivery.pk)
            return redirect("casework:import", delivery.pk)
    return render(request, "casework/imports/upload.html", {"form": form})


def detail(request, pk):
    delivery = get_object_or_404(queries.imports(), pk=pk)
    may_change = access.may(request.user, "casework:import_apply")
    if delivery.state in WORKING:
        waiting = queries.is_waiting(delivery, at=timezone.now())
        return render(request, "casework/imports/working.html", {"delivery": delivery, "waiting": waiting})
    last = queries.last_applied()
    problems = queries.problems_by_kind(delivery)
    context = {
        "delivery": delivery,
        "report": queries.report(delivery),
        "problems": problems,
        "left_out_at": problems[0].kind if problems else "",
        "may_change": may_change,
        "is_last": last is not None and last.pk == delivery.pk,
        "later": last if last and delivery.as_on and last.as_on > delivery.as_on else None,
    }
    return render(request, "casework/imports/detail.html", context)


def change_day(request, pk):
    delivery = get_object_or_404(queries.imports(), pk=pk)
    form = DayForm(request.POST or None, initial={"as_on": delivery.as_on})
    if form.is_valid():
        try:
            services.check_again(delivery_id=pk, as_on=form.cleaned_data["as_on"])
        except services.CannotImport as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The rows were checked again for that day.")
            return redirect("casework:import", pk)
    return render(request, "casework/imports/day.html", {"form": form, "delivery": delivery})


def map_codes(request, pk):
    delivery = get_object_or_404(queries.imports(), pk=pk)
    page = Paginator(queries.unmatched(delivery), VALUES_A_PAGE).get_page(request.GET.get("page"))
    form = CodesForm(request.POST or None, unmatched=page.object_list)
    if form.is_valid():
        decisions = form.decisions()
        try:
            services.map_codes(delivery_id=pk, decisions=decisions, by=request.user, at=timezone.now())
        except services.CannotImport as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{len(decisions)} remembered. The rows were checked again.")
            return redirect("casework:import", pk)
    return render(request, "casework/imports/codes.html", {"form": form, "delivery": delivery, "page": page})


def remembered(request):
    if request.method == "POST":
        form = ForgetForm(request.POST)
        if form.is_valid():
            services.forget_code(mapping_id=form.cleaned_data["mapping"], by=request.user, at=timezone.now())
            messages.success(request, "Forgotten. The next import that has it asks again.")
        return redirect("casework:import_values")
    page = Paginator(queries.remembered(), VALUES_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "values": queries.meanings(page.object_list)}
    return render(request, "casework/imports/values.html", context)


def apply(request, pk):
    delivery = get_object_or_404(queries.imports(), pk=pk)
    if request.method == "POST":
        if services.ask_to_apply(delivery_id=pk, by=request.user, at=timezone.now()):
            ring("casework.apply_import", pk)
        return redirect("casework:import", pk)
    context = {"delivery": delivery, "report": queries.report(delivery)}
    return render(request, "casework/imports/apply.html", context)


def discard(request, pk):
    return _act(request, pk, services.discard_import, "casework/imports/discard.html", "The import was discarded.")


def undo(request, pk):
    return _act(request, pk, services.undo_import, "casework/imports/undo.html", "The import was undone.")


def _act(request, pk, service, template, done):
    """Ask first; then do it, or say why it cannot be done."""
    delivery = get_object_or_404(queries.imports(), pk=pk)
    if request.method == "POST":
        try:
            service(delivery_id=pk, by=request.user, at=timezone.now())
        except services.CannotImport as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect("casework:import", pk)
    return render(request, template, {"delivery": delivery, "report": queries.report(delivery)})


def problems_csv(request, pk):
    return _download(request, pk, "csv", "text/csv; charset=utf-8")


def problems_xlsx(request, pk):
    return _download(request, pk, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@transaction.atomic
def _download(request, pk, suffix, kind):
    delivery = get_object_or_404(queries.imports(), pk=pk)
    rows = list(queries.problem_rows(delivery))
    what = f"Problems of import {pk}"
    record_read(user=request.user, at=timezone.now(), kind="export", what=what, rows=len(rows))
    write = {"csv": to_csv, "xlsx": to_xlsx}[suffix]
    answer = HttpResponse(write(queries.HEADERS, rows, title=what), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="import-{pk}-problems.{suffix}"'
    return answer
