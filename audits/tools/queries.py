"""Tools and standards, as they are read."""

from django.db.models import Count, OuterRef, Prefetch, Subquery

from audits.models import Question, Section, StandardVersion, Tool, ToolVersion


def tools() -> list[Tool]:
    """Return every tool, each with its versions newest first and how many audits used it; two queries."""
    versions = ToolVersion.objects.order_by("-number").annotate(used=Count("audits"))
    found = list(Tool.objects.prefetch_related(Prefetch("versions", queryset=versions, to_attr="newest")))
    for tool in found:
        tool.draft = next((each for each in tool.newest if each.state == "draft"), None)
        tool.in_use = next((each for each in tool.newest if each.state == "published"), None)
        tool.used = sum(each.used for each in tool.newest)
    return found


def tool_or_none(code: str) -> Tool | None:
    """Return a tool by its code, or None."""
    return Tool.objects.filter(code=code).first()


def version_shown(tool: Tool, number: int | None = None) -> ToolVersion | None:
    """Return a version with everything in it: the numbered one, else the one in use, else the newest; five queries."""
    rows = tool.versions.select_related("published_by")
    rows = rows.filter(number=number) if number else rows
    found = rows.filter(state="published").first() or rows.order_by("-number").first()
    return whole(found) if found else None


def draft_of(tool: Tool) -> ToolVersion | None:
    """Return the tool's draft with everything in it, or None."""
    found = tool.versions.filter(state="draft").first()
    return whole(found) if found else None


def whole(version: ToolVersion) -> ToolVersion:
    """Return the version with its sections, questions, standards and descriptors; four queries."""
    questions = Question.objects.select_related("standard__standard").prefetch_related("descriptors").order_by("number")
    sections = Section.objects.filter(version=version).prefetch_related(Prefetch("questions", queryset=questions))
    version.shown = list(sections.order_by("number"))
    return version


def newest_standards():
    """Return each standard as it is worded now, in order."""
    newest = StandardVersion.objects.filter(standard=OuterRef("standard")).order_by("-number").values("pk")[:1]
    found = StandardVersion.objects.filter(pk=Subquery(newest)).select_related("standard", "written_by")
    return found.order_by("standard__place")
