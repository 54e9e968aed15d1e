"""A figure beside what others published, as its page shows it."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from casework.models import Level
from improvement.indicators.access import Standing
from improvement.indicators.benchmarks.queries import Ours, Published, ours, published_for
from improvement.indicators.readings import Reading
from improvement.lib import rates
from improvement.lib.rates import say_n

WIDTH, EDGE = 600, 40


@dataclass(frozen=True)
class Mark:
    """A value on the strip: where it stands, what is written, and its shape."""

    x: float
    words: str
    shape: str


@dataclass(frozen=True)
class Beside:
    """Our figure beside others': a sentence, a strip and a table; or the reason why not."""

    title: str
    reason: str
    rows: list[tuple[str, str, str]]
    strip: SafeString
    source: str

    def html(self, note: str) -> SafeString:
        """Return the section as HTML, with `note` under it; made once."""
        kept = self.__dict__.setdefault("_html", {})
        if note not in kept:
            context = {"beside": self, "beside_note": note}
            kept[note] = render_to_string("improvement/indicators/_beside.html", context)
        return kept[note]


def beside(reading: Reading, standing: Standing) -> Beside | None:
    """Return the section of a figure's page about others, None where nothing was published; one query."""
    county = standing.team.level == Level.COUNTY
    found = published_for(reading.definition, wide=county)
    if found is None:
        return None
    # Beside the reading it is made from, so that it is kept and forgotten with it.
    kept = reading.__dict__.setdefault("_beside", {})
    if found not in kept:
        kept.clear()
        kept[found] = _new_beside(reading, found)
    return kept[found]


def _new_beside(reading: Reading, found: Published) -> Beside:
    words = ", ".join(filter(None, ("Department for Education", found.release)))
    source = f"{words}: {found.measure.year_words(found.year)}. Open Government Licence v3.0."
    england = _show(found.england, reading.definition.unit, found)
    if found.measure.reason:
        rows = [("England", england, found.year)] if england else []
        return Beside("England's figure counts something else.", f"{found.measure.reason}.", rows, SafeString(), source)
    own = ours(reading.definition, reading.points, reading.unit)
    rows, strip = _rows(reading, own, found), _strip(reading, own, found)
    return Beside(_title(reading, own, found), own.missing, rows, strip, source)


def _title(reading: Reading, own: Ours, found: Published) -> str:
    unit = reading.definition.unit
    if own.value is None:
        return f"England: {_show(found.england, unit, found)} in the {found.measure.year_words(found.year)}."
    against = [f"England's {_show(found.england, unit, found)}"] if found.england is not None else []
    if found.neighbours:
        against.append(f"{_show(found.middle, unit, found)} in the middle of {len(found.neighbours)} like us")
    words = f"{own.words[:1].upper()}{own.words[1:]}"
    year = found.measure.year_words(found.year)
    return f"{words}: {_show(own.value, unit, found)}, beside {' and '.join(against)} ({year})."


def _rows(reading: Reading, own: Ours, found: Published) -> list[tuple[str, str, str]]:
    unit = reading.definition.unit
    rows = []
    if own.value is not None:
        n = say_n(own.numerator, own.denominator, unit, counted=reading.definition.counted)
        rows.append((reading.team.name, _show(own.value, unit, found), f"{own.words}{f', {n}' if n else ''}"))
    if found.england is not None:
        rows.append(("England", _show(found.england, unit, found), found.year))
    if found.region is not None:
        rows.append((found.region_name, _show(found.region, unit, found), found.year))
    if found.neighbours:
        spread = f"{_show(found.neighbours[0], unit, found)} to {_show(found.neighbours[-1], unit, found)}"
        without = f"; {found.symbols} not available" if found.symbols else ""
        rows.append(
            (
                "Statistical neighbours, middle",
                _show(found.middle, unit, found),
                f"{len(found.neighbours)}: {spread}{without}",
            )
        )
    return rows


def _strip(reading: Reading, own: Ours, found: Published) -> SafeString:
    values = [each for each in (own.value, found.england, found.region, *found.neighbours) if each is not None]
    if len(values) < 2 or min(values) == max(values):
        return SafeString()
    low, high = min(values), max(values)

    def x(value):
        return round(EDGE + (value - low) / (high - low) * (WIDTH - 2 * EDGE), 1)

    unit = reading.definition.unit
    marks = [
        Mark(x(value), f"{name} {_show(value, unit, found)}", shape)
        for name, value, shape in (
            (reading.team.name, own.value, "dot"),
            ("England", found.england, "square"),
            (found.region_name, found.region, "diamond"),
        )
        if value is not None
    ]
    context = {
        "width": WIDTH,
        "marks": marks,
        "near": [x(value) for value in found.neighbours],
        "middle": x(found.middle) if found.neighbours else None,
        "words": "; ".join(f"{name}: {value}" for name, value, _ in _rows(reading, own, found)),
    }
    return SafeString(render_to_string("improvement/indicators/strip.svg", context).strip())


def _show(value: float | None, unit: str, found: Published) -> str:
    """Return a value with as many decimals as were published."""
    published = [each for each in (found.england, found.region, *found.neighbours) if each is not None]
    whole = all(each == int(each) for each in published)
    return rates.show(value, unit, decimals=0 if whole else 1)
