"""Plain sentences for a series, made from the same object as its chart.

The title says what changed and whether that is good; the subtitle gives the latest value with its n and what the
process makes of the target. The wording is tables below; every combination is printed by `tests/lib/test_sentences.py`.
"""

from dataclasses import dataclass
from datetime import date

from improvement.lib import rates
from improvement.lib.months import add_months, long_label, month_name
from improvement.lib.spc import HIGHER, LOWER, Spc

SYMBOLS = {
    "c": "hidden because the numbers are small",
    "z": "does not apply",
    "k": "rounds to zero",
    ":": "not yet known",
    "x": "not collected",
}

_NOT_SHOWN = {
    "c": "The figure for {month} is hidden because the numbers are small.",
    "z": "No figure applies to {month}.",
    "k": "The figure for {month} rounds to zero.",
    ":": "The figure for {month} is not yet known.",
    "x": "The figure for {month} was not collected.",
}

_NUMBERS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]

# How the latest point left its usual range, by rule: what the subject "has been" or "was".
_LEVELS = {
    "run_high": "above average",
    "run_low": "below average",
    "outside_high": "above the usual range",
    "outside_low": "below the usual range",
    "two_of_three_high": "near the top of the usual range",
    "two_of_three_low": "near the bottom of the usual range",
}
_TRENDS = {"trend_up": ("risen", "rising"), "trend_down": ("fallen", "falling")}

# What a signal amounts to, by its family: a run or trend has lasted; one or two months have only stood out.
_LASTING = {
    "improvement": "this is a real change, in the right direction",
    "concern": "this is a real change, in the wrong direction",
    "neutral": "this is a real change",
}
_STANDING_OUT = {
    "improvement": "more than chance explains, in the right direction",
    "concern": "more than chance explains, in the wrong direction",
    "neutral": "more than chance explains",
}

_ASSURANCE = {
    ("pass", True): "The present process meets the target of {target} every month.",
    ("pass", False): "{month} missed the target of {target}, which the present process usually meets.",
    ("hit_or_miss", True): "The present process meets the target of {target} in some months and misses it in others.",
    ("hit_or_miss", False): "The present process meets the target of {target} in some months and misses it in others.",
    ("fail", True): "{month} met the target of {target}, which the present process usually misses.",
    ("fail", False): "The target of {target} is out of reach of the present process.",
}


@dataclass(frozen=True)
class Words:
    """What a sentence needs to know beside the statistics.

    `subject` begins the sentence ("Re-referrals"). `plural` chooses "have" or "has"; None avoids the verb, for names
    that read badly as a subject ("Health assessment up to date: ..."). `counted` names the denominator ("referrals").
    """

    subject: str
    unit: str
    plural: bool | None = None
    counted: str = ""
    decimals: int | None = None


def title(spc: Spc, words: Words) -> str:
    """Return the sentence that is the chart's title, ending in a full stop."""
    if spc.latest is None:
        hidden = any(point.symbol == "c" for point in spc.points)
        return f"{words.subject}: {SYMBOLS['c'] if hidden else 'no figures yet'}."
    if spc.variation == "too_few":
        rebase = spc.segment.rebase if spc.segment else None
        so_far = f"since the limits were set anew in {long_label(rebase.month)}" if rebase else "so far"
        return f"{words.subject}: {spc.too_few} {so_far}, too few to tell a real change from chance."
    if not spc.latest.rules:
        return _steady(spc, words)
    family = spc.variation.rsplit("_", 1)[0]
    lasting = any(rule.startswith(("run", "trend")) for rule in spc.latest.rules)
    verdict = (_LASTING if lasting else _STANDING_OUT)[family]
    change, against = _change(spc, words)
    if words.plural is None:  # the subject has taken the colon already
        return f"{change}. {verdict[0].upper()}{verdict[1:]}{against}."
    return f"{change}: {verdict}{against}."


def subtitle(spc: Spc, words: Words, numerators=None, denominators=None) -> str:
    """Return the latest value with its n, then what the present process makes of the target.

    `numerators` and `denominators` are aligned with the points; they may be left out.
    """
    latest = spc.latest
    if latest is None:
        return _not_shown(spc).strip()
    index = spc.points.index(latest)
    n = rates.say_n(
        numerators[index] if numerators else None,
        denominators[index] if denominators else None,
        words.unit,
        counted=words.counted,
    )
    value = rates.say(latest.value, words.unit, decimals=words.decimals)
    value = value[0].upper() + value[1:]
    beside = f" ({n})" if n else ""
    return f"{_not_shown(spc)}{value} in {month_name(latest.month)}{beside}.{_target(spc, words)}"


def alt_text(spc: Spc, words: Words, heading: str, detail: str) -> str:
    """Return what the chart says to someone who cannot see it: span, sentence, latest value, average and limits."""
    if not spc.points:
        return f"{heading} {detail}".strip()
    span = f"{long_label(spc.points[0].month)} to {long_label(spc.points[-1].month)}"
    text = f"Line chart, {span}. {heading} {detail}"
    if spc.segment and spc.segment.shown:

        def say(value):
            return rates.say(value, words.unit, decimals=words.decimals)

        text += (
            f" The average is {say(spc.segment.mean)} and the usual range "
            f"{say(spc.segment.lower_drawn)} to {say(spc.segment.upper_drawn)}."
        )
    return text.strip()


