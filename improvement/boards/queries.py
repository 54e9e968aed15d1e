"""What the pages of the boards room show, shaped."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Func, IntegerField, OuterRef, Q, Subquery
from django.utils.timezone import localdate

from casework import access
from casework.models import Team
from improvement.boards import audience, states
from improvement.boards.chart_json import chart_from_json
from improvement.boards.models import Board, Pack
from improvement.indicators import definitions
from improvement.indicators.models import Figure
from improvement.indicators.queries import latest_month
from improvement.lib.charts import to_rows
from improvement.lib.months import first_of, long_label
from improvement.lib.spc import Icon

MONTHS_OFFERED = 24
# After this long without a worker the page says so, and that nothing is lost.
PATIENCE = timedelta(seconds=30)


@dataclass(frozen=True)
class BoardLine:
    """A board in the list, with the newest pack ready for whoever looks, if there is one."""

    pk: int
    name: str
    team: str
    pack_pk: int | None
    pack_month: date | None
    pack_audience: str
    pack_edition: int | None


@dataclass(frozen=True)
class PackLine:
    """A pack in the list of its board."""

    pk: int
    month: date
    audience: str
    audience_words: str
    edition: int
    state: str
    state_words: str
    progress: str
    asked_by: str
    moment: datetime


@dataclass(frozen=True)
class Finding:
    """One indicator of a pack as the pack's page lists it."""

    code: str
    title: str
    sentence: str
    latest: str
    icon: Icon
    version: int


@dataclass(frozen=True)
class Contents:
    """What is in a ready pack."""

    findings: list[Finding]
    missing: list[str]
    sources: list[dict]
    asked_by: str
    asked_at: datetime
    built_at: datetime
    pdf_size: int
    moved: int


def boards(user) -> list[BoardLine]:
    """Return the boards this person may see, by name; as many queries however many there are."""
    newest = Pack.objects.ready_for(user).filter(board=OuterRef("pk")).order_by("-month", "-pk")
    words = dict(Pack.Audience.choices)
    rows = Board.objects.visible_to(user).select_related("team").order_by("name")
    return [
        BoardLine(
            pk=row.pk,
            name=row.name,
            team=row.team.name,
            pack_pk=row.pack_pk,
            pack_month=row.pack_month,
            pack_audience=words.get(row.pack_audience, ""),
            pack_edition=row.pack_edition,
        )
        for row in rows.annotate(
            pack_pk=Subquery(newest.values("pk")[:1]),
            pack_month=Subquery(newest.values("month")[:1]),
            pack_audience=Subquery(newest.values("audience")[:1]),
            pack_edition=Subquery(newest.values("edition")[:1]),
        )
    ]


@dataclass(frozen=True)
class BoardAsSaved:
    """A board as it stands in the database now, in words."""

    name: str
    team: str
    indicators: list[str]
    version: int


def board_as_saved(board: Board) -> BoardAsSaved:
    """Return the board as someone else has just saved it."""
    row = Board.objects.select_related("team").get(pk=board.pk)
    titles = [definitions.by_code()[code].title for code in in_order(row.indicators)]
    return BoardAsSaved(row.name, row.team.name, titles, row.version)


def packs(user, board: Board) -> list[PackLine]:
    """Return the packs of a board that this person may see, newest month first."""
    rows = Pack.objects.visible_to(user).filter(board=board).light().select_related("asked_by")
    return [
        PackLine(
            pk=row.pk,
            month=row.month,
            audience=row.audience,
            audience_words=row.get_audience_display(),
            edition=row.edition,
            state=row.state,
            state_words=row.get_state_display(),
            progress=row.progress,
            asked_by=row.asked_by.name if row.asked_by else "",
            moment=row.ready_at or row.asked_at,
        )
        for row in rows.order_by("-month", "-pk")
    ]


def audiences_without(packs: list[PackLine], month: date) -> list[str]:
    """Return the audiences for whom none of these packs of a month is ready or on its way."""
    have = {pack.audience for pack in packs if pack.month == month and pack.state != states.FAILED}
    return [kind for kind in audience.LABELS if kind not in have]


