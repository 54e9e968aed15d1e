"""Surveys for who is signed in: what is open, taking a code, what was said; and for who leads them, all the rest."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from casework.access import may
from casework.actions.forms import RaiseForm
from casework.queries import teams_for
from casework.services import NotAllowed
from feedback.models import Survey
from feedback.surveys import queries, services
from feedback.surveys.forms import HandOutForm, LeaderForm, PartnerForm, SurveyForm, TakeForm
from improvement.lib.charts import to_svg
from improvement.lib.downloads import KINDS, table
from improvement.lib.months import day_label
from improvement.lib.qr import qr_svg

FORMS = {"annual": SurveyForm, "pulse": SurveyForm, "leader": LeaderForm, "partner": PartnerForm}


def index(request):
    context = {
        "asked": queries.open_for(request.user, on=timezone.localdate()),
        "found": queries.listed(request.user),
        "may_make": may(request.user, queries.MAKE),
    }
    return render(request, "feedback/surveys/index.html", context)


def make(request, kind):
    form = _made_form(request, kind)
    if form.is_valid():
        try:
            made = services.make(kind=kind, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Kept as a draft. Look it over, then open it.")
            return redirect("surveys:survey", made.pk)
    return render(request, "feedback/surveys/make.html", {"form": form, "kind": Survey(kind=kind)})


def survey(request, pk):
    found = _found(request, pk)
    leads = found.team_id in queries.leads(request.user)
    context = {"survey": found, "leads": leads, "last_day": queries.last_day(found)}
    if found.state != "closed":
        context |= {
            "progress": queries.progress(found) if leads else None,
            "invited": found.state == "open" and queries.is_invited(found, request.user),
            "hands_out": queries.hands_out(found),
            "handed": queries.handed_out(found) if leads and queries.hands_out(found) else [],
        }
        return render(request, "feedback/surveys/running.html", context)
    if queries.sees_results(found, request.user):
        trend = queries.response_trend(found)
        chart = queries.response_chart(trend)
        context |= {
            "said": queries.what_was_said(found, unit=request.GET.get("unit", "")),
            "trend": trend,
            "chart": chart,
            "svg": to_svg(chart, "phone") if chart else "",
            "comments": queries.comments_shown(found),
            "actions": queries.actions_of(found),
            "may_act": queries.may_act(found, request.user),
            "may_share": found.about_id == request.user.pk and found.shared_at is None,
            "scale": queries.SCALE,
        }
    context["unread"] = queries.unread(found) if leads else 0
    return render(request, "feedback/surveys/said.html", context)


def take(request, pk):
    found = _found(request, pk)
    if not queries.is_invited(found, request.user):
        raise Http404
    form = TakeForm(request.POST or None)
    context = {"survey": found, "form": form, "last_day": queries.last_day(found)}
    if form.is_valid():
        try:
            code = services.take(survey=found, key=form.cleaned_data["key"], by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            context |= {"code": code, "grouped": _grouped(code), "address": _address(request, found)}
    return render(request, "feedback/surveys/take.html", context)


def hand_out(request, pk):
    found = _one_led(request, pk)
    if not queries.hands_out(found):
        raise Http404
    form = HandOutForm(request.POST or None)
    context = {"survey": found, "form": form, "last_day": queries.last_day(found)}
    if form.is_valid():
        try:
            codes = services.hand_out(survey=found, **form.cleaned_data, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            address = _address(request, found)
            context |= {
                "codes": [_grouped(code) for code in codes],
                "agency": dict(form.fields["agency"].choices)[form.cleaned_data["agency"]],
                "address": address,
                # Of the address alone: the code is never in one.
                "picture": qr_svg(address, "Picture of the address for a telephone's camera"),
            }
    return render(request, "feedback/surveys/hand_out.html", context)


@require_POST
def open_survey(request, pk):
    def act(found, now):
        invited = services.open_survey(survey=found, by=request.user, at=now)
        if queries.hands_out(found):
            return "It is open. Make codes for each kind of agency, and hand them out."
        return f"It is open, and {invited} people are told."

    return _led(request, pk, act)


@require_POST
def discard(request, pk):
    def act(found, now):
        services.discard(survey=found, by=request.user, at=now)
        return "The draft is discarded."

    return _led(request, pk, act, back="surveys:index")


@require_POST
def close(request, pk):
    def act(found, now):
        closed = services.close(survey=found, by=request.user, at=now)
        return f"It is closed. {closed.said_by.capitalize()}."

    return _led(request, pk, act)


def act(request, pk):
    found = _found(request, pk)
    if not queries.may_act(found, request.user):
        raise Http404
    form = RaiseForm(request.POST or None)
    if form.is_valid():
        try:
            services.agree_action(survey=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Agreed. It is in the register, and everybody sees it here.")
            return redirect("surveys:survey", pk)
    return render(request, "feedback/surveys/act.html", {"survey": found, "form": form})


@require_POST
def share(request, pk):
    try:
        services.share(survey=_found(request, pk), by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Those who answered and whoever made the survey can see it now.")
    return redirect("surveys:survey", pk)


def download(request, pk, kind):
    found = _found(request, pk)
    if kind not in KINDS or not queries.sees_results(found, request.user):
        raise Http404
    headers, rows = queries.as_table(found)
    notes = [f"Closed {day_label(timezone.localdate(found.closed_at))}.", queries.SCALE, queries.TOO_FEW]
    return table(headers, rows, kind=kind, name=f"survey-{found.pk}", title=found.title, as_at=None, notes=notes)


def _made_form(request, kind):
    if kind not in FORMS:
        raise Http404
    return FORMS[kind](request.POST or None, kind=kind, teams=teams_for(request.user, queries.MAKE))


def _found(request, pk):
    found = queries.survey_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    return found


def _one_led(request, pk):
    found = queries.led_or_none(pk=pk, user=request.user)
    if found is None:
        raise Http404
    return found


def _led(request, pk, act, *, back="surveys:survey"):
    """Do something with a survey one leads, say what came of it, and go back."""
    found = _one_led(request, pk)
    try:
        messages.success(request, act(found, timezone.now()))
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        back = "surveys:survey"
    return redirect(back) if back == "surveys:index" else redirect(back, pk)


def _address(request, found):
    return request.build_absolute_uri(reverse("survey:answer", args=[found.pk]))


def _grouped(code: str) -> str:
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
