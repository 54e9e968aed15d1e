"""The live board of a round, and what is done from it: share out, mark away, give by hand, do, give longer, drop."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from audits.access import runs
from audits.rounds import allocating, queries, services, states
from audits.rounds.forms import BoardFilter, ExemptForm, ExtendForm, GiveForm, key_field
from audits.rounds.views import acted, read, round_of, running_of
from casework.access import team_ids_for
from casework.services import NotAllowed

# What a family says is kept in the room above, which this page only links to.
RECORD = "feedback:record"


@transaction.atomic
def board(request, pk):
    found = round_of(request, pk)
    choice = queries.Choice(*(request.GET.get(name, "") for name in ("person", "team", "state", "kind")))
    shown = queries.board_of(found, choice=choice, on=timezone.localdate())
    read(request, found, f"Board of {found.name}", [each.child_id for each in shown.activities])
    context = {
        "round": found,
        "board": shown,
        "filter": BoardFilter(request.GET or None, board=shown),
        "choice": choice,
        "runs": runs(request.user, found) and found.state != states.CLOSED,
        "today": timezone.localdate(),
        "key": key_field().initial(),
    }
    return render(request, "audits/rounds/board.html", context)


@require_POST
def allocate(request, pk):
    found = running_of(request, pk)
    path, key = reverse("rounds:board", args=[pk]), request.POST.get("key", "")[:64] or key_field().initial()
    try:
        made = allocating.share_out(round=found, key=key, path=path, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        _say(request, made)
    return redirect("rounds:board", pk)


@require_POST
def away(request, pk):
    found = running_of(request, pk)
    wanted = set(request.POST.getlist("people"))
    here = queries.board_of(found, choice=queries.Choice(), on=timezone.localdate()).people
    people = [line.participant.person for line in here if str(line.participant.person_id) in wanted]
    path, key = reverse("rounds:board", args=[pk]), request.POST.get("key", "")[:64] or key_field().initial()
    if not people:
        messages.error(request, "Tick who is away first.")
        return redirect("rounds:board", pk)
    try:
        made = allocating.mark_away(round=found, people=people, key=key, path=path, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        _say(request, made)
        if kept := queries.still_with(found, people):
            messages.warning(request, f"{kept} they have begun stay with them.")
    return redirect("rounds:board", pk)


def _say(request, made):
    if made is None:
        messages.success(request, "They are marked away. They had nothing that is not begun.")
        return
    told = " Those concerned are told." if made.round.state == states.RUNNING else ""
    messages.success(request, f"{made.because}: {made.placed} given to somebody.{told if made.placed else ''}")
    if made.unplaced:
        messages.warning(request, f"{made.unplaced} could not be given to anybody. {made.conflict}")


@require_POST
def back(request, pk):
    found = queries.participant_or_none(pk=pk, user=request.user)
    if found is None or not runs(request.user, found.round):
        raise Http404
    done = f"{found.person.name} is back. What others took over stays with them."
    return acted(request, "rounds:board", found.round_id, allocating.come_back, done, participant=found)


def activity(request, pk):
    found = _activity(request, pk)
    return _page(request, found)


def give(request, pk):
    found = _run(request, pk)
    path = reverse("rounds:board", args=[found.round_id])
    return _with_form(request, found, "give", allocating.give, "It is given, with your reason.", path=path)


def extend(request, pk):
    return _with_form(request, _run(request, pk), "extend", services.extend, "It has longer now.")


def exempt(request, pk):
    return _with_form(request, _run(request, pk), "exempt", services.exempt, "It is dropped, and the report says why.")


@require_POST
def done(request, pk):
    found = _activity(request, pk)
    fed_back = request.POST.get("fed_back") == "yes"
    return acted(request, "rounds:activity", pk, services.say_done, "Done.", activity=found, fed_back=fed_back)


@require_POST
def feedback(request, pk):
    found = _activity(request, pk)
    return acted(request, "rounds:activity", pk, services.give_feedback, "Written feedback is noted.", activity=found)


def _activity(request, pk):
    found = queries.activity_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    return found


def _run(request, pk):
    found = _activity(request, pk)
    if not runs(request.user, found.round):
        raise Http404
    return found


def _forms(request, found, sent=""):
    people = queries.people_to_ask()
    here = people.filter(participations__round=found.round, participations__away_at__isnull=True)
    makers = {"give": (GiveForm, here), "extend": (ExtendForm, people), "exempt": (ExemptForm, people)}
    made = {}
    for name, (maker, offered) in makers.items():
        made[name] = maker(request.POST if name == sent else None, people=offered, prefix=name)
        made[name].helper.form_action = reverse(f"rounds:{name}", args=[found.pk])
    return made


def _with_form(request, found, name, service, words, **more):
    forms = _forms(request, found, sent=name if request.method == "POST" else "")
    form = forms[name]
    if form.is_valid():
        try:
            service(activity=found, **form.cleaned_data, **more, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, words)
            return redirect("rounds:activity", found.pk)
    return _page(request, found, forms)


@transaction.atomic
def _page(request, found, forms=None):
    read(request, found.round, f"Activity of {found.round.name}", [found.child_id])
    may_run = runs(request.user, found.round) and found.round.state != states.CLOSED
    live = found.state in (states.OPEN, states.GIVEN)
    forms = (forms or _forms(request, found)) if may_run and live else {}
    context = {
        "round": found.round,
        "activity": found,
        "standings": allocating.standings(found, on=timezone.localdate()) if may_run and live else [],
        "forms": forms,
        "bound": [form for form in forms.values() if form.is_bound],
        "own": found.person_id == request.user.pk,
        "may_record": found.kind == "family" and found.team_id in team_ids_for(request.user, RECORD, codes="W"),
        "late": found.state == states.GIVEN and found.due_on < timezone.localdate(),
    }
    return render(request, "audits/rounds/activity.html", context)
