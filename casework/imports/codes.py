"""What a coded value means: the short code we keep."""

import re
import tomllib
from functools import cache
from pathlib import Path

from casework.imports.fold import fold

TABLE = Path(__file__).with_name("codes.toml")
# "a) ", "p1) ", "k. ": Annex A's own letters. They differ between editions (two codes share "s)"), so they are dropped.
LETTER = re.compile(r"^[a-z]1?[).]\s*")
LEADING = re.compile(r"^\(?([a-z]{0,4}\d{0,2}[a-z]?)\)?(?:\s*([:\-])\s*|\s+|$)")
BRACKETED = re.compile(r"[\[(]([a-z]{0,4}\d{0,2}[a-z]?)[\])]$")
MARKS = re.compile(r"[^a-z0-9]+")
# "a a6 ", "a1 a1 ", "52 ": what systems number their own lists with.
NUMBERS = re.compile(r"^(?:[a-z] )?(?:[a-z]{0,2}\d+[a-z]? )+")
# Prefix of a value that no code matched, as staged. A folded value cannot begin with it twice.
UNMATCHED = "?"


@cache
def _table() -> dict[str, dict]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


@cache
def code_sets() -> dict[str, dict]:
    """Return code set -> {"title": ..., "codes": {code: name}}."""
    return {
        name: {
            "title": each["title"],
            "codes": {code: names.split("|")[0].strip() for code, names in each["codes"].items()},
        }
        for name, each in _table().items()
    }


@cache
def _spellings(code_set: str) -> tuple[dict[str, str], dict[str, str]]:
    codes = _table()[code_set]["codes"]
    spelled = {fold(name): code for code, names in codes.items() for name in names.split("|")}
    return {code.lower(): code for code in codes}, spelled


@cache
def _plain_spellings(code_set: str) -> tuple[dict[str, str], list[tuple[str, re.Pattern]]]:
    patterns = _table()[code_set].get("patterns", {})
    spelled = {_plain(name): code for name, code in _spellings(code_set)[1].items()}
    return spelled, [(code, re.compile(pattern)) for code, pattern in patterns.items()]


def _plain(text: str) -> str:
    """Return folded text as bare words: no marks, "and" for "&"."""
    return MARKS.sub(" ", text.replace("&", " and ").replace("'", "")).strip()


def code_of(code_set: str, raw: str) -> str | None:
    """Return the code a value means, None when no code's name or spelling is it.

    Tried in order, first with the list's letter dropped and then as written: the code alone, a known spelling, a code
    that leads ("6: Police", "N1 - Abuse or Neglect"), a code in brackets at the end ("White British [WBRI]"). Then as
    bare words, after the numbers a system puts in front ("A.A6) White > British"): a known spelling, the one code
    named, a pattern of the set that is the whole of it.
    """
    return _code_as_written(code_set, raw) or _code_of_words(code_set, _plain(fold(raw)))


def _code_of_words(code_set: str, words: str) -> str | None:
    codes, _ = _spellings(code_set)
    spelled, patterns = _plain_spellings(code_set)
    named = {codes[word] for word in words.split() if word in codes and _specific(word) and len(word) > 1}
    if len(named) > 1:
        return None
    shorter = NUMBERS.sub("", words)
    found = spelled.get(words) or spelled.get(shorter)
    if found:
        return found
    if named and codes.get(words.split()[0]) in named:
        return named.pop()
    return next((code for code, pattern in patterns if pattern.fullmatch(shorter)), None)


def _code_as_written(code_set: str, raw: str) -> str | None:
    codes, spelled = _spellings(code_set)
    text = fold(raw)
    for candidate in dict.fromkeys((LETTER.sub("", text), text)):
        found = codes.get(candidate) or spelled.get(candidate)
        if found:
            return found
        for shape in (LEADING, BRACKETED):
            token = shape.search(candidate)
            if token and token[1] in codes and (token.lastindex == 2 or shape is BRACKETED or _specific(token[1])):
                return codes[token[1]]
            if token and shape is LEADING and spelled.get(candidate[token.end() :].strip()):
                return spelled[candidate[token.end() :].strip()]
    return None


def _specific(token: str) -> bool:
    """Return whether a token with no mark after it is a code rather than a word or a count ("in", "5 days")."""
    return (len(token) == 1 and token.isalpha()) or (any(mark.isdigit() for mark in token) and not token.isdigit())
