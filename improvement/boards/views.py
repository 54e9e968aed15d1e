"""Pages of the boards room."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from audits.reports.queries import issued
from casework.access import may
from casework.services import NotAllowed, record_read
from improvement.boards import access, audience, queries, services
from improvement.boards.forms import BoardForm, ExportForm
from improvement.lib.spreadsheets import to_csv, to_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def index(request):
    context = {
        "boards": queries.boards(request.user),
        "may_set_up": may(request.user, "boards:new"),
        "reports": issued(request.user) if may(request.user, "reports:round") else [],
    }
    return render(request, "improvement/boards/index.html", context)


@require_safe
def board(request, pk):
    board = access.board_or_404(request.user, pk)
    packs = queries.packs(request.user, board)
    months = queries.months_to_prepare(board.team, on=timezone.localdate())
    context = {
        "board": board,
        "packs": packs,
        "next_month": months[0] if months else None,
        "without": queries.audiences_without(packs, months[0]) if months else [],
        "may_prepare": may(request.user, "boards:export"),
        "may_set_up": may(request.user, "boards:setup"),
    }
    return render(request, "improvement/boards/board.html", context)


def new(request):
    form = BoardForm(request.POST or None, teams=queries.teams_to_serve(request.user, on=timezone.localdate()))
    if form.is_valid():
        details = {name: form.cleaned_data[name] for name in ("name", "team", "indicators")}
        try:
            made = services.create_board(**details, by=request.user)
        except NotAllowed as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, "The board is set up.")
            return redirect("boards:board", made.pk)
    return render(request, "improvement/boards/setup.html", {"form": form})


def setup(request, pk):
    board = access.changeable_board_or_404(request.user, pk)
    first = {"name": board.name, "team": board.team, "version": board.version}
    teams = queries.teams_to_serve(request.user, on=timezone.localdate())
    form = BoardForm(request.POST or None, initial=first, chosen=board.indicators, teams=teams)
    theirs = None
    if form.is_valid():
        try:
            services.change_board(board=board, **form.cleaned_data, by=request.user)
        except services.ChangedMeanwhile as refusal:
            theirs = queries.board_as_saved(board)
            form = form.anew(version=theirs.version)
            form.add_error(None, str(refusal))
        except NotAllowed as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, "The board is changed.")
            return redirect("boards:board", board.pk)
    return render(request, "improvement/boards/setup.html", {"form": form, "board": board, "theirs": theirs})


def export(request, pk):
    board = access.preparable_board_or_404(request.user, pk)
    months = queries.months_to_prepare(board.team, on=timezone.localdate())
    form = ExportForm(request.POST or None, months=months, chosen=board.indicators)
    if form.is_valid():
        try:
            pack = services.request_pack(board=board, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("boards:pack", pack.pk)
    return render(request, "improvement/boards/export.html", {"form": form, "board": board, "months": months})


@require_safe
def pack(request, pk):
    pack = access.pack_or_404(request.user, pk)
    context = {
        "pack": pack,
        "label": audience.LABELS[pack.audience],
        "advice": audience.ADVICE[pack.audience],
        "waiting": queries.is_waiting(pack, at=timezone.now()),
        "contents": queries.contents(pack) if pack.state == "ready" else None,
        "may_prepare": may(request.user, "boards:retry"),
        "may_take_figures": may(request.user, "boards:csv"),
    }
    return render(request, f"improvement/boards/pack_{pack.state}.html", context)


@require_POST
def retry(request, pk):
    pack = access.preparable_pack_or_404(request.user, pk)
    services.retry_pack(pack=pack, by=request.user, at=timezone.now())
    return redirect("boards:pack", pack.pk)


@require_safe
@transaction.atomic
def pdf(request, pk):
    pack = access.issued_pack_or_404(request.user, pk, "boards:pdf")
    try:
        content = services.read_pdf(pack=pack)
    except services.PackDamaged as problem:
        return render(request, "improvement/boards/damaged.html", {"pack": pack, "problem": problem}, status=500)
    _record(request, pack, "PDF")
    return _file(pack, content, "pdf", "application/pdf")


@require_safe
@transaction.atomic
def csv(request, pk):
    pack = access.issued_pack_or_404(request.user, pk, "boards:csv")
    rows = queries.table(pack.figures)
    _record(request, pack, "figures as CSV", rows=len(rows))
    content = to_csv(queries.TABLE_HEADERS, rows, **queries.table_words(pack.figures))
    return _file(pack, content, "csv", "text/csv; charset=utf-8")


@require_safe
@transaction.atomic
def xlsx(request, pk):
    pack = access.issued_pack_or_404(request.user, pk, "boards:xlsx")
    rows = queries.table(pack.figures)
    _record(request, pack, "figures as XLSX", rows=len(rows))
    content = to_xlsx(queries.TABLE_HEADERS, rows, sheet="Figures", **queries.table_words(pack.figures))
    return _file(pack, content, "xlsx", XLSX)


def _record(request, pack, what, rows=0):
    record_read(
        user=request.user,
        at=timezone.now(),
        kind="export",
        what=f"Pack {pack.pk} ({pack.month:%Y-%m}, {pack.audience}, edition {pack.edition}): {what}",
        team=pack.board.team,
        rows=rows,
    )


def _file(pack, content, ending, content_type):
    name = f"{slugify(pack.board.name)}-{pack.month:%Y-%m}-{pack.audience}-edition-{pack.edition}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
