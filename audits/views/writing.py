"""Where an audit is written: a section at a time, by either voice, and the overall grade."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from audits import grading, queries
from audits.forms import OverallForm, WritingForm
from audits.known import known_of
from audits.live.queries import for_the_room, in_the_room, together
from audits.models import Voice
from audits.submission import graded_parts, lacking
from audits.writing import kept, services
from casework.services import NotAllowed, record_read


@transaction.atomic
def section(request, pk, number):
    desk, sections, here = _opened(request, pk, number)
    voice = desk.voice
    form, answer = _written(request, desk, here, then=_next(desk, sections, number))
    if answer is not None:
        return answer
    context = {
        **_frame(desk, sections),
        "form": form,
        "section": here,
        "voice": voice,
        "is_auditor": voice == Voice.AUDITOR,
        "other": _other(desk, voice),
        "next": _following(sections, number),
        "place": next(i for i, each in enumerate([s for s in sections if s.applies], 1) if each.number == number),
        "of": sum(each.applies for each in sections),
    }
    return render(request, "audits/section.html", context)


@transaction.atomic
def live(request, pk):
    desk, sections, _ = _opened(request, pk)
    if not desk.is_auditor:
        raise Http404
    if getattr(desk.audit, "live", None) is None:
        return redirect("audits:room", pk)
    here = for_the_room(sections)
    form, answer = _written(request, desk, together(here), then=reverse("audits:overall", args=[pk]))
    if answer is not None:
        return answer
    groups = iter(form.groups())
    context = {
        "desk": desk,
        "audit": desk.audit,
        "form": form,
        "blocks": [(each, [next(groups) for _ in each.asked]) for each in here],
        "worker": [(each.title, one.worker.text) for each in sections for one in each.asked if one.worker],
        "room": in_the_room(desk.audit),
    }
    return render(request, "audits/live/live.html", context)


@transaction.atomic
def overall(request, pk):
    desk, sections, _ = _opened(request, pk)
    if not desk.is_auditor:
        raise Http404
    found = getattr(desk.audit, "overall", None)
    names = ("grade", "text", "better_because", "version")
    initial = {name: getattr(found, name) for name in names} if found else {"version": 0}
    form = OverallForm(request.POST or None, initial={**initial, "writer": kept.sign(request.user)})
    theirs = None
    if request.method == "POST":
        kept.forget(request)
        saved, theirs = _save_overall(request, desk, form)
        if request.headers.get("X-Autosave"):
            return JsonResponse(saved)
        if not saved["conflicts"] and not saved["problems"]:
            messages.success(request, "Kept.")
            return redirect("audits:overall", pk)
    else:
        back = kept.take(request)
        form = OverallForm({**back, "version": initial["version"]}) if back else form
        _log(request, desk)
    asked = grading.verdict(found.grade if found else "", graded_parts(desk.audit))
    context = {
        **_frame(desk, sections),
        "form": form,
        "theirs": theirs,
        "rule": grading.RULE,
        "verdict": asked,
        "lacking": lacking(desk.audit),
        "looks": list(desk.audit.second_looks.select_related("asked_of")),
        "at_overall": True,
    }
    return render(request, "audits/overall.html", context)


def _opened(request, pk, number=None):
    desk = queries.desk(pk=pk, user=request.user)
    if desk is None or not desk.voice:
        raise Http404
    sections = queries.sections_of(desk.audit)
    here = next((each for each in sections if each.number == number and each.applies), None)
    if number is not None and here is None:
        raise Http404
    return desk, sections, here


def _written(request, desk, here, *, then):
    """Return the form of a page and None; or, once what was sent is kept, the form and the answer."""
    writer = kept.sign(request.user)
    form = WritingForm(request.POST or None, section=here, voice=desk.voice, writer=writer)
    if request.method != "POST":
        back = kept.take(request)
        if back:
            form = WritingForm(_versions_now(back, form), section=here, voice=desk.voice, writer=writer)
            messages.info(request, "You were signed out. What you wrote is back; it is kept when you save.")
        _log(request, desk)
        return form, None
    kept.forget(request)
    saved = _save_section(request, desk, form)
    if request.headers.get("X-Autosave"):
        return form, JsonResponse(saved)
    if form.is_valid() and not saved["conflicts"] and not saved["problems"]:
        return form, redirect(then)
    return _with_theirs(request, desk, here, form), None


def _save_section(request, desk, form) -> dict:
    """Save what was sent, question by question; return when, the new versions, and what could not be kept."""
    told = {"versions": {}, "conflicts": {}, "problems": []}
    if not form.is_valid():
        told["problems"] = [str(error) for errors in form.errors.values() for error in errors]
        return told
    for question, sent in form.written():
        try:
            answer = services.save_answer(
                audit=desk.audit, question=question, voice=desk.voice, **sent, by=request.user, at=timezone.now()
            )
            told["versions"][f"version_{question.pk}"] = answer.version if answer else 0
        except services.Conflict as conflict:
            form.theirs[question.pk] = conflict.theirs
            told["conflicts"][str(question.pk)] = str(conflict)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            told["problems"].append(str(refusal))
    told["saved"] = f"{timezone.localtime():%H:%M:%S}"
    return told


def _save_overall(request, desk, form):
    told = {"versions": {}, "conflicts": {}, "problems": []}
    if not form.is_valid():
        told["problems"] = [str(error) for errors in form.errors.values() for error in errors]
        return told, None
    sent = {name: form.cleaned_data[name] for name in ("grade", "text", "better_because", "version")}
    try:
        found = services.save_overall(audit=desk.audit, **sent, by=request.user, at=timezone.now())
    except services.Conflict as conflict:
        form.add_error(None, str(conflict))
        form.data = {**form.data.dict(), "version": conflict.theirs.version}
        return {**told, "conflicts": {"overall": str(conflict)}}, conflict.theirs
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return {**told, "problems": [str(refusal)]}, None
    told["versions"]["version"] = found.version if found else 0
    told["saved"] = f"{timezone.localtime():%H:%M:%S}"
    return told, None


def _with_theirs(request, desk, here, form):
    """Return the form with what was typed and, where somebody saved the same, their text and version."""
    data = request.POST.copy()
    for pk, theirs in form.theirs.items():
        data[f"version_{pk}"] = str(theirs.version)
    again = WritingForm(data, section=here, voice=desk.voice, writer=data.get("writer", ""))
    again.is_valid()
    again.theirs = form.theirs
    if form.theirs:
        again.add_error(None, "Somebody saved this while you were writing. Both texts are here: make one, then save.")
    for error in form.non_field_errors():
        again.add_error(None, error)
    return again


def _versions_now(back: dict, form) -> dict:
    """Return what was kept, on top of the versions there are now."""
    return {**back, **{name: field.initial for name, field in form.fields.items() if name.startswith("version_")}}


def _frame(desk, sections) -> dict:
    return {
        "desk": desk,
        "audit": desk.audit,
        "sections": sections,
        "known": known_of(desk.audit, on=timezone.localdate()),
    }


def _log(request, desk) -> None:
    child = desk.audit.child_id
    what, at = request.resolver_match.view_name, timezone.now()
    # A page that looks every few seconds for the other's words is one opening, not many.
    if not request.headers.get("X-Look"):
        record_read(
            user=request.user,
            at=at,
            kind="page",
            what=what,
            team=desk.audit.team,
            children=[child] if child else [],
            rows=1,
        )


def _other(desk, voice) -> str:
    if voice == Voice.WORKER:
        return desk.audit.auditor.name
    return desk.audit.worker.name if desk.audit.worker else ""


def _following(sections, number):
    return next((each for each in sections if each.applies and each.number > number), None)


def _next(desk, sections, number) -> str:
    following = _following(sections, number)
    if following is not None:
        return f"/audits/{desk.audit.pk}/section/{following.number}/"
    return f"/audits/{desk.audit.pk}/overall/" if desk.is_auditor else f"/audits/{desk.audit.pk}/"
