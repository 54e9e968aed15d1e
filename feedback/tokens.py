"""The secret of a link: 160 bits, of which only the SHA-256 is kept."""

import re
from base64 import b32encode
from hashlib import sha256

from django.utils.crypto import salted_hmac

SHAPE = re.compile(r"[a-z2-7]{32}")


def token_of(key: str) -> str:
    """Return the token of a form's idempotency key: the same key gives the same link, and only here.

    A form sent twice must show the link that works. The database keeps neither the token nor the secret it comes from.
    """
    made = salted_hmac("feedback.invitation", key, algorithm="sha256").digest()[:20]
    return b32encode(made).decode().lower()


def digest(text: str) -> str:
    """Return what is kept of a token or of a device's key."""
    return sha256(text.encode()).hexdigest()
