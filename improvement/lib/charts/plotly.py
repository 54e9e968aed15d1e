"""A chart as the plain dict that `Plotly.react(element, data, layout, config)` takes; plotly's Python is not needed."""

from datetime import timedelta

from improvement.lib import rates
from improvement.lib.charts import palette
from improvement.lib.charts.chart import Chart, hover, span

_SYMBOLS = {"improvement": "circle", "concern": "diamond", "neutral": "square", "none": "circle"}

CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "locale": "en-GB"}


def to_plotly(chart: Chart) -> dict:
    """Return {"data", "layout", "config"} of plain lists, strings and numbers, ready for `json_script`.

    The x axis is of dates (each month once), so two Octobers never merge; a month without a value is a gap.
    """
    return {"data": _traces(chart), "layout": _layout(chart), "config": dict(CONFIG)}


def _traces(chart: Chart) -> list[dict]:
    traces = []
    for part in chart.segments:
        points = chart.points[part.start : part.end]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": [point.month.isoformat() for point in points],
                "y": [point.value for point in points],
                "text": [_escaped(hover(point, chart)) for point in points],
                "customdata": [point.month.isoformat() for point in points],
                "hovertemplate": "%{text}<extra></extra>",
                "connectgaps": False,
                "showlegend": False,
                "line": {"color": palette.LINE, "width": 2},
                "marker": {
                    "symbol": [_SYMBOLS[point.family] for point in points],
                    "color": [palette.SIGNALS[point.family] for point in points],
                    "size": [5 if point.family == "none" else 11 for point in points],
                    "opacity": 1,
                    "line": {"width": 0},
                },
            }
        )
    return traces


def _layout(chart: Chart) -> dict:
    low, high = chart.scale or span(chart)
    shapes, annotations = _limits(chart), []
    if chart.target is not None and chart.points:
        shapes.append(_line(*_ends(chart.points), chart.target, palette.TARGET, "dot", 1.5))
        annotations.append(_target_label(chart, (high - low) * 0.08))
    for part in chart.segments:
        if part.rebase:
            shape, annotation = _rebased(part.rebase.month.isoformat())
            shapes.append(shape)
            annotations.append(annotation)
    if chart.latest:
        annotations.append(_label(chart.latest.month.isoformat(), chart.latest.value, chart.latest.shown))
    return {
        "font": {"family": palette.FONT, "size": 13, "color": palette.INK},
        "paper_bgcolor": "#fff",
        "plot_bgcolor": "#fff",
        "hovermode": "closest",
        "showlegend": False,
        "dragmode": False,
        "margin": {"l": 8, "r": 96, "t": 24, "b": 8},
        "xaxis": _months(chart),
        "yaxis": {
            "automargin": True,
            "showgrid": False,
            "zeroline": False,
            "nticks": 4,
            "range": [low, high],
            "ticksuffix": rates.unit_of(chart.unit).suffix,
            "fixedrange": True,
        },
        "shapes": shapes,
        "annotations": annotations,
    }


def _ends(points) -> tuple[str, str]:
    return points[0].month.isoformat(), points[-1].month.isoformat()


def _limits(chart: Chart) -> list[dict]:
    shapes = []
    for part in chart.segments:
        if part.mean is None:
            continue
        x0, x1 = _ends(chart.points[part.start : part.end])
        band = {"type": "rect", "layer": "below", "x0": x0, "x1": x1, "y0": part.lower, "y1": part.upper}
        shapes += [
            band | {"fillcolor": palette.BAND, "line": {"width": 0}},
            _line(x0, x1, part.mean, palette.MEAN, "solid", 1),
            _line(x0, x1, part.upper, palette.EDGE, "dash", 1),
            _line(x0, x1, part.lower, palette.EDGE, "dash", 1),
        ]
    return shapes


def _target_label(chart: Chart, near: float) -> dict:
    label = _label(_ends(chart.points)[1], chart.target, f"target {chart.target_shown}", bold=False)
    if chart.latest and abs(chart.latest.value - chart.target) < near:
        # The last value is the more important of the two, so the target's label makes way for it.
        label["yshift"] = 16 if chart.target > chart.latest.value else -16
    return label


def _rebased(month: str) -> tuple[dict, dict]:
    rule = {"type": "line", "x0": month, "x1": month, "yref": "paper", "y0": 0, "y1": 1}
    words = {"x": month, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False, "text": "limits set anew"}
    return rule | {"line": {"color": palette.EDGE, "width": 1, "dash": "dot"}}, words


def _line(x0, x1, y, colour, dash, width) -> dict:
    return {
        "type": "line",
        "layer": "below",
        "x0": x0,
        "x1": x1,
        "y0": y,
        "y1": y,
        "line": {"color": colour, "width": width, "dash": dash},
    }


def _months(chart: Chart) -> dict:
    axis = {"type": "date", "automargin": True, "showgrid": False, "fixedrange": True}
    if not chart.points:
        return axis
    shown = chart.points[:: max(1, -(-len(chart.points) // 9))]
    edge = timedelta(days=12)
    return axis | {
        "range": [(chart.points[0].month - edge).isoformat(), (chart.points[-1].month + edge).isoformat()],
        "tickvals": [point.month.isoformat() for point in shown],
        "ticktext": [point.label for point in shown],
    }


def _label(x, y, text, *, bold=True) -> dict:
    label = {
        "x": x,
        "y": y,
        "xanchor": "left",
        "xshift": 8,
        "showarrow": False,
        "text": _escaped(text),
    }
    # Not <b>: Plotly writes that as a style attribute, which the content security policy refuses.
    return label | {"font": {"weight": 700, "size": 15}} if bold else label


def _escaped(text: str) -> str:
    # Plotly reads a little HTML in its texts, so an angle bracket ("<1%") has to be written as an entity.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
