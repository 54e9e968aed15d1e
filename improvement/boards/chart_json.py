"""A chart as plain JSON, and back: what was read once is drawn again without reading it anew."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal

from improvement.lib.charts import Chart, ChartPoint, ChartSegment
from improvement.lib.spc import Icon, Rebase


def chart_to_json(chart: Chart) -> dict:
    """Return a chart as plain JSON; `chart_from_json` gives the same chart back."""
    return _plain(asdict(chart))


def chart_from_json(stored: dict) -> Chart:
    """Return the chart that `chart_to_json` stored, without reading its figures anew."""
    points = tuple(
        ChartPoint(**{**point, "month": date.fromisoformat(point["month"]), "rules": tuple(point["rules"])})
        for point in stored["points"]
    )
    segments = tuple(ChartSegment(**{**part, "rebase": _rebase(part["rebase"])}) for part in stored["segments"])
    return Chart(
        **{
            **stored,
            "points": points,
            "segments": segments,
            "variation": Icon(**stored["variation"]),
            "assurance": Icon(**stored["assurance"]) if stored["assurance"] else None,
            "as_at": _day(stored["as_at"]),
            "notes": tuple(stored["notes"]),
            "scale": tuple(stored["scale"]) if stored["scale"] else None,
        }
    )


def _rebase(stored: dict | None) -> Rebase | None:
    if stored is None:
        return None
    return Rebase(**{**stored, "month": _day(stored["month"]), "on": _day(stored["on"])})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
