"""The rows behind a number: which facts and which children a figure counted, for those who may open them."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from improvement.indicators.access import Standing
from improvement.indicators.behind import rows_behind
from improvement.indicators.definitions import Definition
from improvement.indicators.indicator_page import address, rows_address
from improvement.lib.months import day_label, long_label
from improvement.lib.rates import number

# More than any team has; a county's longest list is cut here, and the page says so.
MOST = 5000
HEADERS = ("Child", "Team", "From", "To", "Counted")


@dataclass(frozen=True)
class Part:
    """One part of a figure, to choose."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class RowLine:
    """A fact as it is listed; `url` leads to the child's record."""

    reference: str
    child_id: int
    team: str
    start_on: date | None
    end_on: date | None
    counted: bool
    url: str

    @property
    def cells(self) -> list[str]:
        """What stands beside the reference, written."""
        return [
            self.team,
            day_label(self.start_on) if self.start_on else "",
            day_label(self.end_on) if self.end_on else "",
            "Yes" if self.counted else "No",
        ]


@dataclass(frozen=True)
class Rows:
    """The rows of one part: those this person may open, and how many there are in all."""

    kind: str
    total: int
    lines: list[RowLine]


def parts(definition: Definition, standing: Standing, chosen: str) -> list[Part]:
    """Return the parts of a figure that have rows: a population has none, a count has no other part."""
    names = [("numerator", definition.subject)]
    if definition.denominator and not definition.is_rate:
        names.append(("denominator", f"All {definition.counted}"))
    if definition.is_share:
        names.append(("rest", "The others"))
    return [
        Part(label, rows_address(definition, standing.team, standing.month, part), part == chosen)
        for part, label in names
    ]


def rows(definition: Definition, standing: Standing, part: str, *, user) -> Rows:
    """Return the rows of `part` ("numerator", "denominator" or "rest", the denominator less the numerator)."""
    asked = "numerator" if part == "numerator" else "denominator"
    found = rows_behind(
        code=definition.code, team=standing.team, month=standing.month, part=asked, user=user, limit=MOST
    )
    kept = [row for row in found.rows if part != "rest" or not row.counted]
    total = found.total - (len(found.rows) - len(kept))
    return Rows(found.kind, total, [_line(row) for row in kept])


def _line(row) -> RowLine:
    return RowLine(
        reference=row.reference,
        child_id=row.child_id,
        team=row.team,
        start_on=row.start_on,
        end_on=row.end_on,
        counted=row.counted,
        url=reverse("casework:child", args=[row.child_id]),
    )


def words(definition: Definition, standing: Standing, part: str, found: Rows) -> dict[str, str]:
    """Return the heading and what stands under it."""
    said = {
        "numerator": definition.numerator,
        "denominator": definition.denominator,
        "rest": f"{definition.denominator}, without: {definition.numerator[:1].lower()}{definition.numerator[1:]}",
    }[part]
    count = f"{number(found.total)} {found.kind}"
    cut = f", of which you may open {number(len(found.lines))}" if len(found.lines) < found.total else ""
    return {
        "heading": f"{definition.subject}: the rows",
        "lede": f"{standing.team.name}, {long_label(standing.month)}. {said}: {count}{cut}.",
        "back": address(definition, standing.team, standing.month),
    }


def table(found: Rows) -> tuple[tuple[str, ...], list[list]]:
    """Return (headers, rows) for a file."""
    return HEADERS, [
        [line.reference, line.team, line.start_on, line.end_on, "Yes" if line.counted else "No"] for line in found.lines
    ]
