"""The landing page of the room, and how its pages act on a form."""

from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone

from casework.access import may
from casework.services import NotAllowed
from feedback import queries
from feedback.asking.forms import FindForm
from feedback.asking.queries import child_by_reference
from feedback.leaders.queries import to_answer
from feedback.reading.queries import concerns_for, waiting


def index(request):
    form = FindForm(request.POST or None) if may(request.user, "feedback:child") else None
    if form is not None and form.is_valid():
        found = child_by_reference(reference=form.cleaned_data["reference"].strip(), user=request.user)
        if found is not None:
            return redirect("feedback:child", found.pk)
        form.add_error("reference", "No child with this reference is known to a team of yours. Check it and try again.")
    context = {
        "form": form,
        "quarter": queries.quarter(team=request.place.team, user=request.user, on=timezone.localdate())
        if request.place
        else None,
        "concerns": concerns_for(request.user),
        "waiting": waiting(team=request.place.team, user=request.user, at=timezone.now()) if request.place else None,
        "may_follow_up": may(request.user, "feedback:answers"),
        "may_see_month": may(request.user, "feedback:month"),
        "may_see_said": may(request.user, "feedback:you_said"),
        "may_see_complaints": may(request.user, "feedback:complaints"),
        "may_see_closed": may(request.user, "feedback:closed"),
        "may_see_compliments": may(request.user, "feedback:compliments"),
        "may_see_leaders": may(request.user, "feedback:leaders"),
        "to_answer": len(to_answer(request.user)) if may(request.user, "feedback:leader_answer") else 0,
        "may_see_met": may(request.user, "feedback:children_met"),
        "may_see_escalations": may(request.user, "feedback:escalations"),
        "may_see_due": may(request.user, "feedback:due"),
        "may_see_unheard": may(request.user, "feedback:unheard"),
        "may_make_codes": may(request.user, "feedback:codes"),
        "unchecked": queries.unchecked_languages(),
    }
    return render(request, "feedback/index.html", context)


def done(request, form, service, **about) -> bool:
    """Return whether the form was valid and the service did what it says; a refusal stands above the form."""
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            service(**about, **form.cleaned_data, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
