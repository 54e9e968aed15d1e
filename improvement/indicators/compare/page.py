"""The comparison as a sentence, a drawing and a table."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from improvement.indicators.access import Standing
from improvement.indicators.compare.queries import NOTHING, SPANS, Comparison, Placed
from improvement.indicators.readings import Reading
from improvement.lib import funnel, rates
from improvement.lib.sentences import count_in_words

STANDINGS = {
    funnel.HIGHER: "Higher than chance allows",
    funnel.LOWER: "Lower than chance allows",
    funnel.WITHIN: "Within what chance allows",
    funnel.TOO_FEW: "Too few to tell",
}
BETTER = {"higher": funnel.HIGHER, "lower": funnel.LOWER}
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 380, 56, 24, 24, 44
NAMED = 6


@dataclass(frozen=True)
class Row:
    """One team as the table has it."""

    name: str
    code: str
    value: str
    numerator: str
    denominator: str
    standing: str
    family: str


def family(standing: str, polarity: str) -> str:
    """Return improvement, concern, neutral or none for how a part stands, by what is better."""
    if standing not in (funnel.HIGHER, funnel.LOWER):
        return "none"
    if polarity not in BETTER:
        return "neutral"
    return "improvement" if BETTER[polarity] == standing else "concern"


def title(found: Comparison, reading: Reading, standing: Standing, span: int) -> str:
    """Return the sentence that is the drawing's title: who differs by more than chance allows, the good ones too."""
    if found.reason:
        return found.reason
    compared = [each for each in found.teams if each.part]
    outside = [each for each in compared if each.part.standing in (funnel.HIGHER, funnel.LOWER)]
    value = _value(found.numerator, found.denominator, reading)
    whole = f"{standing.team.name}'s {value} over {SPANS[span]}"
    if not compared:
        return f"No team can be compared with {whole}."
    if not outside:
        every = "The one team" if len(compared) == 1 else f"All {count_in_words(len(compared))} teams"
        return f"{every} compared lie within what chance allows around {whole}."
    differ = "One team differs" if len(outside) == 1 else f"{count_in_words(len(outside)).capitalize()} teams differ"
    parts = []
    polarity = reading.definition.polarity
    words = (("improvement", "better"), ("concern", "worse"))
    if polarity not in BETTER:
        words = ((funnel.HIGHER, "higher"), (funnel.LOWER, "lower"))
    for wanted, said in words:
        names = [
            each.team.name for each in outside if wanted in (family(each.part.standing, polarity), each.part.standing)
        ]
        if names:
            parts.append(f"{said}: {_listed(names)}")
    return f"{differ} from {whole} by more than chance allows; {'; '.join(parts)}."


def _listed(names: list[str]) -> str:
    shown = names[:NAMED]
    more = len(names) - len(shown)
    text = ", ".join(shown[:-1]) + (" and " if len(shown) > 1 else "") + shown[-1]
    return f"{text} and {count_in_words(more)} more" if more else text


def rows(found: Comparison, reading: Reading) -> list[Row]:
    """Return the table, in order of name: the teams that were compared, and those whose numbers are hidden."""
    polarity = reading.definition.polarity
    return [_row(each, reading, polarity) for each in found.teams if each.why != NOTHING]


def without(found: Comparison) -> list[str]:
    """Return the names of the teams that had nothing to compare."""
    return [each.team.name for each in found.teams if each.why == NOTHING]


def _row(each: Placed, reading: Reading, polarity: str) -> Row:
    if each.part is None:
        return Row(each.team.name, each.team.code, "–", "–", "–", each.why.capitalize(), "none")
    part = each.part
    said = STANDINGS[part.standing] + (", near its edge" if part.near else "")
    return Row(
        name=each.team.name,
        code=each.team.code,
        value=_value(part.numerator, part.denominator, reading),
        numerator=rates.number(part.numerator),
        denominator=rates.number(part.denominator),
        standing=said,
        family=family(part.standing, polarity),
    )


def _value(numerator, denominator, reading: Reading) -> str:
    unit = reading.definition.unit
    return rates.show(rates.value_of(numerator, denominator, unit), unit)


def drawing(found: Comparison, reading: Reading, heading: str) -> SafeString:
    """Return the funnel as an `<svg>` element, "" where nothing can be compared."""
    placed = [each for each in found.teams if each.part]
    if not placed:
        return SafeString()
    sizes = [each.part.denominator for each in placed]
    curves = funnel.lines([*sizes, max(1, min(sizes) * 0.6)], centre=found.centre, share=found.share)
    highest = max([each.part.numerator / each.part.denominator for each in placed] + [found.centre * 1.2])
    # Limits of the smallest parts reach far beyond any value; the drawing ends a little above what there is.
    ceiling = min(max(highest * 1.15, min(line.upper for line in curves) * 1.1), 1.0 if found.share else float("inf"))
    left, right = curves[0].denominator, curves[-1].denominator

    def x(size):
        return round(LEFT + (size - left) / ((right - left) or 1) * (WIDTH - LEFT - RIGHT), 1)

    def y(value):
        return round(HEIGHT - BOTTOM - min(value, ceiling) / (ceiling or 1) * (HEIGHT - TOP - BOTTOM), 1)

    def path(name):
        return "M" + "L".join(f"{x(line.denominator)} {y(getattr(line, name))}" for line in curves)

    unit = reading.definition.unit
    scale = rates.unit_of(unit).scale
    context = {
        "width": WIDTH,
        "height": HEIGHT,
        "curves": [(path(name), dash) for name, dash in _CURVES],
        "centre": y(found.centre),
        "plot": {"x1": LEFT, "x2": WIDTH - RIGHT, "foot": HEIGHT - BOTTOM},
        "marks": sorted(
            (_mark(each, x, y, reading.definition.polarity) for each in placed),
            key=lambda mark: mark["family"] != "none",
        ),
        "ticks": [(y(ceiling * step / 4), rates.show(ceiling * step / 4 * scale, unit)) for step in range(5)],
        "sizes": [(x(size), rates.number(size)) for size in (left, (left + right) / 2, right)],
        "counted": "children aged 0 to 17" if reading.definition.is_rate else reading.definition.counted,
        "words": heading,
    }
    return SafeString(render_to_string("improvement/indicators/compare/funnel.svg", context).strip())


def _mark(each: Placed, x, y, polarity: str) -> dict:
    part = each.part
    across, down = x(part.denominator), y(part.numerator / part.denominator)
    beyond = across > WIDTH * 0.72
    return {
        "x": across,
        "y": down,
        "family": family(part.standing, polarity),
        "name": each.team.name,
        "letter": "H" if part.standing == funnel.HIGHER else "L",
        "anchor": "end" if beyond else "start",
        "dx": -14 if beyond else 14,
        # A name at the very bottom stands above the axis, not across it.
        "dy": -8 if down > HEIGHT - BOTTOM - 10 else 4,
    }


_CURVES = (("lower", ""), ("upper", ""), ("lower_near", "3 4"), ("upper_near", "3 4"))
