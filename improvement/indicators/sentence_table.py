"""Every kind of sentence a chart can say, as a page that people can read through."""

from datetime import date
from itertools import product

from improvement.lib.charts import trend_chart
from improvement.lib.months import add_months
from improvement.lib.spc import Rebase

LATEST = date(2026, 10, 1)
STEADY = [49, 51, 48, 52, 50, 49, 51, 50, 48, 52, 49, 51, 50, 49, 52, 48, 51, 50]
# Made so that the newest month says one thing; the reader sees which.
SHAPES = (
    ("No real change", STEADY),
    ("One month above", [*STEADY, 62]),
    ("One month below", [*STEADY, 38]),
    ("Seven months above", [*STEADY, 54, 55, 54, 55, 54, 55, 54]),
    ("Seven months below", [*STEADY, 46, 45, 46, 45, 46, 45, 46]),
    ("Rising month after month", [*STEADY, 50.5, 51, 51.5, 52, 52.5, 53, 53.5, 54]),
    ("Falling month after month", [*STEADY, 49.5, 49, 48.5, 48, 47.5, 47, 46.5, 46]),
    ("Two of three months near the top", [*STEADY, 56, 51, 56]),
    ("Two of three months near the bottom", [*STEADY, 44, 49, 44]),
    ("Above and rising", [*STEADY, 52, 53, 54, 55, 56, 57, 58]),
    ("Above, though falling", [*STEADY[:15], 90, 80, 79, 78, 77, 76, 75, 74, 73]),
    ("Below, though rising", [*STEADY, 40, 41, 42, 43, 44, 45, 46, 47]),
    ("Back in the usual range", [*STEADY, 62, 50]),
    ("In the usual range for four months", [*STEADY, 62, 50, 49, 51, 50]),
    ("Nine months only", STEADY[:9]),
    ("One month only", STEADY[:1]),
    ("No figure yet", []),
)
POLARITIES = (("higher", "More is better"), ("lower", "Less is better"), ("neutral", "Neither is better"))
TARGETS = ((None, "none"), (30, "30%"), (50, "50%"), (90, "90%"))

HEAD = """# What charts say

Written by `manage.py write_docs` from the code that writes the sentences; do not edit by hand. Every line is made from
a series like the one it names, by the same functions as on the pages, in packs and in alternative texts. A sentence
that reads wrongly here reads wrongly everywhere: change `improvement/lib/sentences.py`.

"""


def sentences_page() -> str:
    """Return `docs/sentences.md`."""
    parts = [HEAD]
    for polarity, words in POLARITIES:
        parts.append(f"## {words}\n\n| The series | Target | The title | Beneath it |\n|---|---|---|---|\n")
        for (name, values), (target, said) in product(SHAPES, TARGETS):
            if target is not None and (name == "No figure yet" or (polarity == "neutral" and target != 50)):
                continue
            chart = _chart(values, polarity=polarity, target=target)
            parts.append(f"| {name} | {said} | {chart.title} | {chart.subtitle} |\n")
        parts.append("\n")
    parts.append("## Other cases\n\n| The case | The title | Beneath it |\n|---|---|---|\n")
    parts += [f"| {name} | {chart.title} | {chart.subtitle} |\n" for name, chart in _others()]
    return "".join(parts)


def _others():
    since = add_months(LATEST, -8)
    rebased = [Rebase(since, "A new front door opened", by="A. Person", on=LATEST)]
    high = [*STEADY, 70, 71, 69, 70, 71, 69, 70, 71, 70]
    yield "Limits set anew nine months ago", _chart(high, rebases=rebased)
    yield (
        "Steady since the limits were set anew",
        _chart(
            [*STEADY, *STEADY],
            rebases=[Rebase(add_months(LATEST, -17), "A new front door opened", by="A. Person", on=LATEST)],
        ),
    )
    yield "A target always met, but not this month", _chart([*STEADY, 38], target=40)
    yield "A target never met, but this month", _chart([*STEADY, 62], target=60)
    yield "Too few since the limits were set anew, and a target", _chart(high, rebases=rebased, target=60)
    yield "Newest month hidden, and a target", _chart(STEADY, symbols={-1: "c"}, target=90)
    yield "Newest month hidden", _chart(STEADY, symbols={-1: "c"})
    yield "Every month hidden", _chart(STEADY, symbols=dict.fromkeys(range(len(STEADY)), "c"))
    yield "Newest month does not apply", _chart(STEADY, symbols={-1: "z"})
    yield "Newest month not yet known", _chart(STEADY, symbols={-1: ":"})
    yield "Newest month not collected", _chart(STEADY, symbols={-1: "x"})
    yield "Newest month rounds to zero", _chart(STEADY, symbols={-1: "k"})
    yield "Seven months above, newest month hidden", _chart([*SHAPES[3][1], 54], symbols={-1: "c"})
    yield "Two of three months near the top, newest month hidden", _chart([*STEADY, 56, 51, 56, 50], symbols={-1: "c"})
    yield "A month missing", _chart([*STEADY, 50, 51], symbols={-2: "x"})
    yield "Eight figures above, a month missing", _chart([*SHAPES[3][1], 54, 55], symbols={-5: "x"})
    yield 'One thing: "has", not "have"', _chart(SHAPES[3][1], name="Agency staffing", plural=False)
    yield "A name that cannot begin a sentence", _chart(SHAPES[3][1], name="Health assessment up to date", plural=None)
    yield "A count", _count(STEADY)
    yield "A rate", _rate(STEADY)
    yield "Always all, and the target is all", _chart([100] * 18, target=100)


def _chart(values, *, polarity="higher", target=None, symbols=None, rebases=(), name="Visits in time", plural=True):
    count = len(values)
    signs = [None] * count
    for index, symbol in (symbols or {}).items():
        signs[index] = symbol
    return trend_chart(
        key="sentence",
        name=name,
        unit="%",
        months=_months(count),
        numerators=[value * 2 for value in values],
        denominators=[200] * count,
        symbols=signs,
        polarity=polarity,
        target=target,
        rebases=rebases,
        plural=plural,
        counted="visits",
    )


def _count(values):
    return trend_chart(
        key="sentence",
        name="Open assessments out of time",
        unit="count",
        months=_months(len(values)),
        numerators=values,
        polarity="lower",
        plural=True,
    )


def _rate(values):
    return trend_chart(
        key="sentence",
        name="Children on protection plans",
        unit="rate per 10k",
        months=_months(len(values)),
        numerators=values,
        denominators=[10_000] * len(values),
        plural=True,
    )


def _months(count):
    return [add_months(LATEST, index + 1 - count) for index in range(count)]
