"""The pages by which a round is planned: all rounds, one round, its people, its sample."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from audits.access import runs
from audits.rounds import covered, drawing, queries, services
from audits.rounds.forms import DrawForm, ParticipantForm, PlanForm, RelationForm, SwapForm, TargetsForm, teams_offered
from audits.rounds.views import acted, read, round_of, running_of
from casework.access import may, team_ids_for
from casework.services import NotAllowed, record_read


def index(request):
    context = {
        "rounds": queries.rounds_of(request.user),
        "mine": queries.mine(request.user),
        "may_plan": may(request.user, "rounds:plan"),
        "may_cover": may(request.user, "rounds:coverage"),
        "may_moderate": may(request.user, "moderation:index"),
        "may_see_outside": may(request.user, "outside:index"),
    }
    return render(request, "audits/rounds/index.html", context)


def plan(request):
    teams = teams_offered(team_ids_for(request.user, "rounds:plan", codes="W"))
    form = PlanForm(request.POST or None, teams=teams, people=queries.people_to_ask())
    if form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            found = services.plan(**fields, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The round is planned. Now say who looks, and draw the sample.")
            return redirect("rounds:round", found.pk)
    return render(request, "audits/rounds/plan.html", {"form": form})


def round(request, pk):
    found = round_of(request, pk)
    sample = queries.sample_of(found)
    board = queries.board_of(found, choice=queries.Choice(), on=timezone.localdate())
    context = {
        "round": found,
        "steps": queries.steps_of(found),
        "today": timezone.localdate(),
        "sample": sample,
        "board": board,
        "runs": runs(request.user, found),
        "may_see_sample": may(request.user, "rounds:sample"),
        "may_compare": may(request.user, "moderation:agreement"),
        "key": PlanForm.base_fields["key"].initial(),
    }
    return render(request, "audits/rounds/round.html", context)


def edit(request, pk):
    found = running_of(request, pk)
    fields = [name for name in TargetsForm.base_fields if name != "version"]
    initial = {name: getattr(found, name) for name in [*fields, "version"]}
    form = TargetsForm(request.POST or None, initial=initial)
    if form.is_valid():
        changes = {name: form.cleaned_data[name] for name in fields}
        version = form.cleaned_data["version"] or 0
        try:
            services.replan(round=found, version=version, by=request.user, at=timezone.now(), **changes)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Saved.")
            return redirect("rounds:round", pk)
    return render(request, "audits/rounds/edit.html", {"form": form, "round": found})


def person_add(request, pk):
    found = running_of(request, pk)
    form = ParticipantForm(request.POST or None, people=queries.people_to_ask())
    if form.is_valid():
        try:
            added = services.take_part(round=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{added.person.name} takes part. Add the next, or go back to the round.")
            return redirect("rounds:person_add", pk)
    board = queries.board_of(found, choice=queries.Choice(), on=timezone.localdate())
    return render(request, "audits/rounds/person_add.html", {"form": form, "round": found, "people": board.people})


def draw(request, pk):
    found = running_of(request, pk)
    form = DrawForm(request.POST or None, again=queries.sample_of(found) is not None)
    if form.is_valid():
        try:
            drawing.draw_sample(round=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The sample is drawn.")
            return redirect("rounds:sample", pk)
    return render(request, "audits/rounds/draw.html", {"form": form, "round": found})


@transaction.atomic
def sample(request, pk):
    found = round_of(request, pk)
    drawn_from = queries.sample_of(found)
    if drawn_from is None:
        raise Http404
    drawn = queries.drawn_of(drawn_from)
    read(request, found, f"Sample of {found.name}", [each.child_id for each in drawn])
    context = {
        "round": found,
        "sample": drawn_from,
        "drawn": drawn,
        "swaps": [each for each in drawn if each.replaces_id],
        "earlier": queries.samples_of(found),
        "fair": drawing.repeated(drawn_from),
        "runs": runs(request.user, found) and found.state != "closed",
    }
    return render(request, "audits/rounds/sample.html", context)


@transaction.atomic
def sample_list(request, pk):
    found = queries.sample_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    record_read(
        user=request.user,
        at=timezone.now(),
        kind="export",
        what=f"List that the sample of {found.round.name} was drawn from",
        team=found.round.team,
        rows=found.list_size,
    )
    answer = HttpResponse(drawing.list_text(found), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="sample-{found.pk}.txt"'
    return answer


def swap(request, pk):
    found = queries.drawn_or_none(pk=pk, user=request.user)
    if found is None or not runs(request.user, found.sample.round):
        raise Http404
    form = SwapForm(request.POST or None)
    if form.is_valid():
        try:
            into = drawing.swap(drawn=found, because=form.cleaned_data["because"], by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{into.child.reference} came in for {found.child.reference}. Nobody has it yet.")
            return redirect("rounds:sample", found.sample.round_id)
    return render(request, "audits/rounds/swap.html", {"form": form, "drawn": found, "round": found.sample.round})


@require_POST
def tell(request, pk):
    found = running_of(request, pk)
    path = reverse("rounds:board", args=[pk])
    return acted(
        request, "rounds:board", pk, services.tell, "Everybody is told. The round runs.", round=found, path=path
    )


@require_POST
def close(request, pk):
    found = running_of(request, pk)
    return acted(request, "rounds:round", pk, services.close, "The round is closed.", round=found)


def relations(request):
    form = RelationForm(request.POST or None)
    if form.is_valid():
        child, worker = form.cleaned_data["child"], form.cleaned_data["worker_found"]
        if child or worker:
            services.declare(person=request.user, child=child, worker=worker, at=timezone.now())
        messages.success(request, "It is declared: you are not given their work to judge. Nobody is told why.")
        return redirect("rounds:relations")
    return render(request, "audits/rounds/relations.html", {"form": form, "lines": queries.relations_of(request.user)})


@require_POST
def relation_end(request, pk):
    found = next((each for each in queries.relations_of(request.user) if each.pk == pk), None)
    if found is None:
        raise Http404
    services.end_relation(relation=found, by=request.user, at=timezone.now())
    messages.success(request, "Taken back.")
    return redirect("rounds:relations")


def coverage(request):
    if request.place is None:
        raise Http404
    team, on = request.place.team, timezone.localdate()
    lines = queries.coverage(team=team, on=on)
    never = [line for line in lines if not line.times]
    context = {
        "team": team,
        "lines": lines,
        "never": never,
        "may_see_people": may(request.user, "rounds:people_covered"),
    }
    return render(request, "audits/rounds/coverage.html", context)


def people_covered(request):
    if not request.place or request.place.team.pk not in team_ids_for(request.user, "rounds:people_covered"):
        raise Http404
    team = request.place.team
    context = {"team": team, "covered": covered.people_covered(team=team, on=timezone.localdate())}
    return render(request, "audits/rounds/people_covered.html", {**context, "often": covered.OFTEN})


def inspections(request):
    on = timezone.localdate()
    return render(request, "audits/rounds/inspections.html", {"lines": queries.inspection_cycle(on=on), "today": on})
