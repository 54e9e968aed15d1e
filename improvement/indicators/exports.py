"""Tables that leave: the same rows as the page, as CSV or as a workbook."""

from datetime import date

from django.http import HttpResponse

from improvement.indicators.readings import Reading
from improvement.lib import sentences
from improvement.lib.charts import to_rows
from improvement.lib.downloads import table


def of_reading(reading: Reading, kind: str, *, as_at: date | None) -> HttpResponse:
    """Return the months of a reading as a file: what the page's table shows, symbols, notes and all."""
    headers, rows = to_rows(reading.chart)
    definition = reading.definition
    found = sorted({point.symbol for point in reading.points if point.symbol})
    notes = [
        f"{definition.numerator}; {definition.denominator or 'a count'}; {definition.basis_words}.",
        f"Definition {definition.code}, version {definition.version}.",
        *reading.chart.notes,
        *(f"{symbol}: {sentences.SYMBOLS[symbol]}" for symbol in found),
    ]
    title = f"{definition.title}, {reading.team.name}"
    name = f"{definition.code}-{reading.team.code}"
    return table(headers, rows, kind=kind, name=name, title=title, as_at=as_at, notes=notes)
