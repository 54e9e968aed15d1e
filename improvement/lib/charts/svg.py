"""A chart as SVG, placed here and drawn by `templates/components/chart.svg`.

Only presentation attributes are used (no `style`, no ids), so a strict content security policy, WeasyPrint and many
charts on one page all work. The `<title>` is the direct child that browsers and PDF/UA take as alternative text.
"""

from dataclasses import dataclass
from math import ceil, floor, log10

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from improvement.lib.charts import palette
from improvement.lib.charts.chart import Chart, span
from improvement.lib.months import short_label
from improvement.lib.spc import Icon


@dataclass(frozen=True)
class Size:
    """A drawing in pixels: the plot lies inside the four margins; `detail` adds axis labels, edges and notes.

    `labels` is how many months there is room to name.
    """

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    mark: float
    text: int
    detail: bool
    font: str = ""
    labels: int = 9


SIZES = {
    "small": Size(232, 56, left=5, right=42, top=6, bottom=6, mark=2.6, text=12, detail=False),
    "large": Size(860, 320, left=34, right=96, top=16, bottom=34, mark=4.5, text=11, detail=True),
    "phone": Size(328, 180, left=38, right=52, top=16, bottom=34, mark=4.5, text=11, detail=True, labels=4),
    "print": Size(640, 220, left=34, right=86, top=14, bottom=30, mark=4, text=11, detail=True, font=palette.FONT),
}


def to_svg(chart: Chart, size: str = "small") -> SafeString:
    """Return the chart as an `<svg>` element. `size` names one of SIZES; KeyError for any other."""
    return mark_safe(get_template("components/chart.svg").render(_drawing(chart, SIZES[size])))  # noqa: S308


def signal_icon(icon: Icon, size: int = 28, font: str = "") -> SafeString:
    """Return a signal as an `<svg>` element: letter and shape carry the meaning, colour only helps.

    `font` names the face of the letter where styles do not reach into drawings, as on paper.
    """
    context = {"icon": icon, "size": size, "font": font}
    return mark_safe(get_template("components/signal.html").render(context))  # noqa: S308


def _drawing(chart: Chart, size: Size) -> dict:
    place = _Plot(chart, size)
    drawing = {
        "size": size,
        "palette": palette,
        "alt": chart.alt,
        "bands": [],
        "line": place.line(),
        "marks": place.marks(),
        "target_shown": chart.target_shown,
        "plot": {"x1": _n(size.left), "x2": _n(size.width - size.right)},
    }
    for part in chart.segments:
        if part.mean is not None:
            drawing["bands"].append(place.band(part))
    if chart.target is not None:
        drawing["target"] = _n(place.y(chart.target))
    if chart.latest:
        drawing["last"] = place.last()
    if size.detail:
        drawing |= {"ticks": place.ticks(), "months": place.months(), "rebases": place.rebases()}
        drawing |= {"axis": size.height - size.bottom, "foot": size.height - 8}
        if chart.target is not None:
            drawing["target_label"] = place.target_label(drawing.get("last"))
        if not chart.latest:
            drawing["empty"] = "No figures yet"
        elif chart.too_few:
            drawing["too_few"] = f"{chart.too_few}: too few for limits"
    return drawing


