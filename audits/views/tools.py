"""Tools and standards: read by everybody who audits, written by the quality lead, previewed, published."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from audits.guidance.queries import standards_guided
from audits.models import Grade
from audits.tools import forms, queries, services
from audits.tools.checks import missing
from casework import access
from casework.services import NotAllowed


def tool_list(request):
    context = {"tools": queries.tools(), "may_write": access.may(request.user, "audits:tool_new")}
    return render(request, "audits/tools/list.html", context)


def tool_new(request):
    form = forms.ToolForm(request.POST or None)
    if form.is_valid():
        try:
            version = services.begin_tool(**form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error("name", str(refusal))
        else:
            return redirect("audits:tool_draft", version.tool.code)
    return render(request, "audits/tools/form.html", {"form": form, "heading": "A new tool"})


def tool(request, code):
    found = _tool(code)
    asked = request.GET.get("version", "")
    version = queries.version_shown(found, int(asked) if asked.isdigit() and len(asked) < 6 else None)
    if version is None:
        raise Http404
    context = {
        "tool": found,
        "version": version,
        "versions": list(found.versions.order_by("-number")),
        "may_write": access.may(request.user, "audits:tool_version"),
    }
    return render(request, "audits/tools/tool.html", context)


@require_POST
def tool_version(request, code):
    services.begin_version(tool=_tool(code), by=request.user, at=timezone.now())
    return redirect("audits:tool_draft", code)


def draft(request, code):
    version = _draft(code)
    form = forms.IntroductionForm(
        request.POST or None, initial={"introduction": version.introduction, "edits": version.edits}
    )
    if form.is_valid():
        try:
            services.set_introduction(version=version, **form.cleaned_data, by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("audits:tool_draft", code)
    context = {"tool": version.tool, "version": version, "form": form, "missing": missing(version)}
    return render(request, "audits/tools/draft.html", context)


def publish(request, code):
    version = _draft(code)
    lacking = missing(version)
    if request.method == "POST":
        sent = request.POST.get("edits", "")
        try:
            services.publish(
                version=version, edits=int(sent) if sent.isdigit() else -1, by=request.user, at=timezone.now()
            )
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
            return redirect("audits:tool_publish", code)
        messages.success(request, f"Version {version.number} is in use, and frozen.")
        return redirect("audits:tool", code)
    return render(request, "audits/tools/publish.html", {"tool": version.tool, "version": version, "missing": lacking})


def section_new(request, code):
    version = _draft(code)
    form = forms.SectionForm(request.POST or None, initial={"edits": version.edits})
    return _edit(request, version, form, services.add_section, "A new section", {"version": version})


def section(request, code, number):
    version, found = _section(code, number)
    if request.method == "POST" and request.POST.get("act") in ("up", "out"):
        act = {"up": services.move_section, "out": services.remove_section}[request.POST["act"]]
        sent = request.POST.get("edits", "")
        try:
            act(section=found, edits=int(sent) if sent.isdigit() else -1, by=request.user)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        return redirect("audits:tool_draft", code)
    names = ("title", "introduction", "applies_to")
    initial = {name: getattr(found, name) for name in names}
    form = forms.SectionForm(request.POST or None, initial={**initial, "edits": version.edits})
    return _edit(request, version, form, services.set_section, found.title, {"section": found}, about=found)


def question_new(request, code, number):
    version, found = _section(code, number)
    return _question(request, version, found, None)


def question(request, code, pk):
    version = _draft(code)
    asked = next((each for part in version.shown for each in part.questions.all() if each.pk == pk), None)
    if asked is None:
        raise Http404
    if request.method == "POST" and request.POST.get("act") == "out":
        sent = request.POST.get("edits", "")
        try:
            services.remove_question(question=asked, edits=int(sent) if sent.isdigit() else -1, by=request.user)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        return redirect("audits:tool_draft", code)
    return _question(request, version, asked.section, asked)


def standards(request):
    context = {
        "standards": queries.newest_standards(),
        "guided": standards_guided(),
        "may_write": access.may(request.user, "audits:standard_word"),
    }
    return render(request, "audits/tools/standards.html", context)


def standard_word(request):
    known = {each.standard.code: each for each in queries.newest_standards()}
    chosen = known.get(request.GET.get("code", ""))
    initial = {"code": chosen.standard.code, "title": chosen.title, "text": chosen.text} if chosen else {}
    form = forms.StandardForm(request.POST or None, initial={**initial, "from_on": timezone.localdate()})
    if form.is_valid():
        try:
            services.word_standard(**form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The standard is kept. Audits made with earlier words keep them.")
            return redirect("audits:standards")
    return render(request, "audits/tools/form.html", {"form": form, "heading": "A standard's words"})


def _question(request, version, section, asked):
    initial = {"edits": version.edits}
    if asked is not None:
        names = ("text", "asked_of", "is_graded", "asks_difference", "is_safety", "standard", "guidance")
        initial |= {name: getattr(asked, name) for name in names}
        looks = {each.grade: each.text for each in asked.descriptors.all()}
        initial |= {f"looks_{grade.value}": looks.get(grade.value, "") for grade in Grade}
    standards = queries.newest_standards()
    if asked is not None and asked.standard and asked.standard not in standards:
        standards = [*standards, asked.standard]
    form = forms.QuestionForm(request.POST or None, standards=standards, initial=initial)

    def write(*, edits, by, **given):
        return services.write_question(section=section, question=asked, edits=edits, by=by, **given)

    return _edit(request, version, form, write, f"A question of “{section.title}”", {}, about=asked)


def _edit(request, version, form, service, heading, fields, about=None):
    """Show the form of one change of a draft; when it is valid make it, or say why not and keep what was typed."""
    if form.is_valid():
        given = form.given() if hasattr(form, "given") else form.cleaned_data
        try:
            service(**fields, **given, by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("audits:tool_draft", version.tool.code)
    context = {"form": form, "heading": heading, "tool": version.tool, "version": version, "about": about}
    return render(request, "audits/tools/form.html", context)


def _tool(code):
    found = queries.tool_or_none(code)
    if found is None:
        raise Http404
    return found


def _draft(code):
    found = queries.draft_of(_tool(code))
    if found is None:
        raise Http404
    return found


def _section(code, number):
    version = _draft(code)
    found = next((each for each in version.shown if each.number == number), None)
    if found is None:
        raise Http404
    return version, found
