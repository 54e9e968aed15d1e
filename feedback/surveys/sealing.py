"""Codes that say nothing of who holds them, and answers sealed until a survey is closed.

A code is the number of a place (a team, or a kind of agency), some chance and a keyed digest of both (HMAC-SHA-256):
the server knows its own codes without having kept one. An answer is sealed with AES-256-GCM, padded so that all are
alike, and bound to its survey and its code's mark. Both keys come from SECRET_KEY, which is in no database, backup or
log.
"""

import json
from base64 import b32decode, b32encode
from binascii import Error as NotBase32
from dataclasses import dataclass
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from feedback.tokens import SHAPE, digest

# No number of fewer answers than this is shown anywhere, or kept (practice.md 6.6).
LEAST = 10
MOST_POINTS = 4
LONGEST_COMMENT = 2000

PLACE_BYTES, CHANCE_BYTES, CHECK_BYTES = 3, 7, 10
NONCE_BYTES, TAG_BYTES = 12, 16
# The longest comment is 2,000 signs of at most six bytes, so that even that fits.
PLAIN_BYTES = 16 * 1024
SEALED_BYTES = NONCE_BYTES + PLAIN_BYTES + TAG_BYTES


@dataclass(frozen=True)
class Sheet:
    """One set of answers: the number of its place, a choice for each question in order, and a comment or ""."""

    place: int
    choices: tuple[int, ...]
    comment: str


class NotOpened(Exception):
    """A slip was not sealed here, or SECRET_KEY has changed and the old one is not among SECRET_KEY_FALLBACKS."""


def make_code(*, survey_id: int, place: int, key: str) -> str:
    """Return the code of a form's key: the same form gives the same code, and the key is kept nowhere."""
    chance = salted_hmac("feedback.surveys.chance", key, algorithm="sha256").digest()[:CHANCE_BYTES]
    said = place.to_bytes(PLACE_BYTES, "big") + chance
    return b32encode(said + _check(survey_id, said, settings.SECRET_KEY)).decode().lower()


def taken_by(key: str) -> str:
    """Return what is kept of the form that took a code; nobody gets from it to the code."""
    return salted_hmac("feedback.surveys.taken", key, algorithm="sha256").hexdigest()


def tidy(code: str) -> str:
    """Return a code as it was made, from what somebody typed: no spaces or dashes, small letters."""
    return "".join(code[:200].split()).replace("-", "").lower()


def place_of(code: str, *, survey_id: int) -> int | None:
    """Return the number of the place a code of this survey counts for, or None where it is no code of this survey."""
    if not SHAPE.fullmatch(code):
        return None
    try:
        whole = b32decode(code.upper())
    except NotBase32:
        return None
    said, check = whole[:-CHECK_BYTES], whole[-CHECK_BYTES:]
    known = [_check(survey_id, said, secret) for secret in _secrets()]
    is_ours = any(constant_time_compare(check, one) for one in known)
    return int.from_bytes(said[:PLACE_BYTES], "big") if is_ours else None


def mark_of(code: str) -> str:
    """Return what is kept of a code that was used."""
    return digest(code)


def seal(sheet: Sheet, *, survey_id: int, mark: str) -> bytes:
    """Return a sheet sealed; every one is as long as any other."""
    written = json.dumps([sheet.place, sheet.choices, sheet.comment], ensure_ascii=False).encode()
    if len(written) > PLAIN_BYTES:
        raise ValueError("A sheet must fit its envelope.")
    nonce = token_bytes(NONCE_BYTES)
    cipher = AESGCM(_sealing_key(survey_id, settings.SECRET_KEY))
    return nonce + cipher.encrypt(nonce, written.ljust(PLAIN_BYTES), _bound(survey_id, mark))


def unseal(sealed: bytes, *, survey_id: int, mark: str) -> Sheet:
    """Return the sheet in a slip. Raises NotOpened where it cannot be opened."""
    sealed = bytes(sealed)
    for secret in _secrets():
        cipher = AESGCM(_sealing_key(survey_id, secret))
        try:
            written = cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(survey_id, mark))
        except InvalidTag:
            continue
        place, choices, comment = json.loads(written)
        return Sheet(place, tuple(choices), comment)
    raise NotOpened


def _secrets() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _check(survey_id, said, secret) -> bytes:
    return salted_hmac(f"feedback.surveys.code.{survey_id}", said, secret=secret, algorithm="sha256").digest()[
        :CHECK_BYTES
    ]


def _sealing_key(survey_id, secret) -> bytes:
    return salted_hmac("feedback.surveys.seal", str(survey_id), secret=secret, algorithm="sha256").digest()


def _bound(survey_id, mark) -> bytes:
    return f"{survey_id}:{mark}".encode()
