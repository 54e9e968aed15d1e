"""Words that raise a text in the queue. They never lower one and never close anything."""

import re
import tomllib
import unicodedata
from functools import cache

from feedback.words import FOLDER


def flags(text: str) -> int:
    """Return how many different flagged beginnings of words a text holds, in whatever language it is written."""
    plain = folded(text)
    return sum(1 for pattern in _patterns() if pattern.search(plain))


def folded(text: str) -> str:
    """Return a text in small letters, without accents and with single spaces, so that "HÚRTS" is found too."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(kept.replace("ł", "l").split())


@cache
def _patterns() -> list[re.Pattern]:
    found = tomllib.loads((FOLDER / "flags.toml").read_text("utf-8"))
    return [re.compile(rf"(?<!\w){re.escape(folded(word))}") for listed in found.values() for word in listed]
