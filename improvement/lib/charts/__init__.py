"""One chart, three renderings: SVG by template, a plain dict for Plotly, and rows for a table or a file."""

from improvement.lib.charts.chart import (
    Chart,
    ChartPoint,
    ChartSegment,
    hover,
    on_one_scale,
    source_note,
    to_rows,
    to_table,
    trend_chart,
)
from improvement.lib.charts.plotly import to_plotly
from improvement.lib.charts.svg import signal_icon, to_svg

__all__ = [
    "Chart",
    "ChartPoint",
    "ChartSegment",
    "hover",
    "on_one_scale",
    "signal_icon",
    "source_note",
    "to_plotly",
    "to_rows",
    "to_svg",
    "to_table",
    "trend_chart",
]
