"""The pages of the guidance library."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from audits.guidance import queries, services
from audits.guidance.forms import GuideForm
from casework import access
from casework.services import NotAllowed

WRITE = "learning:guide_new"


def guides(request):
    asked = {name: request.GET.get(name, "")[:40] for name in ("theme", "standard")}
    lines = queries.library(on=timezone.localdate(), **asked)
    context = {"lines": lines, "asked": any(asked.values()), "may_write": access.may(request.user, WRITE)}
    return render(request, "audits/learning/guides.html", {**context, "tab": "guides"})


def guide(request, pk):
    found = _guide(pk)
    context = {
        "guide": found,
        "people": queries.people(),
        "has_read": queries.has_read(found, request.user),
        "due": found.review_on <= timezone.localdate(),
        "may_write": access.may(request.user, WRITE),
    }
    return render(request, "audits/learning/guide.html", context)


def write(request):
    initial = {"owner": request.user.pk, "topic": request.GET.get("theme", "")}
    form = GuideForm(request.POST or None, initial=initial)
    if form.is_valid():
        key = form.cleaned_data["key"]
        made = _kept(form, services.write, request, key=key)
        if made:
            messages.success(request, "Kept. It is in the library.")
            return redirect("learning:guide", made.pk)
    return render(request, "audits/learning/guide_form.html", {"form": form, "heading": "Write a guide"})


def change(request, pk):
    found = _guide(pk)
    names = ("title", "topic", "standard", "text", "owner", "review_on", "version")
    form = GuideForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        made = _kept(form, services.change, request, guidance=found, version=version)
        if made:
            messages.success(request, "Kept, as a new version to be read anew.")
            return redirect("learning:guide", pk)
    return render(
        request, "audits/learning/guide_form.html", {"form": form, "heading": "Change the guide", "guide": found}
    )


@require_POST
def say_read(request, pk):
    services.say_read(guidance=_guide(pk), by=request.user, at=timezone.now())
    messages.success(request, "Thank you. You are counted, and not named.")
    return redirect("learning:guide", pk)


@require_POST
def retire(request, pk):
    try:
        services.retire(guidance=_guide(pk), by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "It is out of the library.")
    return redirect("learning:guides")


def _guide(pk):
    found = queries.guide_or_none(pk)
    if found is None:
        raise Http404
    return found


def _kept(form, service, request, **more):
    try:
        return service(**form.words(), **more, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return None