def months_to_prepare(team: Team, *, on: date) -> list[date]:
    """Return the months that are over on a day, told in full and have figures for the team, newest first."""
    last = latest_month()
    rows = Figure.objects.filter(team=team, month__lt=first_of(on), numerator__isnull=False)
    if last is not None:
        rows = rows.filter(month__lte=last)
    return list(rows.order_by("-month").values_list("month", flat=True).distinct()[:MONTHS_OFFERED])


def has_figures(team: Team, month: date) -> bool:
    """Return whether any indicator has a number for the team and month."""
    return Figure.objects.filter(team=team, month=month, numerator__isnull=False).exists()


def unknown_indicators(codes: list[str]) -> list[str]:
    """Return those of `codes` that no definition has."""
    return [code for code in codes if code not in definitions.by_code()]


def in_order(codes) -> list[str]:
    """Return the codes in the order of the index, which is the order of the pack."""
    wanted = set(codes)
    return [found.code for found in definitions.all_definitions() if found.code in wanted]


def contents(pack: Pack) -> Contents:
    """Return what is in a ready pack, from what it froze."""
    row = (
        Pack.objects.filter(pk=pack.pk)
        .annotate(size=Func("pdf", function="OCTET_LENGTH", output_field=IntegerField()))
        .values_list("figures", "size")
    )
    figures, size = row.get()
    return Contents(
        findings=[_finding(entry) for entry in figures["indicators"]],
        missing=figures["missing"],
        sources=[{**source, "as_on": date.fromisoformat(source["as_on"])} for source in figures["sources"]],
        asked_by=figures["asked"]["by"],
        asked_at=datetime.fromisoformat(figures["asked"]["at"]),
        built_at=datetime.fromisoformat(figures["built_at"]),
        pdf_size=size,
        moved=len(figures["moved"]),
    )


def is_waiting(pack: Pack, *, at: datetime) -> bool:
    """Return whether no worker has taken the pack up although it has been asked for a while ago."""
    return pack.state == states.BUILDING and pack.heartbeat_at is None and at - pack.asked_at > PATIENCE


TABLE_HEADERS = [
    "Code",
    "Measure",
    "Unit",
    "Definition version",
    "Month",
    "Value",
    "Numerator",
    "Out of",
    "Average",
    "Lower limit",
    "Upper limit",
    "What it shows",
]


def table(figures: dict) -> list[list]:
    """Return every frozen figure as a row under `TABLE_HEADERS`; numbers stay numbers, symbols are text."""
    rows = []
    for entry in figures["indicators"]:
        chart = chart_from_json(entry["chart"])
        _, charted = to_rows(chart)
        for month, value, *counted, average, lower, upper, meaning in charted:
            numerator, denominator = counted or ("", "")
            what = [entry["code"], entry["title"], chart.unit, entry["version"], month, value]
            rows.append([*what, numerator, denominator, average, lower, upper, meaning])
    return rows


def table_words(figures: dict) -> dict:
    """Return the title, date and notes that follow the table in a file."""
    board, month, kind = figures["board"], long_label(date.fromisoformat(figures["month"])), figures["audience"]
    notes = [f"Edition {figures['edition']}. {audience.LABELS[kind]}. {audience.ADVICE[kind]}"]
    if figures["synthetic"]:
        notes.append("Synthetic department: no figure here is about a real child.")
    notes += [f"{entry['title']}: {note}" for entry in figures["indicators"] for note in entry["chart"]["notes"]]
    built = localdate(datetime.fromisoformat(figures["built_at"]))
    return {
        "title": f"{board['name']}, {board['team']}, {month}",
        "as_at": f"Figures frozen on {built.day} {long_label(first_of(built))}.",
        "notes": notes,
    }


def _finding(entry: dict) -> Finding:
    chart = chart_from_json(entry["chart"])
    latest = chart.latest
    return Finding(
        code=entry["code"],
        title=entry["title"],
        sentence=chart.title,
        latest=latest.shown if latest else "",
        icon=chart.variation,
        version=entry["version"],
    )


def teams_to_serve(user, *, on: date) -> list[Team]:
    """Return the teams a person may set up a board for, open on a day, widest level first."""
    reached = access.team_ids_for(user, "boards:setup", codes="W")
    order = ["county", "area", "district", "team"]
    open_teams = Team.objects.filter(pk__in=reached).filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))
    return sorted(open_teams, key=lambda team: (order.index(team.level), team.name))
