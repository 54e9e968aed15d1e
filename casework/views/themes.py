"""The shared list of themes: what audits, families, staff and complaints speak of in the same words."""

from django.contrib import messages
from django.shortcuts import redirect, render

from casework import access, services
from casework.forms import ThemeForm
from casework.queries import themes
from casework.services import NotAllowed


def theme_list(request):
    writes = access.team_ids_for(request.user, "casework:themes", codes="W")
    form = ThemeForm(request.POST or None) if writes else None
    if form is not None and form.is_valid():
        try:
            services.add_theme(**form.cleaned_data, by=request.user)
        except NotAllowed as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, "The theme is on the list.")
            return redirect("casework:themes")
    return render(request, "casework/themes.html", {"form": form, "themes": themes()})
