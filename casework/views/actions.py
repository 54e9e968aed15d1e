"""The register of actions: the lists, one action, and what can be done with it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from casework import access
from casework.actions import forms, queries, services, states
from casework.queries import teams_for
from casework.services import NotAllowed

A_PAGE = 50


def action_list(request):
    on = timezone.localdate()
    waiting = queries.waiting(request.user, on=on)
    show = request.GET.get("show") or ("mine" if waiting.mine or request.place is None else "team")
    if show not in queries.SHOWN:
        raise Http404
    team = request.place.team if request.place else None
    team_ids = access.at_or_below([team.pk], on=on) if team else set()
    rows = queries.actions_of(request.user, show=show, team_ids=team_ids, on=on)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": queries.lines(page.object_list, on=on),
        "show": show,
        "team": team,
        "waiting": waiting,
        "may_raise": access.may(request.user, "casework:action_raise"),
    }
    return render(request, "casework/actions/list.html", context)


def action_raise(request):
    teams = teams_for(request.user, "casework:action_raise")
    initial = {"team": request.place.team} if request.place else {}
    form = forms.RaiseForTeamForm(request.POST or None, teams=teams, initial=initial)
    if form.is_valid():
        try:
            action = services.raise_action(**form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Agreed. {action.owner.name} sees it under “Mine”.")
            return redirect("casework:action", action.pk)
    return render(request, "casework/actions/raise.html", {"form": form})


def action(request, pk):
    found = _found(request, pk)
    on = timezone.localdate()
    checks = queries.may_check(found, request.user)
    again = found.state == states.CLOSED and found.looked_again_at is None and found.look_again_on <= on
    is_owner = found.owner_id == request.user.pk
    context = {
        "action": found,
        "slips": queries.slips_of(found),
        "late": found.state == states.OPEN and found.due_on < on,
        "origin_url": queries.origin_url(found),
        "is_owner": is_owner,
        "may_say_done": found.state == states.OPEN and is_owner,
        "may_move": found.state == states.OPEN and (is_owner or checks),
        "may_close": found.state == states.DONE and checks,
        "may_withdraw": found.state == states.OPEN
        and queries.may_check(found, request.user, "casework:action_withdraw"),
        "may_look_again": again and checks,
    }
    return render(request, "casework/actions/action.html", context)


def action_done(request, pk):
    found = _found(request, pk)
    if found.owner_id != request.user.pk:
        raise Http404
    form = forms.DoneForm(request.POST or None, initial={"evidence": found.evidence, "changed": found.changed})
    return _act(request, found, form, services.say_done, "Said done. Somebody else now looks at it.", "It is done")


def action_move(request, pk):
    found = _found(request, pk)
    if found.owner_id != request.user.pk and not queries.may_check(found, request.user):
        raise Http404
    form = forms.MoveForm(request.POST or None, initial={"to_on": found.due_on, "version": found.version})
    return _act(request, found, form, services.move_due, "The day is moved.", "Move the day")


def action_close(request, pk):
    form = forms.CloseForm(request.POST or None)
    return _act(request, _checked(request, pk), form, services.close, "The action is closed.", "Close the action")


def action_send_back(request, pk):
    form = forms.SendBackForm(request.POST or None)
    return _act(request, _checked(request, pk), form, services.send_back, "It is sent back.", "Send it back")


def action_withdraw(request, pk):
    form = forms.WithdrawForm(request.POST or None)
    found = _checked(request, pk, "casework:action_withdraw")
    return _act(request, found, form, services.withdraw, "It is withdrawn.", "Withdraw the action")


def action_look_again(request, pk):
    form = forms.LookAgainForm(request.POST or None)
    return _act(request, _checked(request, pk), form, services.look_again, "Kept.", "Look again")


def _found(request, pk):
    found = queries.action_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    return found


def _checked(request, pk, url_name=queries.CHECKS):
    found = _found(request, pk)
    if not queries.may_check(found, request.user, url_name):
        raise Http404
    return found


def _act(request, found, form, service, done, heading):
    """Show the form; when it is valid do the one act, and say so or say why not."""
    if form.is_valid():
        try:
            service(action=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("casework:action", found.pk)
    return render(request, "casework/actions/act.html", {"form": form, "action": found, "act": heading})