def count_in_words(count: int) -> str:
    """Return a whole number in words up to twenty, then in figures."""
    return _NUMBERS[count] if 0 <= count <= 20 else f"{count:,}"


def span_in_words(months: int) -> str:
    """Return "seven months", "two years"; whole years from two years up are said as years."""
    if months >= 24 and months % 12 == 0:
        return f"{count_in_words(months // 12)} years"
    return f"{count_in_words(months)} month{'' if months == 1 else 's'}"


def _change(spc: Spc, words: Words) -> tuple[str, str]:
    """Return what changed, and what speaks against it: that comes after the verdict, which is not about it."""
    rules = spc.latest.rules
    trend = next((rule for rule in rules if rule in _TRENDS), None)
    # A run says more than a single month outside: it carries how long this has lasted.
    level = next((rule for rule in ("run_high", "run_low") if rule in rules), None) or next(
        (rule for rule in rules if rule in _LEVELS), None
    )
    if trend is None:
        return _level(spc, words, level), ""
    since = _since(spc, _trend_start(spc))
    agree = level is None or level.endswith("high") == (trend == "trend_up")
    if rules[0] == trend:
        lead = _clause(words, f"have {_TRENDS[trend][0]} every month since {since}")
        return lead, "" if agree else f", though still {_LEVELS[level]}"
    rising = f"{_TRENDS[trend][1]} every month since {since}"
    lead = _level(spc, words, level)
    return (f"{lead}, and {rising}", "") if agree else (lead, f", though {rising}")


def _level(spc: Spc, words: Words, level: str) -> str:
    latest = spc.latest
    if level.startswith("run"):
        known = _known(spc)
        length = _trailing(known, lambda point: point.side == latest.side)
        run = known[-length:]
        if add_months(run[0].month, length - 1) != latest.month:
            return _clause(words, f"have been {_LEVELS[level]} in the last {count_in_words(length)} figures")
        return _clause(words, f"have been {_LEVELS[level]} for {_span(spc, length)}")
    if level.startswith("two_of_three"):
        to = _to(spc)
        return _clause(
            words, f"have been {_LEVELS[level]} in two of the {f'three months{to}' if to else 'last three months'}"
        )
    return _clause(words, f"were {_LEVELS[level]} in {month_name(latest.month)}")


def _steady(spc: Spc, words: Words) -> str:
    known = _known(spc)
    within = _trailing(known, lambda point: not point.rules)
    if within == len(known):
        if spc.segment.rebase:
            how_long = f"since the limits were set anew in {long_label(spc.segment.rebase.month)}"
        elif add_months(known[0].month, within - 1) != spc.latest.month:
            how_long = f"in the last {count_in_words(within)} figures"
        else:
            how_long = f"in {_span(spc, within)}"
        return _clause(words, f"have shown no real change {how_long}.")
    first = known[-within].month
    if within == 1:
        return _clause(words, f"were back in the usual range in {month_name(first)}.")
    return _clause(words, f"have been in the usual range since {_since(spc, first)}.")


def _clause(words: Words, predicate: str) -> str:
    """Join the subject to a predicate written for a plural ("have been ...", "were ...")."""
    if words.plural is None:
        for verb in ("have been ", "have shown ", "have ", "were "):
            predicate = predicate.removeprefix(verb)
        return f"{words.subject}: {predicate}"
    if not words.plural:
        verb, rest = predicate.split(" ", 1)
        predicate = f"{ {'have': 'has', 'were': 'was'}[verb] } {rest}"
    return f"{words.subject} {predicate}"


def _known(spc: Spc) -> list:
    return [point for point in spc.points if point.value is not None and point.segment == spc.latest.segment]


def _trailing(points, test) -> int:
    count = 0
    for point in reversed(points):
        if not test(point):
            break
        count += 1
    return count


def _trend_start(spc: Spc) -> date:
    values = _known(spc)
    up = "trend_up" in spc.latest.rules
    index = len(values) - 1
    while (
        index
        and values[index].value != values[index - 1].value
        and ((values[index].value > values[index - 1].value) == up)
    ):
        index -= 1
    return values[index].month


def _since(spc: Spc, month: date) -> str:
    return month_name(month) if month.year == spc.latest.month.year else long_label(month)


def _span(spc: Spc, months: int) -> str:
    to = _to(spc)
    return f"the {span_in_words(months)}{to}" if to else span_in_words(months)


def _to(spc: Spc) -> str:
    return "" if spc.points[-1].value is not None else f" to {month_name(spc.latest.month)}"


def _not_shown(spc: Spc) -> str:
    if not spc.points or spc.points[-1].value is not None:
        return ""
    last = spc.points[-1]
    return _NOT_SHOWN.get(last.symbol, _NOT_SHOWN[":"]).format(month=month_name(last.month)) + " "


def _target(spc: Spc, words: Words) -> str:
    if spc.target is None:
        return ""
    target = rates.say(spc.target, words.unit, decimals=words.decimals)
    if spc.assurance is None:
        return f" The target is {target}."
    met = {HIGHER: spc.latest.value >= spc.target, LOWER: spc.latest.value <= spc.target}[spc.polarity]
    sentence = _ASSURANCE[spc.assurance, met]
    return " " + sentence.format(target=target, month=month_name(spc.latest.month))
