"""The first screen: one of a few, by the first of these roles that a person holds."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from audits.risk.queries import open_alerts
from audits.rounds.queries import sits_on
from casework import access
from casework.imports.queries import lists_of
from casework.models import Import, Role
from feedback.met import ambassadors
from feedback.surveys.queries import open_for
from feedback.wedid.queries import latest
from improvement.context import links
from improvement.home import queries, words
from improvement.indicators import pages
from improvement.indicators.access import placed
from improvement.indicators.queries import freshness
from improvement.indicators.readings import exceptions
from improvement.indicators.said.queries import waiting_at
from improvement.indicators.trying.queries import overdue_for

# What a person with none of the screens below may open from here: the page, and what it is for.
DOORS = (
    ("figures:index", "Figures", "What the numbers say, in sentences, with small numbers hidden."),
    ("outside:index", "Reviews from outside", "What was shared with you, and until when."),
    ("audits:index", "Audits", "What is asked of you when work is looked at, and what was found."),
    ("boards:index", "Boards", "The packs that boards read."),
    ("casework:children", "A child's record", "What was done with a child you work with, and when."),
    ("casework:people", "People", "Who may sign in, and what they may do where."),
    ("casework:teams", "Teams", "The tree of teams, and how it changed."),
    ("casework:reads", "Read log", "Who opened or took away what."),
    ("mfa_index", "Your account", "A second factor for signing in."),
)


def home(request):
    held = access.roles(request.user)
    # Shown above everything, by the frame.
    request.alerts = open_alerts(request.user)
    request.surveys = open_for(request.user, on=timezone.localdate())
    request.looks = overdue_for(request.user, on=timezone.localdate())
    screen = next((screen for role, screen in SCREENS if role in held), plain)
    return screen(request)


@placed("figures:index")
def grip(request, standing):
    found = pages.readings_here(standing)
    shown = exceptions(found)
    context = {
        "standing": standing,
        "heading": pages.needs(found),
        "lines": [pages.line(reading, query=pages.query_of(request), why=True) for reading in shown],
        "more": words.more(found, shown),
        "has_figures": bool(found),
        "board": queries.board_to_prepare(request.user, standing.team),
        "asked": waiting_at(team=standing.team, on=timezone.localdate()).words,
        **_inputs(request),
    }
    context["lede"] = pages.lede(standing, context["freshness"].as_on)
    context["counted"] = len(found)
    return render(request, "improvement/home/grip.html", context)


def team(request):
    return redirect(reverse("figures:team") + pages.query_of(request))


def analyst(request):
    last = queries.last_import()
    context = {
        **_inputs(request, last),
        "waiting": queries.waiting(last),
        "lists": lists_of(Import(pk=last.pk)) if last else [],
    }
    context["heading"] = words.analyst(len(context["waiting"]), last)
    context["lede"] = last.words if last else "Begin with the Annex A lists of your case system."
    return render(request, "improvement/home/analyst.html", context)


def packs(request):
    found = queries.packs(request.user)
    context = {
        "heading": words.packs(len(found)),
        "packs": found,
        "figures_url": pages.url_for(request.user, "figures:index"),
    }
    return render(request, "improvement/home/packs.html", context)


def ambassador(request):
    found = ambassadors.influenced(request.user)
    context = {
        "heading": words.ambassador(len(found), ambassadors.changed(found)),
        "influenced": found,
        "inspections": sits_on(request.user),
        "replies": latest(),
    }
    return render(request, "improvement/home/ambassador.html", context)


def plain(request):
    found = {name: link for name, _, _ in DOORS for link in links(request.user, [("", name)])}
    doors = [(found[name].url, title, what) for name, title, what in DOORS if name in found]
    context = {
        "doors": doors,
        "has_role": bool(access.roles(request.user)),
        "heading": f"Good to see you, {request.user.name}.",
    }
    return render(request, "improvement/home/plain.html", context)


def _inputs(request, last=None) -> dict:
    """Return what the foot of the first screens says: what was brought in, counted and prepared."""
    last = last or queries.last_import()
    fresh = freshness()
    return {
        "last_import": last,
        "imports_url": pages.url_for(request.user, "casework:imports"),
        "freshness": fresh,
        "freshness_words": words.freshness(fresh),
        "packs": queries.packs(request.user),
        "boards_url": pages.url_for(request.user, "boards:index"),
    }


# In this order: someone who is both sees the wider screen.
SCREENS = (
    (Role.DIRECTOR, grip),
    (Role.HEAD_OF_SERVICE, grip),
    (Role.TEAM_MANAGER, team),
    (Role.ANALYST, analyst),
    (Role.QUALITY_LEAD, grip),
    (Role.INDEPENDENT_CHAIR, packs),
    (Role.BOARD_MEMBER, packs),
    (Role.AMBASSADOR, ambassador),
)
