"""Verbs of tools and standards: begin, write, publish; each edit says which state of the draft it was made on."""

from datetime import date, datetime

import pghistory
from django.db import transaction
from django.db.models import F, Max
from django.utils.text import slugify

from audits.models import Descriptor, Question, Section, Standard, StandardVersion, Tool, ToolVersion
from audits.tools import states
from audits.tools.checks import missing
from casework.models import User
from casework.services import NotAllowed


@transaction.atomic
def begin_tool(*, name: str, kind: str, purpose: str, by: User | None, at: datetime) -> ToolVersion:
    """Return the draft of a new tool. Raises NotAllowed where another has the name."""
    code = slugify(name)[:40]
    if not code or Tool.objects.filter(code=code).exists() or Tool.objects.filter(name__iexact=name).exists():
        raise NotAllowed("Another tool has this name. Choose a different one.")
    with pghistory.context(user=by and by.pk, why="tool begun"):
        tool = Tool.objects.create(code=code, name=name, kind=kind, purpose=purpose)
        return ToolVersion.objects.create(tool=tool, number=1, begun_by=by, begun_at=at)


@transaction.atomic
def begin_version(*, tool: Tool, by: User, at: datetime) -> ToolVersion:
    """Return the tool's draft, begun from its latest version with every question; the one there is, where there is."""
    tool = Tool.objects.select_for_update().get(pk=tool.pk)
    draft = tool.versions.filter(state=states.DRAFT).first()
    if draft is not None:
        return draft
    last = tool.versions.order_by("-number").first()
    number = last.number + 1 if last else 1
    with pghistory.context(user=by.pk, why="tool version begun"):
        draft = ToolVersion.objects.create(
            tool=tool, number=number, introduction=last.introduction if last else "", begun_by=by, begun_at=at
        )
        for section in last.sections.prefetch_related("questions__descriptors") if last else ():
            _copy(section, draft)
    return draft


@transaction.atomic
def set_introduction(*, version: ToolVersion, edits: int, introduction: str, by: User) -> None:
    """Write what people read before the first question."""
    with pghistory.context(user=by.pk, why="tool's introduction written"):
        _edit(version, edits)
        ToolVersion.objects.filter(pk=version.pk).update(introduction=introduction.strip())


@transaction.atomic
def add_section(
    *, version: ToolVersion, edits: int, title: str, introduction: str, applies_to: str, by: User
) -> Section:
    """Return a new section at the end of a draft."""
    with pghistory.context(user=by.pk, why="section added"):
        _edit(version, edits)
        last = version.sections.aggregate(last=Max("number"))["last"] or 0
        return Section.objects.create(
            version=version, number=last + 1, title=title, introduction=introduction, applies_to=applies_to
        )


@transaction.atomic
def set_section(*, section: Section, edits: int, title: str, introduction: str, applies_to: str, by: User) -> None:
    """Change a section's title, introduction, and which children it is for."""
    with pghistory.context(user=by.pk, why="section changed"):
        _edit(section.version, edits)
        Section.objects.filter(pk=section.pk).update(title=title, introduction=introduction, applies_to=applies_to)


@transaction.atomic
def move_section(*, section: Section, edits: int, by: User) -> None:
    """Put a section before the one above it; the first stays where it is."""
    with pghistory.context(user=by.pk, why="section moved"):
        _edit(section.version, edits)
        above = section.version.sections.filter(number__lt=section.number).order_by("-number").first()
        if above is not None:
            Section.objects.filter(pk=above.pk).update(number=section.number)
            Section.objects.filter(pk=section.pk).update(number=above.number)


@transaction.atomic
def remove_section(*, section: Section, edits: int, by: User) -> None:
    """Take a section and its questions out of a draft."""
    with pghistory.context(user=by.pk, why="section taken out"):
        _edit(section.version, edits)
        section.delete()


@transaction.atomic
def write_question(
    *,
    section: Section,
    edits: int,
    by: User,
    question: Question | None = None,
    descriptors: dict[str, str],
    **fields,
) -> Question:
    """Return a question of a draft, written anew or changed.

    Args:
        question: the one to change; without, a new one at the end of the section.
        descriptors: grade -> what it looks like; empty ones are left out.
        fields: text, guidance, asked_of, is_graded, asks_difference, is_safety, standard.

    Raises NotAllowed where somebody changed the draft meanwhile, or it is no longer one.
    """
    fields = _asked_of_whom(fields)
    with pghistory.context(user=by.pk, why="question written"):
        _edit(section.version, edits)
        if question is None:
            last = section.questions.aggregate(last=Max("number"))["last"] or 0
            question = Question.objects.create(section=section, number=last + 1, **fields)
        else:
            Question.objects.filter(pk=question.pk).update(**fields)
            question.refresh_from_db()
        question.descriptors.all().delete()
        _describe(question, descriptors if fields["is_graded"] else {})
    return question


