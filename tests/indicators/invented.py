"""A small department's figures, thrown with dice so that every tie between counts holds; no database."""

from collections import defaultdict
from datetime import date

from improvement.indicators.definitions import all_definitions
from improvement.indicators.protection import Tree
from improvement.indicators.queries import Point
from improvement.indicators.ties import names
from improvement.lib.months import months_to

COUNTY, LEAVES = 1, (11, 12, 13, 14, 15, 16)
PARENTS = {2: 1, 3: 1, 4: 2, 5: 3, 6: 3, 11: 4, 12: 4, 13: 5, 14: 5, 15: 6, 16: 6}
LEVELS = {1: "county", 2: "area", 3: "area", 4: "district", 5: "district", 6: "district"}
LEVELS |= dict.fromkeys(LEAVES, "team")
LAST = date(2026, 10, 1)


def tree() -> Tree:
    """Return a county of two areas, three districts and six teams, as it always was."""
    return Tree(LEVELS, tuple((team, parent, date(2015, 4, 1), None) for team, parent in PARENTS.items()))


def figures(dice, *, months=3, leaves=LEAVES, sizes=(0, 2, 6, 15, 40)) -> dict[int, dict[str, tuple[Point, ...]]]:
    """Return points by team and code: what teams, and sometimes the county itself, counted, added up the tree.

    `leaves` are the teams that have any work, `sizes` how much they may have.
    """
    span = months_to(LAST, months)
    sums = {month: defaultdict(lambda: defaultdict(int)) for month in span}
    for place in (*leaves, *([COUNTY] if dice.random() < 0.5 else [])):
        before = {}
        for month in span:
            before = _counts(dice, before, size=dice.choice(sizes) if place != COUNTY else 3)
            for name, number in before.items():
                at = place
                while at is not None:
                    sums[month][at][name] += number
                    at = PARENTS.get(at)
    return {
        team: {
            found.code: tuple(_point(found.code, month, sums[month][team]) for month in span)
            for found in all_definitions()
        }
        for team in LEVELS
    }


def _point(code, month, counts) -> Point:
    under = names().get(f"{code}.d")
    return Point(month, counts[names()[f"{code}.n"]], counts[under] if under else None)


def _counts(dice, before, *, size) -> dict[str, int]:
    """Return the counts of a team for a month, by the name of the count, after those of the month before."""

    def some(most):
        return dice.choice([0, most, dice.randint(0, most), dice.randint(0, most)])

    def few():
        return dice.choice([0, 0, 1, 2, 4])

    found = {"AS01.n": some(size), "CP01.n": some(size), "LA03.n": 0}
    for code in ("AS05", "AS06"):
        found[f"{code}.d"] = max(0, found["AS01.n"] - few())
    for stock, starts, ends in (("CP05.n", "CP06.d", "CP09.d"), ("LA01.n", "LA02.n", "LA03.n")):
        was = before.get(stock, some(size))
        found[starts], found[ends] = few() + some(size // 8), min(was, few() + some(size // 8))
        found[stock] = was + found[starts] - found[ends]
    found["CP06.n"] = some(found["CP06.d"])
    found["CP07.n"] = some(found["CP06.n"])
    found["CP09.n"] = some(found["CP09.d"])
    found["CP14.n"] = some(found["CP09.d"] - found["CP09.n"])
    found["CP11.d"] = found["CP05.n"]
    found["CP10.d"], found["CP12.d"] = max(0, found["CP11.d"] - few()), max(0, found["CP11.d"] - few())
    found["LA08.d"] = found["LA01.n"]
    found["LA11.d"] = max(0, found["LA01.n"] - few())
    found["LA10.d"] = max(0, found["LA11.d"] - few())
    found["LA12.d"] = some(found["LA10.d"])
    found["LA05.d"] = found["LA15.d"] = max(0, found["LA08.d"] - few())
    found["LA06.d"] = some(found["LA08.d"])
    found["LA08.n"] = some(found["LA08.d"])
    found["LA09.n"] = some(found["LA08.d"] - found["LA08.n"])
    found["CN05.n"], found["WF05.n"], found["WF05.d"] = few(), some(size * 3), dice.randint(0, 8)
    found["CN05.d"] = found["CN05.n"] + found["WF05.n"]
    found["CN03.n"] = max(0, found["CN05.d"] - few())
    found["CL01.d"] = some(size)
    found["CL02.d"] = max(0, found["CL01.d"] - few())
    found["CL03.d"] = max(0, found["CL02.d"] - few())
    found["FD01.n"] = found["FD02.d"] = some(size)
    found["CP13.d"], found["LA07.d"] = found["CP06.d"], found["LA01.n"]
    found["WF01.n"], found["WF02.n"], found["WF04.n"] = dice.randint(0, 12), few(), few()
    found["WF03.d"] = found["WF01.n"]
    found["WF02.d"], found["WF04.d"] = (found[f"{code}.n"] + found["WF01.n"] for code in ("WF02", "WF04"))
    found["QA02.d"] = found["QA07.d"] = found["QA08.d"] = some(size)
    found["QA02.n"] = some(found["QA02.d"])
    found["QA07.n"], found["QA08.n"] = some(found["QA02.d"] - found["QA02.n"]), some(found["QA02.n"])
    found["VO06.d"] = some(size)
    found["QA05.d"] = max(0, found["VO06.d"] - few())
    for code in ("VO02", "VO03", "VO04", "VO05"):
        found[f"{code}.d"] = max(0, found["QA05.d"] - few())
    found |= _voices(dice, found)
    found["LA20.d"] = few()
    found["LA20.n"] = sum(dice.randint(6, 40) for _ in range(found["LA20.d"]))
    for each in all_definitions():
        top, under = names()[f"{each.code}.n"], names().get(f"{each.code}.d")
        if under and under not in found:
            found[under] = some(size)
        if top not in found:
            found[top] = some(found[under]) if each.is_share else some(size)
    return found


def _voices(dice, found) -> dict[str, int]:
    """Return the counts of sets of answers by mode, way and gatherer, and of answers to three questions by gatherer."""

    def split(whole, parts):
        made = []
        for _ in range(parts):
            made.append(dice.choice([0, whole, dice.randint(0, whole), dice.randint(0, whole)]))
            whole -= made[-1]
        return made

    sets = found["VO06.d"]
    made = dict(zip(("VO06.n", "VO14.n", "VO10.n"), split(sets, 3), strict=True))
    made["VO09.n"] = dice.randint(0, sets - made["VO10.n"] - made["VO14.n"])
    made |= dict(zip(("VO11.n", "VO12.n", "VO13.n"), split(sets, 3), strict=True))
    for all_of, independent, worker in (("VO04", "VO15", "VO16"), ("VO02", "VO17", "VO18"), ("VO03", "VO19", "VO20")):
        # Some leave the question out: as many as do of all, whoever gathered it.
        out, left, shares = sets - found[f"{all_of}.d"], sets, []
        for part in (made["VO06.n"], made["VO14.n"]):
            left -= part
            shares.append(part - dice.randint(max(0, out - left), min(part, out)))
            out -= part - shares[-1]
        rest = found[f"{all_of}.d"] - sum(shares)
        made |= {f"{independent}.d": shares[0], f"{worker}.d": shares[1]}
        made |= {f"{independent}.n": split(shares[0], 1)[0], f"{worker}.n": split(shares[1], 1)[0]}
        made[f"{all_of}.n"] = made[f"{independent}.n"] + made[f"{worker}.n"] + split(rest, 1)[0]
    return made
