"""The choices of the house that this room counts by, read from `house.toml`."""

import tomllib
from functools import cache
from pathlib import Path


@cache
def house() -> dict[str, dict[str, int]]:
    """Return the choices by part of the room."""
    return tomllib.loads(Path(__file__).with_name("house.toml").read_text("utf-8"))
