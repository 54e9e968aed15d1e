"""The pages on which audits are read together: themes, one theme's words, standards over time, teams."""

from dataclasses import dataclass

from django.db import transaction
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from audits.learning import queries
from casework import access
from casework.models import Team
from casework.services import record_read
from improvement.lib.charts import signal_icon, to_svg

IN_FULL = "ARWX"


@dataclass(frozen=True)
class Standing:
    """Where a person looks, and whether they see small numbers there."""

    team: Team
    in_full: bool


def themes(request):
    here = _standing(request, "learning:index")
    part = queries.part_of(team=here.team, on=timezone.localdate())
    lines = queries.themes(part, in_full=here.in_full)
    most = next((line for line in lines if here.in_full and line.difficulties.value), None)
    more = {"may_read_words": access.may(request.user, "learning:theme")}
    return render(request, "audits/learning/themes.html", _frame(request, here, part, lines=lines, most=most, **more))


@transaction.atomic
def theme(request, code):
    here = _standing(request, "learning:theme")
    found = queries.theme_or_none(code)
    if found is None or not here.in_full:
        raise Http404
    part = queries.part_of(team=here.team, on=timezone.localdate())
    words = queries.words_of(part, found)
    log = {"kind": "page", "what": "learning:theme", "team": here.team, "rows": len(words)}
    record_read(user=request.user, at=timezone.now(), children=[], **log)
    more = {"guides": queries.guides_to(found), "outside": queries.from_outside(part, found)}
    context = _frame(request, here, part, theme=found, words=words, **more)
    return render(request, "audits/learning/theme.html", context)


def standards(request):
    here = _standing(request, "learning:standards")
    part = queries.part_of(team=here.team, on=timezone.localdate(), months=queries.CHARTED)
    charts = [
        {"chart": chart, "svg": to_svg(chart), "icon": signal_icon(chart.variation)}
        for chart in queries.standards(part, in_full=here.in_full)
    ]
    return render(request, "audits/learning/standards.html", _frame(request, here, part, charts=charts))


def teams(request):
    here = _standing(request, "learning:teams")
    part = queries.part_of(team=here.team, on=timezone.localdate())
    lines = queries.teams(part, in_full=here.in_full)
    return render(request, "audits/learning/teams.html", _frame(request, here, part, lines=lines))


def _standing(request, url_name) -> Standing:
    if not request.place or request.place.team.pk not in access.team_ids_for(request.user, url_name):
        raise Http404
    team = request.place.team
    return Standing(team, team.pk in access.team_ids_for(request.user, url_name, codes=IN_FULL))


def _frame(request, here, part, **more):
    return {"team": here.team, "in_full": here.in_full, "part": part, "tab": request.resolver_match.url_name, **more}
