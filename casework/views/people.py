"""People and what they may do."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from casework import access, queries, services
from casework.forms import GrantForm, PeopleFilter, PersonForm, ReasonForm


def person_list(request):
    found = PeopleFilter(request.GET or None)
    chosen = found.cleaned_data if found.is_valid() else {}
    people = queries.people(search=chosen.get("search", ""), role=chosen.get("role", ""), on=timezone.localdate())
    page = Paginator(people, 50).get_page(request.GET.get("page"))
    context = {
        "filter": found,
        "page": page,
        "rows": queries.person_rows(page),
        "may_add": access.may(request.user, "casework:person_add"),
    }
    return render(request, "casework/people/list.html", context)


def person_add(request):
    form = PersonForm(request.POST or None)
    if form.is_valid():
        try:
            person = services.add_person(**form.cleaned_data, by=request.user)
        except services.NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{person.name} is added. Now give them a role.")
            return redirect("casework:grant_add", person.pk)
    return render(request, "casework/people/add.html", {"form": form})


def person_detail(request, pk):
    person = get_object_or_404(queries.people(on=timezone.localdate()), pk=pk)
    context = {
        "person": person,
        "grants": queries.grants(person),
        "today": timezone.localdate(),
        "may_grant": access.may(request.user, "casework:grant_add") and person != request.user,
        "may_suspend": access.may(request.user, "casework:person_suspend") and person != request.user,
    }
    return render(request, "casework/people/detail.html", context)


def grant_add(request, pk):
    person = get_object_or_404(queries.people(on=timezone.localdate()), pk=pk)
    form = GrantForm(request.POST or None, initial={"start_on": timezone.localdate()})
    form.instance.user = person
    if form.is_valid():
        try:
            services.grant_role(user=person, **form.cleaned_data, by=request.user, at=timezone.now())
        except services.NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{person.name} has the role from {form.cleaned_data['start_on']:%-d %B %Y}.")
            return redirect("casework:person", person.pk)
    return render(request, "casework/people/grant.html", {"form": form, "person": person})


def grant_end(request, pk):
    grant = get_object_or_404(queries.all_grants(), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            services.end_grant(grant=grant, on=timezone.localdate(), by=request.user, why=form.cleaned_data["why"])
        except services.NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The role has ended.")
            return redirect("casework:person", grant.user_id)
    return render(request, "casework/people/grant_end.html", {"form": form, "grant": grant})


def person_suspend(request, pk):
    return _set_active(request, pk, is_active=False)


def person_restore(request, pk):
    return _set_active(request, pk, is_active=True)


def _set_active(request, pk, *, is_active):
    person = get_object_or_404(queries.people(on=timezone.localdate()), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            services.set_active(user=person, is_active=is_active, by=request.user, why=form.cleaned_data["why"])
        except services.NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{person.name} can {'sign in again' if is_active else 'no longer sign in'}.")
            return redirect("casework:person", person.pk)
    context = {"form": form, "person": person, "is_active": is_active}
    return render(request, "casework/people/set_active.html", context)
