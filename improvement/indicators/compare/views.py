"""The page that compares teams fairly."""

from django.http import Http404
from django.shortcuts import render

from improvement.indicators import pages
from improvement.indicators.access import placed
from improvement.indicators.compare import page
from improvement.indicators.compare.queries import SPANS, compare
from improvement.indicators.definitions import by_code
from improvement.indicators.indicator_page import address
from improvement.indicators.queries import known_until
from improvement.indicators.shown import readings_shown
from improvement.lib import downloads

USUAL = 12


@placed("figures:compare")
def compare_page(request, standing, code):
    reading, found, span = _found(request, standing, code)
    heading = page.title(found, reading, standing, span)
    context = {
        "standing": standing,
        "reading": reading,
        "code": code,
        "heading": heading,
        "reason": found.reason,
        "svg": page.drawing(found, reading, heading),
        "rows": page.rows(found, reading),
        "without": page.without(found),
        "span": span,
        "spans": SPANS,
        "back": address(reading.definition, standing.team, standing.month),
        "may_share": any(row.family == "improvement" for row in page.rows(found, reading)),
        "downloads": pages.downloads(request, "figures:compare_download", code, span=span),
    }
    return render(request, "improvement/indicators/compare/compare.html", context)


@placed("figures:compare_download")
def compare_download(request, standing, code, kind):
    if kind not in downloads.KINDS:
        raise Http404
    reading, found, span = _found(request, standing, code)
    headers = ("Team", "Value", "Number", "Out of", "Against the whole")
    rows = [[row.name, row.value, row.numerator, row.denominator, row.standing] for row in page.rows(found, reading)]
    title = f"{reading.definition.title}, teams of {standing.team.name}, {SPANS[span]}"
    name = f"{code}-{standing.team.code}-teams"
    return downloads.table(headers, rows, kind=kind, name=name, title=title, as_at=known_until())


def _found(request, standing, code):
    if code not in by_code():
        raise Http404
    span = request.GET.get("span", str(USUAL))
    if span not in map(str, SPANS):
        raise Http404
    (reading,) = readings_shown(standing, [code])
    return reading, compare(reading, standing, span=int(span)), int(span)