class _Plot:
    """Turns months and values of one chart into places on one drawing."""

    def __init__(self, chart: Chart, size: Size):
        self.chart, self.size = chart, size
        self.low, self.high = chart.scale or span(chart)
        self.step = (size.width - size.left - size.right) / max(len(chart.points) - 1, 1)

    def x(self, index: float) -> float:
        return self.size.left + index * self.step

    def y(self, value: float) -> float:
        depth = self.size.height - self.size.top - self.size.bottom
        share = (value - self.low) / ((self.high - self.low) or 1)
        return self.size.top + depth * (1 - min(max(share, 0), 1))

    def known(self):
        return [(index, point) for index, point in enumerate(self.chart.points) if point.value is not None]

    def line(self) -> str:
        """The path of the line, broken at a month without a value and where limits are set anew."""
        starts = {part.start for part in self.chart.segments}
        path, before = [], None
        for index, point in self.known():
            joined = before == index - 1 and index not in starts
            path.append(f"{'L' if joined else 'M'}{_n(self.x(index))} {_n(self.y(point.value))}")
            before = index
        return "".join(path)

    def marks(self) -> list[tuple[str, str]]:
        """One path for each family of points; on a large chart the ordinary points are small grey dots."""
        paths: dict[str, list[str]] = {}
        lonely = self._lonely()
        for index, point in self.known():
            plain = point.family == "none"
            if plain and not self.size.detail and index not in lonely:
                continue
            radius = self.size.mark * (0.45 if plain else 1)
            shape = _SHAPES[point.family](self.x(index), self.y(point.value), radius)
            paths.setdefault(point.family, []).append(shape)
        return [(palette.SIGNALS[family], "".join(shapes)) for family, shapes in paths.items()]

    def _lonely(self) -> set[int]:
        # A month between two gaps has no line to be seen by.
        indexes = {index for index, _ in self.known()}
        return {index for index in indexes if index - 1 not in indexes and index + 1 not in indexes}

    def band(self, part) -> dict:
        return {
            "x1": _n(self.x(part.start)),
            "x2": _n(self.x(part.end - 1)),
            "width": _n(self.x(part.end - 1) - self.x(part.start)),
            "upper": _n(self.y(part.upper)),
            "lower": _n(self.y(part.lower)),
            "height": _n(self.y(part.lower) - self.y(part.upper)),
            "mean": _n(self.y(part.mean)),
        }

    def last(self) -> dict:
        index, point = self.known()[-1]
        return {
            "x": _n(self.x(index) + self.size.mark + 3),
            "y": _n(self.y(point.value) + self.size.text * 0.35),
            "text": point.shown,
            "size": self.size.text + (3 if self.size.detail else 0),
        }

    def target_label(self, last: dict | None) -> dict:
        y = self.y(self.chart.target) + self.size.text * 0.35
        # The last value is the more important of the two, so the target's label makes way for it.
        if last and self.known()[-1][0] == len(self.chart.points) - 1 and abs(y - float(last["y"])) < 15:
            above = y < float(last["y"]) and y - 15 > self.size.top
            y = float(last["y"]) + (-15 if above else 15)
        return {"x": _n(self.size.width - self.size.right + self.size.mark + 3), "y": _n(y)}

    def ticks(self) -> list[dict]:
        if not self.chart.latest:
            return []
        values = round_values(self.low, self.high)
        return [{"y": _n(self.y(value) + 4), "text": self.chart.show(value)} for value in values]

    def months(self) -> list[dict]:
        count = len(self.chart.points)
        every = next(gap for gap in (1, 2, 3, 6, 12, 24, count or 1) if count / gap <= self.size.labels or gap >= count)
        return [
            {"x": _n(self.x(index)), "text": short_label(point.month)}
            for index, point in enumerate(self.chart.points)
            if index % every == 0
        ]

    def rebases(self) -> list[dict]:
        return [
            {"x": _n(self.x(part.start - 0.5)), "text": f"limits set anew {short_label(part.rebase.month)}"}
            for part in self.chart.segments
            if part.rebase
        ]


def round_values(low: float, high: float, most: int = 5) -> list[float]:
    """Return two to `most` + 1 round numbers (steps of 1, 2 or 5) within [low, high], for the value axis."""
    rough = (high - low) / most
    power = 10 ** floor(log10(rough))
    step = next(power * size for size in (1, 2, 5, 10) if power * size >= rough)
    first = ceil(low / step - 1e-9)
    # Rounded, since 3 x 0.1 is not 0.3.
    return [round(number * step, 10) for number in range(first, floor(high / step + 1e-9) + 1)]


def _circle(x, y, r) -> str:
    return f"M{_n(x - r)} {_n(y)}a{_n(r)} {_n(r)} 0 1 0 {_n(2 * r)} 0a{_n(r)} {_n(r)} 0 1 0-{_n(2 * r)} 0z"


def _diamond(x, y, r) -> str:
    r *= 1.3  # so that a diamond covers about as much paper as a circle
    return f"M{_n(x)} {_n(y - r)}l{_n(r)} {_n(r)}-{_n(r)} {_n(r)}-{_n(r)}-{_n(r)}z"


def _square(x, y, r) -> str:
    return f"M{_n(x - r)} {_n(y - r)}h{_n(2 * r)}v{_n(2 * r)}h-{_n(2 * r)}z"


_SHAPES = {"improvement": _circle, "concern": _diamond, "neutral": _square, "none": _circle}


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
