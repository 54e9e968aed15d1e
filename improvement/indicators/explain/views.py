"""The page that explains one number."""

from django.http import Http404
from django.shortcuts import render

from improvement.indicators.access import placed
from improvement.indicators.definitions import by_code
from improvement.indicators.explain import page
from improvement.indicators.given.queries import origin_of
from improvement.indicators.indicator_page import address
from improvement.indicators.queries import Point
from improvement.indicators.reported.queries import first_reported
from improvement.indicators.shown import below_shown, readings_shown


@placed("figures:explain")
def explain(request, standing, code):
    if code not in by_code() or not standing.in_full:
        raise Http404
    (reading,) = readings_shown(standing, [code])
    point = next((each for each in reading.points if each.month == standing.month), Point(standing.month))
    first = first_reported(team=standing.team, code=code, months=[standing.month])
    found = page.explained(
        reading,
        point,
        standing,
        below=below_shown(standing, code),
        first=first.get(standing.month),
        counted=page.counted(team=standing.team, code=code, month=standing.month),
        origin=origin_of(team=standing.team, indicator=code, month=standing.month) if by_code()[code].is_given else "",
    )
    back = address(reading.definition, standing.team, standing.month)
    context = {"standing": standing, "found": found, "code": code, "back": back}
    return render(request, "improvement/indicators/explain.html", context)
