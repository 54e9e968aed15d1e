"""Make text that people wrote differently but mean alike compare as equal."""

import re
import unicodedata

QUOTES = str.maketrans({"‘": "'", "’": "'", "‛": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-"})
# Zero-width and direction marks, soft hyphen, byte order mark: present in pasted names, invisible on the page.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
SPACES = re.compile(r"\s+")
NOT_WORD = re.compile(r"[^a-z0-9]+")


def clean(text: str) -> str:
    """Return the text on one line: composed, no invisible or control characters, single ordinary spaces."""
    text = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return SPACES.sub(" ", CONTROL.sub(" ", text)).strip()


def fold(text: str) -> str:
    """Return the text as compared: cleaned, lower case, straight quotes and plain hyphens."""
    return clean(unicodedata.normalize("NFKC", text).translate(QUOTES)).lower()


def squash(text: str) -> str:
    """Return only its letters and digits, lower case: "Child Unique ID" and "ChildUniqueID" are one heading."""
    return NOT_WORD.sub("", fold(text))
