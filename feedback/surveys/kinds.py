"""Kinds of survey: whom each asks, and what they are called in a sentence."""

from dataclasses import dataclass

# Everybody who works at a place; people named one by one; whoever is handed a code, without an account.
EVERYBODY, NAMED, HANDED = "everybody", "named", "handed"


@dataclass(frozen=True)
class Kind:
    """Whom a kind of survey asks (EVERYBODY, NAMED or HANDED), and the word for those who answer."""

    asks: str
    who: str


KINDS = {
    "annual": Kind(EVERYBODY, "staff"),
    "pulse": Kind(EVERYBODY, "staff"),
    "leader": Kind(NAMED, "staff"),
    "partner": Kind(HANDED, "partners"),
}


def alike(kind: str) -> list[str]:
    """Return the kinds that ask the same people: what they say can be set beside each other."""
    return [name for name, each in KINDS.items() if each == KINDS[kind]]
