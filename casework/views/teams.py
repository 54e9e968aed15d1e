"""The tree of teams."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from casework import access, queries, services
from casework.forms import CloseTeamForm, MoveTeamForm, OpenTeamForm, RenameTeamForm


def team_list(request):
    context = {
        "nodes": queries.team_tree(on=timezone.localdate()),
        "may_change": access.may(request.user, "casework:team_open"),
    }
    return render(request, "casework/teams/list.html", context)


def team_open(request):
    form = OpenTeamForm(request.POST or None, initial={"on": timezone.localdate()})
    return _act(request, form, services.open_team, "casework/teams/open.html", "The team is open.")


def team_rename(request, code):
    team = get_object_or_404(queries.open_teams(), code=code)
    form = RenameTeamForm(request.POST or None, initial={"name": team.name, "was": team.name})
    return _act(request, form, services.rename_team, "casework/teams/rename.html", "The name is changed.", team=team)


def team_move(request, code):
    team = get_object_or_404(queries.open_teams(), code=code)
    form = MoveTeamForm(request.POST or None, level=team.level, initial={"on": timezone.localdate()})
    return _act(request, form, services.move_team, "casework/teams/move.html", "The team has moved.", team=team)


def team_close(request, code):
    team = get_object_or_404(queries.open_teams(), code=code)
    form = CloseTeamForm(request.POST or None, initial={"on": timezone.localdate()})
    return _act(request, form, services.close_team, "casework/teams/close.html", "The team is closed.", team=team)


def _act(request, form, service, template, done, **about):
    """Show the form; when it is valid do the one act, and say so or say why not."""
    if form.is_valid():
        try:
            service(**about, **form.cleaned_data, by=request.user)
        except services.NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("casework:teams")
    return render(request, template, {"form": form, **about})
