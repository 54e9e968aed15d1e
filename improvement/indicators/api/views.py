"""What programs may ask: figures, indicators, teams, and the description of it all."""

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.http import urlencode

from casework.middleware import problem
from casework.services import record_read
from improvement.indicators.api import queries
from improvement.indicators.api.forms import FiguresForm
from improvement.indicators.api.schema import schema as described
from improvement.indicators.definitions import all_definitions
from improvement.lib.spreadsheets import to_csv

ROWS_A_PAGE = 5000
# Hiding small numbers looks at every team in every month of an indicator at once.
MOST_HIDDEN = 5


def figures(request):
    form = FiguresForm(request.GET)
    if not form.is_valid():
        return problem(400, " ".join(message for errors in form.errors.values() for message in errors))
    asked, page = form.asked(), form.cleaned_data["page"] or 1
    teams, full = queries.teams_of(request.user)
    unknown = set(asked.teams or ()) - {team.code for team in teams}
    if unknown:
        return problem(404, f"There is no team {', '.join(sorted(unknown))} that you may read.")
    limited = any(team.pk not in full for team in teams if asked.teams is None or team.code in asked.teams)
    if limited and not 0 < len(asked.codes or ()) <= MOST_HIDDEN:
        return problem(400, f"Name one to {MOST_HIDDEN} indicators: small numbers are hidden from you in some teams.")
    rows = queries.figures(asked, teams=teams, full=full)
    listed = rows[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]
    record_read(user=request.user, at=timezone.now(), kind="export", what="api:figures", rows=len(listed))
    following = _following(request, page) if len(rows) > page * ROWS_A_PAGE else None
    if form.cleaned_data["format"] == "csv":
        lines = [[row[column] for column in queries.COLUMNS] for row in listed]
        answer = HttpResponse(to_csv(queries.COLUMNS, lines), content_type="text/csv; charset=utf-8")
        if following:
            answer["Link"] = f'<{following}>; rel="next"'
        return answer
    return JsonResponse({"figures": listed, "rows": len(rows), "next": following})


def _following(request, page):
    query = urlencode({**request.GET.dict(), "page": page + 1})
    return request.build_absolute_uri(f"{request.path}?{query}")


def indicators(request):
    listed = [
        {
            "code": found.code,
            "title": found.title,
            "group": found.group_title,
            "unit": found.unit,
            "basis": found.basis,
            "polarity": found.polarity,
            "numerator": found.numerator,
            "denominator": found.denominator or None,
            "version": found.version,
        }
        for found in all_definitions()
    ]
    return JsonResponse({"indicators": listed})


def teams(request):
    found, full = queries.teams_of(request.user)
    listed = [
        {"code": team.code, "name": team.name, "level": team.level, "small_numbers_hidden": team.pk not in full}
        for team in found
    ]
    return JsonResponse({"teams": listed})


def schema(request):
    return JsonResponse(described(), json_dumps_params={"indent": 1})
