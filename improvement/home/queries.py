"""What the first screens show beside the figures: what was brought in, what waits, which packs there are."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, Min, Q
from django.utils.timezone import localdate

from casework.models import Import, ImportProblem
from improvement.boards.models import Board, Pack
from improvement.indicators.models import Doubt, StaleKey
from improvement.lib.months import day_label, long_label
from improvement.lib.rates import number

PACKS_SHOWN = 12


@dataclass(frozen=True)
class LastImport:
    """The newest applied import and what it changed, summed over its lists."""

    pk: int
    as_on: date
    applied_at: datetime
    rows: int
    bad: int
    new: int
    changed: int
    gone: int

    @property
    def rows_shown(self) -> str:
        """How many rows it held."""
        return number(self.rows)

    @property
    def words(self) -> str:
        """What it changed, in a sentence."""
        counts = ((self.new, "new"), (self.changed, "changed"), (self.gone, "gone from the source"))
        said = [f"{number(count)} {what}" for count, what in counts if count]
        changed = f"Facts: {', '.join(said)}." if said else "It changed nothing."
        left_out = f" {number(self.bad)} rows were left out." if self.bad else ""
        return f"Lists as at {day_label(self.as_on)}. {changed}{left_out}"


def last_import() -> LastImport | None:
    """Return the newest applied import, or None; one query."""
    with connection.cursor() as cursor:
        cursor.execute(LAST)
        found = cursor.fetchone()
    return LastImport(*found) if found else None


LAST = """
SELECT i.id, i.as_on, i.applied_at, COALESCE(sum(l.rows_in), 0), COALESCE(sum(l.rows_bad), 0),
    COALESCE(sum(l.facts_new), 0), COALESCE(sum(l.facts_changed), 0), COALESCE(sum(l.facts_gone), 0)
FROM casework_import i LEFT JOIN casework_importlist l ON l.delivery_id = i.id
WHERE i.id = (SELECT id FROM casework_import WHERE state = 'applied' ORDER BY as_on DESC, applied_at DESC LIMIT 1)
GROUP BY i.id
"""


@dataclass(frozen=True)
class Waiting:
    """Something that waits for the analyst: what, more about it, and the page where it is dealt with."""

    title: str
    words: str
    url_name: str = ""
    pk: int | None = None


STATE_WORDS = {
    Import.State.UPLOADED: "Waiting to be read. It starts by itself.",
    Import.State.READING: "Being read and checked.",
    Import.State.CHECKED: "Checked. Look at what it would change, then apply or discard it.",
    Import.State.APPLYING: "Being applied.",
}


def waiting(last: LastImport | None) -> list[Waiting]:
    """Return what waits for the analyst: imports under way, what nobody has matched, what is not counted yet, and
    what is in doubt. Four queries.
    """
    found = [
        Waiting(f"Import {row.pk}, {day_label(localdate(row.uploaded_at))}", STATE_WORDS[row.state], IMPORT, row.pk)
        for row in Import.objects.filter(state__in=STATE_WORDS).order_by("-uploaded_at")[:10]
    ]
    if last and (unmatched := _unmatched(last.pk)):
        found.append(
            Waiting(unmatched, "The rows without them are in; match each once and it is remembered.", IMPORT, last.pk)
        )
    stale = StaleKey.objects.aggregate(months=Count("month", distinct=True), since=Min("month"))
    if stale["months"]:
        months = stale["months"]
        found.append(
            Waiting(
                f"{number(months)} {'month waits' if months == 1 else 'months wait'} to be counted again",
                f"From {long_label(stale['since'])} on. A worker counts them within minutes; if this line stays, see "
                "whether one is running.",
            )
        )
    if in_doubt := Doubt.objects.filter(cleared_at=None).count():
        title = f"{number(in_doubt)} {'row is' if in_doubt == 1 else 'rows are'} in doubt"
        found.append(Waiting(title, "X-rays of the data found them, and say what to do about each.", XRAYS))
    return found


IMPORT = "casework:import"
XRAYS = "figures:xrays"


def _unmatched(delivery_id: int) -> str:
    kinds = ImportProblem.Kind
    found = ImportProblem.objects.filter(delivery_id=delivery_id).aggregate(
        headings=Count("pk", filter=Q(kind=kinds.HEADER)), codes=Count("pk", filter=Q(kind=kinds.CODE))
    )
    parts = [
        f"{number(found[name])} {name if found[name] != 1 else name[:-1]}"
        for name in ("headings", "codes")
        if found[name]
    ]
    return f"{' and '.join(parts).capitalize()} not matched" if parts else ""


@dataclass(frozen=True)
class PackLine:
    """A pack that may be read."""

    pk: int
    title: str
    words: str


def packs(user) -> list[PackLine]:
    """Return the packs ready for this person to read, newest first; one query beside those of access."""
    ready = Pack.objects.visible_to(user).filter(state=Pack.State.READY).order_by("-month", "-pk")
    rows = ready.values_list("pk", "board__name", "month", "audience", "edition", "ready_at")[:PACKS_SHOWN]
    return [
        PackLine(
            pk=pk,
            title=f"{board}, {long_label(month)}",
            words=f"{Pack.Audience(audience).label}{f', edition {edition}' if edition > 1 else ''}, "
            f"ready since {day_label(localdate(ready_at))}.",
        )
        for pk, board, month, audience, edition, ready_at in rows
    ]


def board_to_prepare(user, team) -> int | None:
    """Return the board of this team whose packs the person prepares, else their first, else None; one query."""
    boards = list(Board.objects.prepared_by(user).order_by("name").values_list("pk", "team_id"))
    here = [pk for pk, team_id in boards if team_id == team.pk]
    return next(iter([*here, *(pk for pk, _ in boards)]), None)
