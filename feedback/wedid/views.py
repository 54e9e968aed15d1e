"""You said, we did: the list for staff, one theme with its reply, and the page and poster for everybody."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from casework.access import may, team_ids_for
from casework.services import NotAllowed, record_read
from feedback.following.forms import FollowUpForm
from feedback.views import done
from feedback.wedid import queries, services
from feedback.wedid.forms import QuoteForm, ReplyForm, SaidForm


def you_said(request):
    if not request.place:
        raise Http404
    team, today = request.place.team, timezone.localdate()
    context = {
        "team": team,
        "lines": queries.said_at(team=team, user=request.user, on=today),
        "in_time": queries.in_time(team=team, user=request.user, on=today),
        "may_raise": may(request.user, "feedback:say_said"),
        "may_open": may(request.user, queries.ONE),
    }
    return render(request, "feedback/wedid/list.html", context)


def say_said(request):
    initial = {"team": request.place.team} if request.place else {}
    given = {"themes": queries.themes(), "teams": queries.teams(request.user), "initial": initial}
    form = SaidForm(request.POST or None, **given)
    if form.is_valid():
        try:
            made = services.raise_theme(**form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It waits for a reply, which is owed within 60 days.")
            return redirect(queries.ONE, made.pk)
    return render(request, "feedback/wedid/act.html", {"form": form, "act": "What did people say?"})


def one_said(request, pk):
    found = _found(request, pk)
    acts = found.team_id in team_ids_for(request.user, "feedback:write_reply", codes="W")
    context = {"one": found, "may_write": acts and found.state != "published"}
    context["may_publish"] = (
        found.state == "written"
        and found.written_by_id != request.user.pk
        and found.team_id in team_ids_for(request.user, "feedback:publish_reply", codes="W")
    )
    may_choose = found.team_id in team_ids_for(request.user, queries.CHOOSE, codes="W")
    may_check = found.team_id in team_ids_for(request.user, queries.CHECK, codes="W")
    quotes = queries.quotes_of(found)
    context["may_choose"], context["may_check"] = may_choose, may_check
    context["quotes"] = quotes if may_choose or may_check else [each for each in quotes if each.checked_at]
    return render(request, "feedback/wedid/one.html", context)


@transaction.atomic
def quote_choose(request, pk):
    found = _found(request, pk)
    if found.team_id not in team_ids_for(request.user, queries.CHOOSE, codes="W"):
        raise Http404
    now = timezone.now()
    offered = queries.to_quote(found, user=request.user, on=timezone.localdate(now))[: queries.MOST_SHOWN]
    children = [passage.response.asking.child_id for passage in offered if passage.response.asking]
    record_read(user=request.user, at=now, kind="page", what=queries.CHOOSE, children=children, rows=len(offered))
    form = QuoteForm(request.POST or None, passages=queries.among(offered))
    if form.is_valid():
        try:
            with transaction.atomic():
                services.choose_quote(you_said=found, **form.given(), by=request.user, at=now)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Kept. It is shown once somebody else has looked that it names nobody.")
            return redirect(queries.ONE, pk)
    return render(request, "feedback/wedid/quote.html", {"form": form, "one": found, "offered": len(offered)})


@require_POST
def quote_check(request, pk, quote_id):
    return _quote(request, pk, quote_id, services.check_quote, "It is shown with the reply from now on.")


@require_POST
def quote_take_off(request, pk, quote_id):
    return _quote(request, pk, quote_id, services.take_off_quote, "It is shown nowhere any more.")


def agree(request, pk):
    form = FollowUpForm(request.POST or None)
    return _act(request, pk, form, services.agree, "The action is agreed.", "Agree what is done")


def write_reply(request, pk):
    found = _found(request, pk)
    kept = {name: getattr(found, name) for name in ("kind", "to_families", "to_staff")}
    form = ReplyForm(request.POST or None, initial=kept)
    return _act(request, pk, form, services.write, "The reply is kept. Somebody else publishes it.", "Write the reply")


@require_POST
def publish_reply(request, pk):
    seen = parse_datetime(request.POST.get("written_at", ""))
    try:
        services.publish(you_said=_found(request, pk), written_at=seen, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "It is published.")
    return redirect(queries.ONE, pk)


def everybody(request):
    return render(request, "feedback/wedid/everybody.html", {"replies": queries.published()})


def poster(request):
    return render(request, "feedback/wedid/poster.html", {"replies": queries.published()})


def _quote(request, pk, quote_id, service, said):
    found = _found(request, pk)
    quote = queries.quote_or_none(pk=quote_id, you_said=found)
    if quote is None or found.team_id not in team_ids_for(request.user, queries.CHECK, codes="W"):
        raise Http404
    try:
        service(quote=quote, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(queries.ONE, pk)


def _found(request, pk):
    found = queries.one_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    return found


def _act(request, pk, form, service, said, act):
    found = _found(request, pk)
    if done(request, form, service, you_said=found):
        messages.success(request, said)
        return redirect(queries.ONE, pk)
    return render(request, "feedback/wedid/act.html", {"form": form, "one": found, "act": act})
