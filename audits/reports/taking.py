"""A report as it is taken away: the file itself, and the read log's row of it."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify

from audits.reports.document import report_pdf, report_xlsx
from audits.reports.shape import Report
from casework.models import Team
from casework.services import record_read
from improvement.lib.pdf import PdfFailed

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def record(request, report: Report, team: Team, kind: str, found=None, *, at: datetime) -> None:
    """Write in the read log that a report was opened ("page") or taken away, with the children `found` names."""
    record_read(
        user=request.user,
        at=at,
        kind="page" if kind == "page" else "export",
        what=f"{report.title}, {report.period}: {kind}"[:120],
        team=team,
        children=found.children if found else [],
        rows=found.n if found else 0,
    )


def made(request, report: Report, kind: str, back: str) -> HttpResponse:
    """Return a report as "pdf" or "xlsx"; where the PDF cannot be made, say so on the page `back`. Raises Http404."""
    if kind == "xlsx":
        return as_file(report, report_xlsx(report), kind)
    if kind != "pdf":
        raise Http404
    try:
        return as_file(report, report_pdf(report), kind)
    except PdfFailed as problem:
        messages.error(request, str(problem))
        return redirect(back)


def as_file(report: Report, content: bytes, kind: str) -> HttpResponse:
    """Return a file of a report, named after it."""
    name = slugify(f"{report.title} {report.place} {report.period}")
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return HttpResponse(content, content_type=XLSX if kind == "xlsx" else "application/pdf", headers=headers)