@transaction.atomic
def remove_question(*, question: Question, edits: int, by: User) -> None:
    """Take a question out of a draft."""
    with pghistory.context(user=by.pk, why="question taken out"):
        _edit(question.section.version, edits)
        question.delete()


@transaction.atomic
def publish(*, version: ToolVersion, edits: int, by: User | None, at: datetime) -> ToolVersion:
    """Publish a draft: it is frozen, new audits use it, and the version before is no longer used.

    Raises NotAllowed for a draft that lacks something, saying what, and where it was changed or published meanwhile.
    """
    lacking = missing(version)
    if lacking:
        raise NotAllowed(" ".join(lacking))
    with pghistory.context(user=by and by.pk, why="tool published"):
        _edit(version, edits)
        for before in version.tool.versions.filter(state=states.PUBLISHED):
            states.move(ToolVersion.objects.filter(pk=before.pk), states.PUBLISHED, states.RETIRED)
        moved = states.move(
            ToolVersion.objects.filter(pk=version.pk),
            states.DRAFT,
            states.PUBLISHED,
            published_by=by,
            published_at=at,
        )
    version.refresh_from_db()
    if not moved:
        raise NotAllowed("Somebody has published this version meanwhile.")
    return version


@transaction.atomic
def word_standard(*, code: str, title: str, text: str, from_on: date, by: User | None, at: datetime) -> StandardVersion:
    """Return a standard's new words, as its next version; audits made with earlier words keep them.

    Raises NotAllowed where they are the words it has.
    """
    with pghistory.context(user=by and by.pk, why="standard worded"):
        standard, _ = Standard.objects.get_or_create(code=code, defaults={"place": _place(code)})
        Standard.objects.select_for_update().get(pk=standard.pk)
        last = standard.versions.order_by("-number").first()
        if last is not None and (last.title, last.text) == (title, text):
            raise NotAllowed("These are the words it has already.")
        return StandardVersion.objects.create(
            standard=standard,
            number=last.number + 1 if last else 1,
            title=title,
            text=text,
            from_on=from_on,
            written_by=by,
            written_at=at,
        )


def _place(code: str) -> int:
    """Return where a number such as 2.10 stands: after 2.9."""
    whole, _, part = code.partition(".")
    if not (whole.isdigit() and (part or "0").isdigit() and len(whole) < 4 and len(part) < 4):
        raise NotAllowed("Number a standard like 3.1: a number, a full stop, a number.")
    return int(whole) * 1000 + int(part or 0)


def _edit(version: ToolVersion, edits: int) -> None:
    """Count one change of a draft, made on the state of it that had `edits`. Raises NotAllowed otherwise."""
    rows = ToolVersion.objects.filter(pk=version.pk, state=states.DRAFT, edits=edits)
    if not rows.update(edits=F("edits") + 1):
        now = ToolVersion.objects.get(pk=version.pk)
        if now.state != states.DRAFT:
            raise NotAllowed("This version is published, and a published tool is frozen. Begin a new version.")
        raise NotAllowed(
            "Somebody has changed this tool since you opened it, so yours was not saved. What you wrote is still here: "
            "look at the tool in another window, then save again."
        )


def _asked_of_whom(fields: dict) -> dict:
    """The worker is never asked to score, and what is not graded is no matter of safety (I3)."""
    if fields["asked_of"] == Question.AskedOf.WORKER:
        fields = {**fields, "is_graded": False, "asks_difference": False}
    if not fields["is_graded"]:
        fields = {**fields, "is_safety": False, "asks_difference": False, "standard": None}
    return fields


def _describe(question: Question, descriptors: dict[str, str]) -> None:
    Descriptor.objects.bulk_create(
        [Descriptor(question=question, grade=grade, text=text) for grade, text in descriptors.items() if text]
    )


def _copy(section: Section, draft: ToolVersion) -> None:
    questions = list(section.questions.all())
    kept = {question.pk: list(question.descriptors.all()) for question in questions}
    section.pk, section._state.adding, section.version = None, True, draft
    section.save()
    for question in questions:
        before = kept[question.pk]
        question.pk, question._state.adding, question.section = None, True, section
        question.save()
        _describe(question, {descriptor.grade: descriptor.text for descriptor in before})
