"""The pages of the figures: the index, one indicator, my team, and the rows behind a number."""

from django.conf import settings
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from casework.access import team_ids_for
from casework.services import record_read
from feedback.surveys.queries import open_for
from improvement.indicators import access, caseload, exports, indicator_page, pages, rows_page, team_page
from improvement.indicators.access import placed
from improvement.indicators.benchmarks import page as benchmarks
from improvement.indicators.definitions import by_code
from improvement.indicators.forms import IndexForm, RowsForm
from improvement.indicators.given.queries import given_count
from improvement.indicators.queries import known_until
from improvement.indicators.readings import exceptions, reading_from
from improvement.indicators.reported import page as reported
from improvement.indicators.reported.queries import as_first_reported, first_reported
from improvement.indicators.said import page as said_page
from improvement.indicators.said.queries import waiting_at
from improvement.indicators.shown import below_shown, readings_shown
from improvement.indicators.trying.queries import overdue_for
from improvement.lib import downloads

ROWS_A_PAGE = 50
STAND_IN = "This department is invented: the region and the neighbours are those of a real county in its place."
PLOTLY = "vendor/plotly/plotly-basic.min.js"


@placed("figures:index")
def index(request, standing):
    form = IndexForm(request.GET)
    if not form.is_valid():
        raise access.NotUnderstood(" ".join(form.problems()))
    if not standing.in_full:
        return latest(request, standing)
    found = pages.readings_here(standing)
    chosen = form.narrowed(found)
    query = pages.query_of(request)
    context = {
        "standing": standing,
        "heading": pages.heading(found),
        "lede": pages.lede(standing, known_until()),
        "has_figures": bool(found),
        "groups": pages.grouped([pages.line(reading, query=query) for reading in chosen]),
        "filter": form,
        "filtered": len(chosen) < len(found),
        "kept": [(name, request.GET[name]) for name in ("team", "month") if request.GET.get(name)],
        "imports_url": pages.url_for(request.user, "casework:imports"),
        "doors": pages.doors(request),
    }
    return render(request, "improvement/indicators/index.html", context)


def latest(request, standing):
    """Answer with the latest values alone: hiding small numbers in every month of every chart would take too long."""
    found = pages.with_figures(readings_shown(standing, by_code(), months=1), hidden=True)
    context = {
        "standing": standing,
        "lede": pages.lede(standing, known_until()),
        "groups": pages.grouped([pages.line(reading, query=pages.query_of(request)) for reading in found]),
        "doors": pages.doors(request),
    }
    return render(request, "improvement/indicators/latest.html", context)


@placed("figures:indicator")
def indicator(request, standing, code):
    if code not in by_code():
        raise Http404
    (found,) = readings_shown(standing, [code])
    first, as_first = _reported(request, standing, found)
    moved = reported.rows(found, first)
    if as_first:
        found = reading_from(found.definition, found.team, as_first_reported(found.points, first), found.terms)
    below = below_shown(standing, code)
    beside = benchmarks.beside(found, standing)
    page = indicator_page.indicator_page(found, below, standing, as_at=known_until())
    context = {
        "standing": standing,
        "page": page,
        "plotly": PLOTLY,
        "group_url": f"{reverse('figures:index')}?group={found.definition.group}",
        **indicator_page.parts(page, standing, pages.downloads(request, "figures:download", code)),
        "reported": standing.in_full,
        "as_first": as_first,
        "moved": moved,
        "moved_words": reported.words(moved),
        "caseload": caseload.caseload_page(standing) if code == caseload.CODE else None,
        "beside": beside.html(STAND_IN if settings.SYNTHETIC else "") if beside else "",
        "said": said_page.said(request, found, standing, on=timezone.localdate()) if standing.in_full else None,
    }
    return render(request, "improvement/indicators/indicator.html", context)


def _reported(request, standing, found):
    """Return what was first reported of the figures, and whether the address asks for that.

    Only who sees figures in full: the difference between two versions can give a hidden number away.
    """
    if not standing.in_full:
        return {}, False
    first = first_reported(team=standing.team, code=found.definition.code, months=[each.month for each in found.points])
    return first, request.GET.get("as") == "first"


@placed("figures:download")
def download(request, standing, code, kind):
    if code not in by_code() or kind not in downloads.KINDS:
        raise Http404
    (found,) = readings_shown(standing, [code])
    return exports.of_reading(found, kind, as_at=known_until())


@placed("figures:team")
def team(request, standing):
    # Where a team manager starts.
    request.surveys = open_for(request.user, on=timezone.localdate())
    request.looks = overdue_for(request.user, on=timezone.localdate())
    found = team_page.with_work(pages.readings_here(standing))
    may_give = standing.team.pk in team_ids_for(request.user, "figures:give", codes="W")
    query = pages.query_of(request)
    context = {
        "standing": standing,
        "heading": pages.needs(found),
        "lede": pages.lede(standing, known_until()),
        "has_figures": bool(found),
        "lines": [pages.line(reading, query=query, why=True) for reading in exceptions(found)],
        "asked": waiting_at(team=standing.team, on=timezone.localdate()).words,
        "overdue": team_page.overdue(found, standing),
        "caseload": caseload.caseload(standing.team, month=standing.month),
        "given": given_count(standing.team, standing.month) if may_give else None,
        "names": standing.rows and standing.team.level == "team",
        "groups": pages.grouped([pages.line(reading, query=query) for reading in found]),
        "doors": pages.doors(request),
    }
    return render(request, "improvement/indicators/team.html", context)


@transaction.atomic
@placed("figures:rows")
def rows(request, standing, code):
    definition, part, found = _rows(request, standing, code)
    listed = Paginator(found.lines, ROWS_A_PAGE).get_page(request.GET.get("page"))
    _record(request, standing, "page", f"figures:rows {code}", listed.object_list)
    context = {
        "standing": standing,
        "code": code,
        **rows_page.words(definition, standing, part, found),
        "parts": rows_page.parts(definition, standing, part),
        "columns": rows_page.HEADERS[1:],
        "listed": listed,
        "downloads": pages.downloads(request, "figures:rows_download", code, part=part),
    }
    return render(request, "improvement/indicators/rows.html", context)


@transaction.atomic
@placed("figures:rows_download")
def rows_download(request, standing, code, kind):
    if kind not in downloads.KINDS:
        raise Http404
    definition, part, found = _rows(request, standing, code)
    _record(request, standing, "export", f"figures:rows {code}", found.lines)
    said = rows_page.words(definition, standing, part, found)
    headers, lines = rows_page.table(found)
    name = f"{code}-{standing.team.code}-{standing.month:%Y-%m}-{part}"
    return downloads.table(headers, lines, kind=kind, name=name, title=said["lede"], as_at=known_until())


def _rows(request, standing, code):
    form = RowsForm(request.GET)
    if not form.is_valid():
        raise access.NotUnderstood(" ".join(form.problems()))
    if code not in by_code() or not by_code()[code].frame.children:
        raise Http404
    definition, part = by_code()[code], form.cleaned_data["part"] or "numerator"
    return definition, part, rows_page.rows(definition, standing, part, user=request.user)


def _record(request, standing, kind, what, lines):
    # In the page's own transaction: nothing is shown that is not written down.
    record_read(
        user=request.user,
        at=timezone.now(),
        kind=kind,
        what=what,
        team=standing.team,
        children=[line.child_id for line in lines],
        rows=len(lines),
    )
