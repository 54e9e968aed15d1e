"""Nouns of an import: what a page or a command shows of it."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from django.db.models import Count, Max, Min, Prefetch, Sum, Window
from django.db.models.functions import RowNumber

from casework.imports.codes import code_sets
from casework.imports.columns import FORMS, NOT_KEPT, TITLES, label_of
from casework.imports.fold import fold
from casework.imports.reading import NOTHING
from casework.models import CodeMapping, Import, ImportFile, ImportList, ImportProblem, Team


@dataclass(frozen=True)
class Report:
    """What a delivery held and what came, or would come, of it."""

    delivery: Import
    lists: list[ImportList]
    absent: list[str]

    def _total(self, field: str) -> int:
        return sum(getattr(each, field) for each in self.lists)

    @property
    def used(self) -> int:
        """Rows used, of all lists."""
        return self._total("rows_good")

    @property
    def left_out(self) -> int:
        """Rows left out, of all lists."""
        return self._total("rows_bad")

    @property
    def new(self) -> int:
        """Facts we did not hold."""
        return self._total("facts_new")

    @property
    def changed(self) -> int:
        """Facts we held otherwise."""
        return self._total("facts_changed")

    @property
    def gone(self) -> int:
        """Facts we hold that the lists should have and have not."""
        return self._total("facts_gone")

    @property
    def much_gone(self) -> list[str]:
        """Titles of the lists that lack more than half of what we hold: the sign of a report cut short."""
        return [
            each.title
            for each in self.lists
            if each.facts_gone >= FEW_GONE and each.facts_gone > each.facts_same + each.facts_changed
        ]


# Fewer than this are gone from a small list in an ordinary month.
FEW_GONE = 10


def lists_of(delivery: Import) -> list[ImportList]:
    """Return the lists of a delivery in order; one query.

    Each has the `title` people know it by (`label` with its number), and says if its sheet is named `elsewhere` than
    after its number.
    """
    came = list(delivery.lists.all())
    for each in came:
        each.title = TITLES[each.number]
        each.label = label_of(each.number)
        each.elsewhere = (
            each.sheet and each.number not in FORMS["cin_census"] and fold(each.sheet) != f"list {each.number}"
        )
    return came


def report(delivery: Import) -> Report:
    """Return the report of a delivery."""
    came = lists_of(delivery)
    numbers = {each.number for each in came}
    wanted = [number for number in FORMS[delivery.form] if number not in NOT_KEPT and number not in numbers]
    absent = [f"List {number}, {TITLES[number]}" if number in FORMS["annex_a"] else TITLES[number] for number in wanted]
    return Report(delivery, came, absent)


# A worker that is there takes an import up within a second or two.
SOON = timedelta(seconds=15)


def is_waiting(delivery: Import, *, at) -> bool:
    """Return whether an import has waited for a worker longer than it does when one is free."""
    asked = delivery.state == Import.State.APPLYING and delivery.attempts == 0
    if not asked and delivery.state != Import.State.UPLOADED:
        return False
    return at - (delivery.heartbeat_at or delivery.uploaded_at) > SOON


def last_applied() -> Import | None:
    """Return the import applied last and not undone: the one that may be undone."""
    return Import.objects.filter(state=Import.State.APPLIED).order_by("-applied_at", "-pk").first()


# Problems shown on a page, the row by row ones most of all; all of them are in the download.
SHOWN = 50
# Of those that say the same: a return may break one rule a thousand times, and another once.
ALIKE = 10
KINDS = (
    ("row", "Rows left out", "Each of these rows was left out. The others are used."),
    ("code", "Values with no meaning yet", "Say once what each means, and it is remembered."),
    ("warning", "Read, but look at them", "The rows are used; these cells were read as the message says."),
    ("header", "Headings and sheets", "What was not found where it was expected."),
    ("hidden", "Hidden in the file", "Hidden rows and sheets are data too, so they are read like the others."),
)


@dataclass(frozen=True)
class Problems:
    """Problems of one kind: the first ones, and how many there are."""

    kind: str
    title: str
    words: str
    shown: list[ImportProblem]
    total: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.shown)


def problems_by_kind(delivery: Import) -> list[Problems]:
    """Return the problems of a delivery by kind, the first of each, not too many alike; two queries."""
    totals = dict(delivery.problems.order_by().values_list("kind").annotate(total=Count("pk")))
    nth = Window(RowNumber(), partition_by="message", order_by=["number", "row", "column", "pk"])
    queries = [
        delivery.problems.filter(kind=kind).annotate(nth=nth).filter(nth__lte=ALIKE)[:SHOWN]
        for kind, _, _ in KINDS
        if kind in totals
    ]
    rows = queries[0].union(*queries[1:], all=True) if queries else []
    found = {kind: list(group) for kind, group in groupby(sorted(rows, key=lambda each: each.kind), lambda p: p.kind)}
    return [Problems(kind, title, words, found[kind], totals[kind]) for kind, title, words in KINDS if kind in found]


@dataclass(frozen=True)
class Unmatched:
    """A value that means nothing yet, wherever in a delivery it stands."""

    code_set: str
    title: str
    value: str
    columns: str
    rows: int
    choices: list[tuple[str, str]]


def unmatched(delivery: Import) -> list[Unmatched]:
    """Return each distinct value of a delivery that no code matches, those of most rows first; two queries."""
    rows = (
        delivery.problems.filter(kind="code")
        .order_by()
        .values("code_set", "value")
        .annotate(rows=Sum("count"), first=Min("column"), last=Max("column"))
    )
    merged = {}
    for row in rows:
        first = merged.setdefault((row["code_set"], fold(row["value"])[:100]), row)
        if first is not row:
            first["rows"] += row["rows"]
    teams = [(team.code, team.name) for team in Team.objects.filter(closed_on=None).order_by("name")]
    found = []
    for row in sorted(merged.values(), key=lambda row: (-row["rows"], row["value"])):
        is_team = row["code_set"] == "team"
        title = "Team" if is_team else code_sets()[row["code_set"]]["title"]
        choices = teams if is_team else list(code_sets()[row["code_set"]]["codes"].items())
        shown = row["first"] if row["first"] == row["last"] else f"{row['first']}, {row['last']}"
        found.append(Unmatched(row["code_set"], title, row["value"], shown, row["rows"], choices))
    return found


def remembered():
    """Return the values that people said the meaning of, newest first; `meanings` puts them in words."""
    return CodeMapping.objects.select_related("mapped_by").order_by("-mapped_at", "-pk")


def meanings(mappings) -> list[CodeMapping]:
    """Return the mappings, each with the `title` of its code set and what it `means` in words; one query."""
    teams = dict(Team.objects.values_list("code", "name"))
    for each in mappings:
        is_team = each.code_set == "team"
        each.title = "Team" if is_team else code_sets()[each.code_set]["title"]
        names = teams if is_team else code_sets()[each.code_set]["codes"]
        each.means = "Nothing: leave blank" if each.code == NOTHING else names.get(each.code, each.code)
    return mappings


def imports():
    """Return imports, newest first, with who did what and their files' names, in two queries."""
    files = ImportFile.objects.defer("content").order_by("name")
    people = Import.objects.select_related("uploaded_by", "asked_by", "applied_by", "undone_by")
    return people.prefetch_related(Prefetch("files", files))


def imports_with_totals():
    """Return imports with `new`, `changed`, `gone` facts and `left_out` rows over their lists."""
    return (
        imports()
        .order_by("-uploaded_at", "-pk")
        .annotate(
            new=Sum("lists__facts_new"),
            changed=Sum("lists__facts_changed"),
            gone=Sum("lists__facts_gone"),
            left_out=Sum("lists__rows_bad"),
        )
    )


HEADERS = ["Kind", "List", "Sheet", "Row", "Column", "Value", "Rows", "What is wrong", "What to do"]


def problem_rows(delivery: Import):
    """Yield every problem of a delivery as a row of `HEADERS`."""
    for each in delivery.problems.all().iterator(chunk_size=2000):
        yield [
            each.get_kind_display(),
            each.number or "",
            each.sheet,
            each.row or "",
            each.column,
            each.value,
            each.count,
            each.message,
            each.remedy,
        ]
