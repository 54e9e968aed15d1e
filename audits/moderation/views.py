"""The pages of moderation: what waits, the second grade, the two side by side, agreement, drift, calibration."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from audits.access import runs
from audits.moderation import queries, services, states
from audits.moderation.forms import CalibrationForm, GradeForm, OwnGradeForm, SettleForm
from audits.rounds.queries import round_or_none
from casework.access import may, team_ids_for
from casework.queries import children_of
from casework.services import NotAllowed, record_read


def index(request):
    context = {
        "waiting": queries.moderations_of(request.user),
        "drift": queries.drift_of(request.user),
        "shows": queries.shows_drift(request.user),
        "shown": queries.drift_shown_to(request.user),
        "may_calibrate": may(request.user, "moderation:calibrations"),
    }
    return render(request, "audits/moderation/index.html", context)


@require_POST
def share_drift(request):
    shows = request.POST.get("share") == "yes"
    (services.show_drift if shows else services.take_back_drift)(by=request.user, at=timezone.now())
    messages.success(request, "Whoever leads moderation sees it now." if shows else "Only you see it again.")
    return redirect("moderation:index")


def moderation(request, pk):
    found = _found(request, pk)
    return _page(request, found)


def grade(request, pk):
    found = _found(request, pk)
    if found.moderator_id != request.user.pk or found.state != states.ASKED:
        raise Http404
    form = GradeForm(request.POST or None, questions=services.questions_of(found))
    if form.is_valid():
        fields = {"grades": form.grades(), "overall": form.cleaned_data["overall"], "text": form.cleaned_data["text"]}
        try:
            services.grade(moderation=found, **fields, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your grade is given, and stands. Here are both, side by side.")
            return redirect("moderation:moderation", pk)
    return _page(request, found, grade_form=form)


def settle(request, pk):
    found = _found(request, pk)
    if not _may_settle(request, found):
        raise Http404
    form = _settle_form(request, found)
    if form.is_valid():
        try:
            services.settle(moderation=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Settled. Both grades stay to be seen.")
            return redirect("moderation:moderation", pk)
    return _page(request, found, settle_form=form)


@require_POST
def draw(request, pk):
    found = round_or_none(pk=pk, user=request.user)
    if found is None or not runs(request.user, found):
        raise Http404
    made, refused = services.draw(round=found, by=request.user, at=timezone.now())
    messages.success(request, f"{len(made)} are asked to be graded a second time.")
    for words in refused:
        messages.warning(request, words)
    return redirect("moderation:agreement", pk)


def agreement(request, pk):
    found = round_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    context = {"round": found, "domains": queries.agreement_of(found), "runs": runs(request.user, found)}
    return render(request, "audits/moderation/agreement.html", context)


def calibrations(request):
    context = {"exercises": queries.exercises_of(request.user), "may_begin": may(request.user, "moderation:begin")}
    return render(request, "audits/moderation/calibrations.html", context)


def begin(request):
    form = CalibrationForm(request.POST or None, tools=queries.tools_in_use())
    if form.is_valid():
        reference, place = form.cleaned_data.pop("reference"), request.place
        child = children_of(request.user).filter(reference=reference.strip()).first()
        if child is None or place is None or place.team.pk not in team_ids_for(request.user, "moderation:begin"):
            form.add_error("reference", "No child you work with has this reference. Check it against the case system.")
        else:
            made = services.begin_calibration(
                **form.cleaned_data, child=child, team=place.team, by=request.user, at=timezone.now()
            )
            return redirect("moderation:calibration", made.pk)
    return render(request, "audits/moderation/begin.html", {"form": form})


@transaction.atomic
def calibration(request, pk):
    found = queries.exercise_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    row = found.calibration
    form = None if found.own or row.ended_at else OwnGradeForm(request.POST or None)
    if form is not None and form.is_valid():
        try:
            services.calibrate(calibration=row, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your grade is given. All are laid open together.")
            return redirect("moderation:calibration", pk)
    _read(request, f"Calibration {row.title}", row.team, row.child_id)
    context = {"found": found, "form": form, "may_lay_open": may(request.user, "moderation:lay_open")}
    return render(request, "audits/moderation/calibration.html", context)


@require_POST
def lay_open(request, pk):
    found = queries.exercise_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    try:
        services.lay_open(calibration=found.calibration, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect("moderation:calibration", pk)


def _found(request, pk):
    found = queries.moderation_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    return found


def _may_settle(request, found):
    reach = team_ids_for(request.user, "moderation:settle", codes="W")
    return found.audit.team_id in reach and found.state == states.GRADED and found.audit.auditor_id != request.user.pk


def _settle_form(request, found):
    form = SettleForm(request.POST or None, first=found.audit.grade, second=found.grade)
    form.helper.form_action = reverse("moderation:settle", args=[found.pk])
    return form


@transaction.atomic
def _page(request, found, grade_form=None, settle_form=None):
    _read(request, "Moderation of an audit", found.audit.team, found.audit.child_id)
    asked = found.state == states.ASKED and found.moderator_id == request.user.pk
    if asked and grade_form is None:
        grade_form = GradeForm(questions=services.questions_of(found))
    if grade_form is not None:
        grade_form.helper.form_action = reverse("moderation:grade", args=[found.pk])
    if settle_form is None and _may_settle(request, found):
        settle_form = _settle_form(request, found)
    context = {
        "moderation": found,
        "sides": queries.sides_of(found),
        "grade_form": grade_form,
        "settle_form": settle_form,
        "form": grade_form or settle_form,
    }
    return render(request, "audits/moderation/moderation.html", context)


def _read(request, what, team, child):
    record_read(
        user=request.user,
        at=timezone.now(),
        kind="page",
        what=what[:120],
        team=team,
        children=[child] if child else [],
        rows=1,
    )
