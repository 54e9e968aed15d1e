"""The standards and tools that Balcony ships, from `data/*.toml`. What a department has already is never touched."""

import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils.timezone import localdate

from audits.models import Descriptor, Grade, Question, Section, Standard, StandardVersion, Tool, ToolVersion
from audits.tools import services
from casework.themes import load_themes

DATA = Path(__file__).with_name("data")
TOOLS = ("case-audit", "observation", "tracked-case", "supervision", "closing-the-loop")


@cache
def standards() -> tuple[dict, ...]:
    """Return the standards as they are shipped, in order."""
    return tuple(_read("standards")["standard"])


def tool(code: str) -> dict:
    """Return a tool as it is shipped: code, name, kind, purpose, introduction, section."""
    return _read(code)


@transaction.atomic
def load_shipped(*, at: datetime) -> int:
    """Put in the standards, themes and tools that are not there yet; return how many tools were new.

    Run twice, nothing happens the second time; a standard or tool that a department has changed stays as it is.
    """
    load_themes()
    known = set(Standard.objects.values_list("code", flat=True))
    for each in standards():
        if each["code"] not in known:
            words = {name: each[name] for name in ("code", "title", "text")}
            services.word_standard(**words, from_on=localdate(at), by=None, at=at)
    made = 0
    for code in TOOLS:
        if not Tool.objects.filter(code=code).exists():
            _make(tool(code), at=at)
            made += 1
    return made


def _make(shipped: dict, *, at: datetime) -> None:
    about = {name: shipped[name] for name in ("code", "name", "kind", "purpose")}
    version = ToolVersion.objects.create(
        tool=Tool.objects.create(**about),
        number=1,
        introduction=" ".join(shipped["introduction"].split()),
        begun_at=at,
    )
    described = {each["code"]: each for each in standards()}
    for number, section in enumerate(shipped["section"], start=1):
        made = Section.objects.create(
            version=version,
            number=number,
            title=section["title"],
            introduction=section.get("introduction", ""),
            **({"applies_to": section["applies_to"]} if "applies_to" in section else {}),
        )
        for place, question in enumerate(section["question"], start=1):
            _ask(made, place, question, described)
    services.publish(version=version, edits=0, by=None, at=at)


def _ask(section: Section, number: int, question: dict, described: dict[str, dict]) -> None:
    code = question.get("standard")
    asked_of = question.get("asked_of", "auditor")
    graded = question.get("graded", asked_of == "auditor")
    newest = StandardVersion.objects.filter(standard__code=code).order_by("-number").first() if code else None
    made = Question.objects.create(
        section=section,
        number=number,
        text=question["text"],
        guidance=question.get("guidance", ""),
        asked_of=asked_of,
        is_graded=graded,
        asks_difference=graded,
        is_safety=question.get("is_safety", False),
        standard=newest,
    )
    if graded:
        Descriptor.objects.bulk_create(
            [Descriptor(question=made, grade=grade, text=described[code][grade]) for grade in Grade.values]
        )


def _read(name: str) -> dict:
    with (DATA / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)
