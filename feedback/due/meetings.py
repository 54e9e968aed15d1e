"""Reviews and conferences as families and children found them, by kind of meeting (S30, S31); small numbers hidden."""

from dataclasses import dataclass
from datetime import date

from casework import access
from casework.models import Team
from feedback.collation.queries import share
from feedback.due import sql
from feedback.due.queries import rows
from feedback.models import TookPart
from improvement.lib.suppression import Cell, suppress_counts

# Codes of SSDA903: how a child of four or over took part in a review of care.
PARTICIPATION = {
    "PN1": "Came and spoke for themselves",
    "PN2": "Came, and somebody spoke for them",
    "PN3": "Came, and said it without words",
    "PN4": "Came and said nothing, nor did anybody for them",
    "PN5": "Did not come, and somebody spoke for them",
    "PN6": "Did not come, and sent their views",
    "PN7": "Did not come, and no views were sent",
}


@dataclass(frozen=True)
class Meeting:
    """A kind of meeting: how many were held, by whom somebody was heard near it, and the share who had a say."""

    what: str
    held: Cell
    independent: Cell
    others: Cell
    nobody: Cell
    say: Cell
    say_n: Cell


@dataclass(frozen=True)
class Meetings:
    """What was heard near meetings, and how children took part in reviews of care: by the return, and by chairs."""

    kinds: tuple[Meeting, ...]
    took_part: tuple[tuple[str, Cell], ...]
    took_part_n: Cell
    chairs: tuple[tuple[str, Cell], ...]
    chairs_n: Cell


def meetings(*, team: Team, start: date, last: date, on: date) -> Meetings:
    """Return the reviews and conferences from `start` to `last` at a team and all below it; five queries."""
    scope = {"first": start, "last": last, "teams": sorted(access.at_or_below([team.pk], on=on))}
    says = {what: (yes, n) for what, yes, n in rows(sql.HAD_A_SAY, scope)}
    kinds = tuple(_kind(*row, *says.get(row[0], (0, 0))) for row in rows(sql.HEARD, scope))
    by_return = _counted(PARTICIPATION, dict(rows(sql.TOOK_PART, scope)))
    by_chairs = _counted(dict(TookPart.choices), dict(rows(sql.SAID_BY_CHAIR, scope)))
    return Meetings(kinds, *by_return, *by_chairs)


def _counted(labels: dict[str, str], counts: dict[str, int]) -> tuple[tuple[tuple[str, Cell], ...], Cell]:
    """Return each way with its count, and their sum, small numbers hidden."""
    shown = [counts.get(code, 0) for code in labels]
    (cells,) = suppress_counts([[*shown, sum(shown)]], totals=True)
    return tuple(zip(labels.values(), cells[:-1], strict=True)), cells[-1]


def _kind(what, held, heard, independent, yes, n) -> Meeting:
    parts = [independent, heard - independent, held - heard, held]
    ((by_chair, by_others, by_nobody, all_held),) = suppress_counts([parts], totals=True)
    ((say, _, say_n),) = suppress_counts([[yes, n - yes, n]], totals=True)
    return Meeting(what, all_held, by_chair, by_others, by_nobody, share(say, say_n), say_n)
