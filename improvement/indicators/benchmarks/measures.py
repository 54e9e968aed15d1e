"""Which published measure stands beside which indicator, as data."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent

YEARS = {"financial": "year ending 31 March {year}", "workforce": "year ending 30 September {year}"}


@dataclass(frozen=True)
class Measure:
    """A published measure: its code, its kind of year, and why ours may not be set beside it ("" where it may)."""

    code: str
    year: str
    reason: str

    def year_words(self, year: str) -> str:
        """Return "year ending 31 March 2025"."""
        return YEARS[self.year].format(year=year)


@cache
def measures() -> dict[str, Measure]:
    """Return the measures by the indicator they stand beside."""
    raw = tomllib.loads((HERE / "measures.toml").read_text("utf-8"))
    return {code: Measure(entry["measure"], entry["year"], entry["reason"]) for code, entry in raw.items()}
