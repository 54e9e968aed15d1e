"""A report as a document: tagged PDF, or a workbook."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.timezone import localtime

from audits.reports.shape import Report, sheet
from improvement.lib.months import day_label
from improvement.lib.pdf import render_pdf
from improvement.lib.print_styles import styles
from improvement.lib.spreadsheets import to_xlsx

SECONDS = 60


def report_pdf(report: Report, *, state: str = "Draft") -> bytes:
    """Return a report as a PDF/UA-1 file; `state` is printed on it. Raises PdfFailed."""
    html = render_to_string(
        "pdf/report.html",
        {
            "report": report,
            "styles": styles("css/report.css"),
            "made": _moment(report),
            "state": state,
            "synthetic": settings.SYNTHETIC,
        },
    )
    return render_pdf(html, timeout=SECONDS)


def report_xlsx(report: Report) -> bytes:
    """Return a report as a workbook: a line for each cell of each of its tables."""
    headers, lines = sheet(report)
    title = f"{report.title}, {report.place}, {report.period}"
    notes = ["Synthetic department: no figure here is about a real child."] if settings.SYNTHETIC else []
    notes += ["c: hidden, as the number is small or would give a small one away."] if report.hides else []
    return to_xlsx(headers, lines, title=title, as_at=f"Made on {_moment(report)}.", notes=notes, sheet="Report")


def _moment(report):
    at = localtime(report.made_at)
    return f"{day_label(at.date())} at {at:%H:%M}"
