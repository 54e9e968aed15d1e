"""Tables that leave: the same rows as the page, as CSV or as a workbook."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.http import HttpResponse

from improvement.lib import spreadsheets
from improvement.lib.months import day_label

KINDS = {
    "csv": (spreadsheets.to_csv, "text/csv; charset=utf-8"),
    "xlsx": (spreadsheets.to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def table(
    headers: Sequence[str],
    rows: Iterable[Sequence],
    *,
    kind: str,
    name: str,
    title: str,
    as_at: date | None,
    notes: Sequence[str] = (),
) -> HttpResponse:
    """Return a table as a download called `name`. KeyError for a `kind` that is not in KINDS."""
    write, content_type = KINDS[kind]
    words = {"title": title, "as_at": f"Data as at {day_label(as_at)}." if as_at else "", "notes": notes}
    response = HttpResponse(write(headers, rows, **words), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
