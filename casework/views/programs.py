"""Access for other programs: a person's keys."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from casework import programs
from casework.forms import ProgramKeyForm
from casework.services import NotAllowed

USUAL = timedelta(days=90)


@never_cache
def key_list(request):
    today = timezone.localdate()
    form = ProgramKeyForm(request.POST or None, initial={"expires_on": today + USUAL})
    made = None
    if form.is_valid():
        try:
            _, made = programs.make_key(user=request.user, **form.cleaned_data, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            form = ProgramKeyForm(initial={"expires_on": today + USUAL})
    context = {"form": form, "made": made, "keys": programs.keys_of(request.user), "today": today}
    return render(request, "casework/programs.html", context)


@require_POST
def key_revoke(request, pk):
    key = next((each for each in programs.keys_of(request.user) if each.pk == pk), None)
    if key is None:
        raise Http404
    programs.revoke_key(key=key, by=request.user, at=timezone.now())
    messages.success(request, f"The key for {key.name} opens nothing any more.")
    return redirect("casework:programs")
