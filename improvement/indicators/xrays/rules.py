"""X-rays as data: what each looks for, why it matters, what to do about it, who does it, and its SQL."""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from casework.models import Role

FILE = Path(__file__).parent / "rules.toml"


@dataclass(frozen=True)
class Rule:
    """A standing check: `sql` returns (team_id, child_id, day) of each doubt; the role `owner` puts it right."""

    code: str
    title: str
    why: str
    remedy: str
    owner: str
    sql: str

    @property
    def owner_title(self) -> str:
        """The role in words."""
        return Role(self.owner).label


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule in order of code. Raises ValueError naming the rule and the field that is wrong."""
    return tuple(_rule(raw) for raw in tomllib.loads(FILE.read_text("utf-8"))["rules"])


@cache
def by_code() -> dict[str, Rule]:
    """Return the rules by code."""
    return {rule.code: rule for rule in all_rules()}


def _rule(raw: dict) -> Rule:
    expected = {field.name for field in fields(Rule)}
    if set(raw) != expected or not all(str(value).strip() for value in raw.values()):
        raise ValueError(f"{raw.get('code', 'A rule')} needs each of {', '.join(sorted(expected))} and nothing else.")
    if raw["owner"] not in Role.values:
        raise ValueError(f"{raw['code']}: owner: {raw['owner']!r} is not a role.")
    return Rule(**raw)
