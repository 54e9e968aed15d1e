"""What pages answered without an account leave in no log: addresses that hold a secret, and what was written."""

import logging
from collections.abc import Mapping
from traceback import extract_tb

from django.http import HttpResponse

logger = logging.getLogger(__name__)


def unlogged(response: HttpResponse, headers: Mapping[str, str]) -> HttpResponse:
    """Return a response with these headers, of which Django writes nothing to its log: refusals hold the address."""
    for name, value in headers.items():
        response.headers[name] = value
    response._has_been_logged = True
    return response


def note(error: Exception) -> None:
    """Log what failed and where, but neither its message, which may quote what was written, nor the address."""
    where = " < ".join(
        f"{step.filename.rsplit('/', 1)[-1]}:{step.lineno}" for step in reversed(extract_tb(error.__traceback__))
    )
    logger.error("A page without an account failed: %s at %s", type(error).__name__, where)
