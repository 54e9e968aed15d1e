"""Tables that leave: the same rows as the page, as CSV or as a workbook."""

from datetime import date

from django.http import HttpResponse

from improvement.indicators.readings import Reading
from improvement.lib import sentences, spreadsheets
from improvement.lib.charts import to_rows
from improvement.lib.months import day_label

KINDS = spreadsheets.KINDS


def of_reading(reading: Reading, kind: str, *, as_at: date | None) -> HttpResponse:
    """Return the months of a reading as a file: what the page's table shows, symbols and all."""
    headers, rows = to_rows(reading.chart)
    definition = reading.definition
    found = sorted({point.symbol for point in reading.points if point.symbol})
    notes = [
        f"{definition.numerator}; {definition.denominator or 'a count'}; {definition.basis_words}.",
        f"Definition {definition.code}, version {definition.version}.",
        *(f"{symbol}: {sentences.SYMBOLS[symbol]}" for symbol in found),
    ]
    title = f"{definition.title}, {reading.team.name}"
    name = f"{definition.code}-{reading.team.code}"
    return table(headers, rows, kind=kind, name=name, title=title, as_at=as_at, notes=notes)


def table(headers, rows, *, kind: str, name: str, title: str, as_at: date | None, notes=()) -> HttpResponse:
    """Return a table as a download called `name`. KeyError for a `kind` that is not in KINDS."""
    write, content_type = KINDS[kind]
    words = {"title": title, "as_at": f"Data as at {day_label(as_at)}." if as_at else "", "notes": notes}
    response = HttpResponse(write(headers, rows, **words), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
