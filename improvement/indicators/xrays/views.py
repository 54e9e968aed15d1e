"""The pages of the X-rays: every rule with what it found here, and the rows behind one."""

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from casework.services import record_read
from improvement.indicators import pages
from improvement.indicators.access import placed
from improvement.indicators.xrays import page, queries
from improvement.indicators.xrays.rules import by_code
from improvement.lib import downloads

ROWS_A_PAGE = 50


@placed("figures:xrays")
def xrays(request, standing):
    found = queries.found_at(team=standing.team, on=timezone.localdate())
    looks = queries.last_look()
    context = {
        "standing": standing,
        **page.words(found, standing, looks),
        "looked": looks.looked_at is not None,
        "found": [page.line(each, pages.query_of(request), rows=standing.rows) for each in found if each.open],
        "clear": [each.rule for each in found if not each.open],
        "downloads": pages.files(request, "figures:xrays_download"),
    }
    return render(request, "improvement/indicators/xrays/xrays.html", context)


@placed("figures:xrays_download")
def xrays_download(request, standing, kind):
    if kind not in downloads.KINDS:
        raise Http404
    found = queries.found_at(team=standing.team, on=timezone.localdate())
    title = f"X-rays, {standing.team.name}"
    name = f"x-rays-{standing.team.code}"
    return downloads.table(*page.table(found), kind=kind, name=name, title=title, as_at=None)


@transaction.atomic
@placed("figures:xray")
def xray(request, standing, rule):
    if rule not in by_code():
        raise Http404
    found = queries.doubts(rule=by_code()[rule], team=standing.team, user=request.user, on=timezone.localdate())
    listed = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    record_read(
        user=request.user,
        at=timezone.now(),
        kind="page",
        what=f"figures:xray {rule}",
        team=standing.team,
        children=[row.child_id for row in listed.object_list if row.child_id],
        rows=len(listed.object_list),
    )
    context = {"standing": standing, "rule": by_code()[rule], "listed": listed, "total": len(found)}
    return render(request, "improvement/indicators/xrays/xray.html", context)
