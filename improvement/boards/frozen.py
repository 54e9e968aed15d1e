"""The figures of a pack, frozen: every number it prints, as plain JSON that a chart can be drawn from again."""

from datetime import date, datetime

from django.conf import settings

from casework.models import Import
from improvement.boards import states
from improvement.boards.audience import RESTRICTED
from improvement.boards.chart_json import chart_to_json
from improvement.boards.models import Pack
from improvement.indicators.access import Standing
from improvement.indicators.definitions import POLARITIES
from improvement.indicators.queries import Point, freshness
from improvement.indicators.readings import Reading
from improvement.indicators.reported import page as reported
from improvement.indicators.reported.queries import first_reported_of
from improvement.indicators.shown import readings_shown
from improvement.lib import rates
from improvement.lib.months import day_label, long_label

FORMAT = 3
MONTHS = 36
SOURCES = 3


def freeze(pack: Pack, *, at: datetime) -> dict:
    """Return all that the document says, read at this moment: figures, sentences, limits, definitions and sources.

    `at` is the moment printed on it. Indicators without any figure that its audience may see are left out of
    `indicators` and named in `missing`.
    """
    in_full = pack.audience == RESTRICTED
    standing = Standing(team=pack.board.team, month=pack.month, above=(), below=(), in_full=in_full, rows=False)
    found = readings_shown(standing, pack.indicators, months=MONTHS)
    first = _first(pack, found) if in_full else {}
    entries = [_entry(reading, first) for reading in found if reading.chart.latest is not None]
    return {
        "format": FORMAT,
        "department": settings.DEPARTMENT_NAME,
        "synthetic": settings.SYNTHETIC,
        "board": {"name": pack.board.name, "team": pack.board.team.name, "team_code": pack.board.team.code},
        "month": pack.month.isoformat(),
        "audience": pack.audience,
        "edition": pack.edition,
        "asked": {"by": pack.asked_by.name if pack.asked_by else "", "at": pack.asked_at.isoformat()},
        "built_at": at.isoformat(),
        "sources": _sources(pack.month),
        "indicators": entries,
        "waiting": freshness().stale,
        "missing": [reading.definition.title for reading in found if reading.chart.latest is None],
        "moved": _moved(pack, entries),
    }


def points(figures: dict) -> dict[str, list[Point]]:
    """Return the points of frozen figures by indicator, as they are printed."""
    return {
        entry["code"]: [
            Point(date.fromisoformat(point["month"]), point["numerator"], point["denominator"], point["symbol"] or "")
            for point in entry["chart"]["points"]
        ]
        for entry in figures["indicators"]
    }


def _first(pack: Pack, found: list[Reading]) -> dict:
    """Return what was first reported, by code and month. Not for the public: two versions may give a number away."""
    months = {point.month for reading in found for point in reading.points}
    return first_reported_of(team=pack.board.team, codes=pack.indicators, months=months)


def _entry(reading: Reading, first: dict) -> dict:
    definition = reading.definition
    return {
        "code": definition.code,
        "title": definition.title,
        "version": definition.version,
        "definition": [{"label": label, "text": str(text)} for label, text in _definition_lines(reading) if text],
        "chart": chart_to_json(reading.chart),
        "reported": reported.words(reported.rows(reading, first.get(definition.code, {}))),
    }


def _definition_lines(reading: Reading):
    definition, target = reading.definition, reading.target
    return (
        ("Counted", definition.numerator),
        ("Out of", definition.denominator),
        ("When", definition.basis_words.capitalize()),
        ("Timescale", definition.timescale),
        ("Why it matters", definition.why),
        ("Better", POLARITIES[definition.polarity].capitalize()),
        ("Target", f"{rates.say(target.value, definition.unit)}: {target.source}" if target else ""),
        ("Rule", definition.rule),
        ("Note", definition.note),
        (
            "Definition",
            f"{definition.code}, version {definition.version} since {day_label(definition.valid_from)}, "
            f"kept by {definition.owner}, next review {long_label(definition.next_review)}",
        ),
    )


def _sources(month: date) -> list[dict]:
    """Return the newest imports applied, newest first: where these figures come from."""
    applied = Import.objects.filter(state=Import.State.APPLIED).order_by("-as_on", "-applied_at")[:SOURCES]
    return [
        {"number": row.pk, "as_on": row.as_on.isoformat(), "applied_at": row.applied_at.isoformat()} for row in applied
    ]


def _moved(pack: Pack, entries: list[dict]) -> list[dict]:
    """Return what this edition says differently from the one before it for the same audience."""
    same = Pack.objects.filter(board=pack.board, month=pack.month, audience=pack.audience, state=states.READY)
    before = same.filter(edition__lt=pack.edition).order_by("-edition").values_list("figures", flat=True).first()
    if before is None:
        return []
    said = {
        (entry["code"], point["month"]): point for entry in before["indicators"] for point in entry["chart"]["points"]
    }
    moved = []
    for entry in entries:
        for point in entry["chart"]["points"]:
            was = said.get((entry["code"], point["month"]))
            if was is not None and _said(was) != _said(point):
                moved.append(
                    {
                        "code": entry["code"],
                        "title": entry["title"],
                        "month": point["month"],
                        "was": was["shown"],
                        "now": point["shown"],
                    }
                )
    return moved


def _said(point: dict) -> tuple:
    return point["shown"], point["numerator"], point["denominator"]
