"""A child's record, as pseudonymous facts; every opening is written down."""

from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from casework import queries, services
from casework.access import may
from casework.forms import FindChildForm


def child_find(request):
    form = FindChildForm(request.POST or None, user=request.user)
    if form.is_valid():
        return redirect("casework:child", form.child.pk)
    return render(request, "casework/children/find.html", {"form": form})


@transaction.atomic
def child(request, pk):
    found = get_object_or_404(queries.children_of(request.user), pk=pk)
    services.record_read(
        user=request.user, at=timezone.now(), kind="page", what="casework:child", children=[found.pk], rows=1
    )
    context = {
        "child": found,
        "entries": queries.child_timeline(found),
        "may_hear": may(request.user, "feedback:child"),
    }
    return render(request, "casework/children/detail.html", context)
