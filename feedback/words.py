"""The words families read, by language: reviewed text held in files, never translated by machine as they are shown."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from feedback.models import Language, Variant

FOLDER = Path(__file__).parent / "wording"
VERSION = 1
SOURCE = "North Lincolnshire Children and Families Feedback Framework (seed 003, paragraph 99)"
CODES = ("understand_why", "have_say", "safer", "understand_plan", "improve")

# Who to ring, the same in every language (practice.md 6.3).
EMERGENCY, CHILDLINE, SAMARITANS = "999", "0800 1111", "116 123"


@dataclass(frozen=True)
class Words:
    """Everything a page says in one language. `checked` is whether a local speaker has read it over."""

    language: str
    name: str
    dir: str
    checked: bool
    questions: dict[str, list[str]]
    variants: dict[str, str]
    choices: dict[str, str]
    modes: dict[str, str]
    page: dict[str, object]

    def day(self, on: date) -> str:
        """Return the day of the week as this language writes it."""
        return self.page["days"][on.weekday()]


@cache
def words(language: str) -> Words:
    """Return the words of a language. Raises FileNotFoundError for one there is none of."""
    found = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    return Words(
        language=language,
        name=found["name"],
        dir=found["dir"],
        checked=bool(found["reviewed"]),
        questions=found["questions"],
        variants=found["variants"],
        choices=found["choices"],
        modes=found["modes"],
        page=found["page"],
    )


def every_language() -> list[Words]:
    """Return the words of every language, English first."""
    return [words(language) for language in Language.values]


def texts():
    """Yield (number, variant, language, text, needs review) of every question as the files have it now."""
    for found in every_language():
        for variant in Variant.values:
            for number, text in enumerate(found.questions[variant], start=1):
                yield number, variant, found.language, text, not found.checked
