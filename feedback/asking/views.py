"""The pages where staff ask: a child's feedback, a link, plain codes, recording what was said."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from casework.access import may
from casework.services import NotAllowed, record_read
from feedback.asking import queries, services
from feedback.asking.forms import AskForm, CodesForm, RecordForm
from improvement.lib.qr import qr_svg


@transaction.atomic
def child(request, pk):
    found = _child(request, pk, "feedback:child")
    _read(request, found, "feedback:child")
    context = {
        "child": found,
        "heard": queries.heard_of(found),
        "askings": queries.askings_of(found),
        "may_ask": may(request.user, "feedback:ask"),
    }
    return render(request, "feedback/asking/child.html", context)


@transaction.atomic
def ask(request, pk):
    found = _child(request, pk, "feedback:ask")
    form = AskForm(request.POST or None, initial=_chosen(request))
    context = {"child": found, "form": form, "back": reverse("feedback:child", args=[found.pk])}
    _read(request, found, "feedback:ask")
    if form.is_valid():
        try:
            asking, token = services.ask(child=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            context |= {"asking": asking, "slip": _slip(request, token)}
    return render(request, "feedback/asking/ask.html", context)


def codes(request):
    form = CodesForm(request.POST or None, teams=queries.code_teams(request.user))
    context = {"form": form}
    if form.is_valid():
        try:
            made = services.make_codes(**form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            context |= {"slips": [_slip(request, token) for token in made], "team": form.cleaned_data["team"]}
    return render(request, "feedback/asking/codes.html", context)


@transaction.atomic
def record(request, pk):
    found = _child(request, pk, "feedback:record")
    _read(request, found, "feedback:record")
    form = RecordForm(request.POST or None, questions=queries.questions_asked(), initial=_chosen(request))
    if form.is_valid():
        try:
            with transaction.atomic():
                services.record(child=found, **form.given(), by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The answers are recorded. What was written is read within a working day.")
            return redirect("feedback:child", found.pk)
    context = {"child": found, "form": form, "back": reverse("feedback:child", args=[found.pk])}
    return render(request, "feedback/asking/record.html", context)


@require_POST
def withdraw(request, pk, response_id):
    found = _child(request, pk, "feedback:withdraw")
    response = queries.withdrawable(response_id=response_id, child=found)
    if response is None:
        raise Http404
    services.withdraw(response=response, by=request.user, at=timezone.now())
    messages.success(request, "What they permitted is taken back.")
    return redirect("feedback:child", found.pk)


# What the page somebody came from may choose for them; the rest they say themselves.
CHOSEN = ("respondent", "reason", "gathered_by", "method", "setting")


def _chosen(request):
    return {name: request.GET[name] for name in CHOSEN if name in request.GET}


def _child(request, pk, url_name):
    found = queries.child_or_none(pk=pk, user=request.user, url_name=url_name)
    if found is None:
        raise Http404
    return found


def _read(request, found, what):
    record_read(user=request.user, at=timezone.now(), kind="page", what=what, children=[found.pk], rows=1)


def _slip(request, token):
    address = request.build_absolute_uri(reverse("say:start", args=[token]))
    return {"address": address, "code": qr_svg(address, "Code for a telephone's camera")}
