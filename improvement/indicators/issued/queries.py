"""What was published of months before: what must stay hidden, what is known, and what moved by too few to be told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from django.db import connection

from improvement.indicators.protection import Past
from improvement.indicators.queries import Point
from improvement.indicators.ties import names, plan
from improvement.lib.links import THRESHOLD

# Until a number has moved by this much it stands as it was printed. Twice as much as has to be hidden: so that whoever
# knows that still cannot tell where between the two it is.
STANDS = 2 * THRESHOLD

# What public packs printed, oldest first; and what was another and a small number when its month was first reported.
ROWS = """
SELECT i.indicator, i.team_id, i.month, i.numerator, i.denominator, i.symbol, f.numerator, f.denominator, i.issued_at
FROM improvement_issued i
LEFT JOIN improvement_figure f ON (f.indicator, f.team_id, f.month) = (i.indicator, i.team_id, i.month)
WHERE i.indicator = ANY(%(codes)s) AND i.month BETWEEN %(first)s AND %(last)s
UNION ALL
SELECT r.indicator, r.team_id, m.month, r.numerator, r.denominator, NULL, f.numerator, f.denominator, NULL
FROM improvement_reportedmonth m JOIN improvement_reported r ON r.of_id = m.id
JOIN improvement_figure f ON (f.indicator, f.team_id, f.month) = (r.indicator, r.team_id, m.month)
WHERE r.indicator = ANY(%(codes)s) AND m.month BETWEEN %(first)s AND %(last)s
    AND (r.numerator < 10 AND r.numerator <> f.numerator OR r.denominator < 10 AND r.denominator <> f.denominator)
ORDER BY 9 NULLS FIRST
"""


@dataclass
class _Month:
    """What is known of a month: `now` and `issued` are the number, and those printed, by (count, team)."""

    kept: set = field(default_factory=set)
    known: set = field(default_factory=set)
    now: dict = field(default_factory=dict)
    issued: dict[tuple[str, int], set] = field(default_factory=dict)
    printed: dict[tuple[str, int], Point] = field(default_factory=dict)


def past(*, codes: Sequence[str], first: date, last: date) -> dict[date, Past]:
    """Return by month what must stay hidden and what everybody knows, of the counts of these indicators; one query.

    Hidden stays what a public pack hid, and what was small when its month was first reported. Known is what a public
    pack printed and what is still so. Where it is not so by 1 to 4 the difference would tell of so many children: what
    is 1 to 9 from what was printed is hidden, and what was printed stands in its place.
    """
    with connection.cursor() as cursor:
        cursor.execute(ROWS, {"codes": list(codes), "first": first, "last": last})
        rows = cursor.fetchall()
    months: dict[date, _Month] = {}
    for code, team_id, month, *numbers, _ in rows:
        _take(months.setdefault(month, _Month()), code, team_id, month, *numbers)
    found = {month: _settled(held) for month, held in months.items()}
    return {month: each for month, each in found.items() if each != Past()}


def _settled(held: _Month) -> Past:
    moved = frozenset(_moved(held))
    return Past(frozenset(held.kept), frozenset(held.known), moved, held.printed)


def _take(held: _Month, code, team_id, month, numerator, denominator, symbol, top, under) -> None:
    near = True
    for part, number, now in (("n", numerator, top), ("d", denominator, under)):
        cell = names().get(f"{code}.{part}"), team_id
        if cell[0] is None:
            near = near and number == now
        elif symbol is None:
            if number and 0 < number < plan().threshold(cell[0]) and number != now:
                held.kept.add(cell)
        elif number is None:
            near = near and symbol != "c" and now is None
            if symbol == "c":
                held.kept.add(cell)
        else:
            near = near and (number == now or _near(cell[0], number, now))
            if number == now:
                held.known.add(cell)
            held.now[cell] = now
            held.issued.setdefault(cell, set()).add(number)
    if symbol is not None:
        held.printed.pop((code, team_id), None)
        if near:
            held.printed[code, team_id] = Point(month, _number(numerator), _number(denominator))


def _moved(held: _Month) -> Iterator[tuple]:
    """Yield (count, team, least, most) of what is 1 to 4 from what was printed, and is known to be within `STANDS`.

    What is further, but stands as it was printed too, is kept hidden.
    """
    stand = set()
    for cell, numbers in held.issued.items():
        near = [number for number in numbers if _near(cell[0], number, held.now[cell])]
        if near and cell not in held.known:
            stand.add(cell)
            if any(abs(held.now[cell] - number) < THRESHOLD for number in near):
                yield *cell, _number(max(near) - STANDS + 1), _number(min(near) + STANDS - 1)
            else:
                held.kept.add(cell)
    for within in plan().withins:
        for team_id in {team_id for name, team_id in held.issued if name == within.whole and within.secret}:
            cells = [(name, team_id) for name in (within.whole, *within.parts)]
            if not stand.intersection(cells) and all(held.now.get(cell) is not None for cell in cells):
                yield from _rest_moved(held, cells)


def _rest_moved(held: _Month, cells: list[tuple[str, int]]) -> Iterator[tuple]:
    """Yield a part of a whole, where what is left of the whole is few from what could be worked out as printed."""
    whole, *parts = (held.now[cell] for cell in cells)
    rest = whole - sum(parts)
    were = {was - sum(others) for was, *others in product(*(held.issued[cell] for cell in cells))}
    near = [was for was in were if 0 < abs(rest - was) < STANDS]
    hides = next((index for index, cell in enumerate(cells[1:]) if cell not in held.known), None)
    if near and hides is not None:
        total = parts[hides] + rest
        yield *cells[1 + hides], _number(total - min(near) - STANDS + 1), _number(total - max(near) + STANDS - 1)


def _near(name: str, number, now) -> bool:
    """Whether a number is so near what was printed that this stands; a small one is hidden as any other."""
    threshold = plan().threshold(name)
    return now is not None and 0 < abs(now - number) < STANDS and bool(threshold) and not 0 < now < threshold


def _number(value) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
