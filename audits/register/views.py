"""The pages of the learning register."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from audits.register import queries, services
from audits.register.forms import LearningForm, LookForm
from casework import access
from casework.services import NotAllowed


def register(request):
    page = queries.page_of(request.GET.get("page"))
    context = {
        "page": page,
        "today": timezone.localdate(),
        "may_write": access.may(request.user, "learning:entry_new"),
    }
    return render(request, "audits/learning/register.html", {**context, "tab": "register"})


def write(request):
    form = LearningForm(request.POST or None, teams=queries.teams_for(request.user))
    if form.is_valid():
        try:
            made = services.keep(**form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Kept, with its action in the register.")
            return redirect("learning:entry", made.pk)
    return render(request, "audits/learning/entry_form.html", {"form": form})


def entry(request, pk):
    found = queries.learning_or_none(pk)
    if found is None:
        raise Http404
    may_look = queries.may_look_again(found, request.user, on=timezone.localdate())
    form = LookForm(request.POST or None)
    if request.method == "POST" and not may_look:
        raise Http404
    if form.is_valid():
        try:
            services.look_again(learning=found, found=form.cleaned_data["found"], by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Kept.")
            return redirect("learning:entry", pk)
    return render(request, "audits/learning/entry.html", {"learning": found, "form": form, "may_look": may_look})
