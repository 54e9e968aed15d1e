"""How what we publish is linked: which counts are the same, lie within each other, or add up.

Most of it follows from the definitions: two indicators that count the same rows by the same condition have one count,
every numerator lies within its denominator, and a count of some rows of a frame lies within the count of them all. The
rest is the table `TIES`, each with what it says in words. `tests/indicators/test_ties.py` shows that each holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from improvement.indicators.definitions import Definition, all_definitions
from improvement.indicators.rollups import conditions
from improvement.indicators.voiced import OF_ALL
from improvement.lib.links import Plan, Strand, Within
from improvement.lib.suppression import LEAST_N, counts_under

WITHIN, SUM, CHANGE, NEARLY = "lies within", "adds up", "changes by", "nearly the same"


@dataclass(frozen=True)
class Tie:
    """One tie between counts, written "CODE.n" for a numerator and "CODE.d" for a denominator.

    `WITHIN`: the counts after the first lie within it and apart from each other; what is left is secret if it is small
    and `secret`. `SUM`: the first is the sum of the other two. `CHANGE`: the first is what it was a month before, with
    the second and without the third. `NEARLY`: the two differ by a few, so that one tells the other.
    Counts `beside` the first of a `WITHIN` are added to it.
    """

    kind: str
    counts: tuple[str, ...]
    words: str
    secret: bool = True
    beside: tuple[str, ...] = ()


# The sets of answers of a month, of which several figures count some.
SETS = "VO06.d"
# Of a question, who was asked by whom: all, by somebody independent, and by a worker.
BY = (("VO04", "VO15", "VO16"), ("VO02", "VO17", "VO18"), ("VO03", "VO19", "VO20"))


TIES = (
    Tie(
        SUM,
        ("CN05.d", "CN05.n", "WF05.n"),
        "Open cases are those without a worker and those of the caseloads.",
    ),
    Tie(SUM, ("WF02.d", "WF02.n", "WF01.n"), "Posts are vacant or filled."),
    Tie(SUM, ("WF04.d", "WF04.n", "WF01.n"), "Social workers are from an agency or in post."),
    Tie(NEARLY, ("WF02.d", "WF04.d"), "Both go up with every social worker in post."),
    Tie(NEARLY, ("WF01.n", "WF03.d"), "Social workers in post."),
    Tie(
        CHANGE,
        ("CP05.n", "CP06.d", "CP09.d"),
        "Protection plans open are those open a month before, with those started and without those ended.",
    ),
    Tie(
        CHANGE,
        ("LA01.n", "LA02.n", "LA03.n"),
        "Children looked after are those of a month before, with those who came into care and without those who left, "
        "but for short breaks and eighteenth birthdays.",
    ),
    Tie(
        NEARLY, ("AS01.n", "AS05.d", "AS06.d"), "Assessments completed, but for a child not born or an answer missing."
    ),
    Tie(
        NEARLY,
        ("CP05.n", "CP11.d", "CP12.d"),
        "Protection plans at the month's end and on the day of its last extract, but for a child not born or not seen.",
    ),
    Tie(
        NEARLY,
        ("LA01.n", "LA08.d", "LA11.d", "LA10.d", "LA05.d", "LA15.d", "LA07.d", "LA17.d"),
        "Children looked after by their periods of care and by the list, but for first days and missing answers.",
    ),
    Tie(NEARLY, ("FD01.n", "FD02.d"), "Contacts, and those whose decision was timed."),
    Tie(NEARLY, ("CP06.d", "CP13.d"), "Protection plans started, and those whose core group was due."),
    Tie(NEARLY, ("CL01.d", "CL02.d"), "Care leavers, but for those who returned home."),
    Tie(NEARLY, ("QA02.d", "QA07.d", "QA08.d"), "Audits that became final."),
    Tie(WITHIN, ("QA02.d", "QA02.n", "QA07.n"), "Final audits good or better, and those inadequate."),
    Tie(WITHIN, ("QA02.n", "QA08.n"), "An outstanding audit is good or better."),
    Tie(
        NEARLY,
        ("VO06.d", "QA05.d", "VO02.d", "VO03.d", "VO04.d", "VO05.d"),
        "Sets of answers, but for the questions that were left out.",
    ),
    Tie(WITHIN, ("VO06.d", "QA05.d"), "Sets of answers, and those with an answer to any of the four.", secret=False),
    *(
        Tie(WITHIN, ("QA05.d", f"{code}.d"), "An answer to one of the four is an answer to any.", secret=False)
        for code in ("VO02", "VO03", "VO04", "VO05")
    ),
    Tie(NEARLY, ("VO06.n", "VO15.d", "VO17.d", "VO19.d"), "Gathered independently, but for questions left out."),
    Tie(NEARLY, ("VO14.n", "VO16.d", "VO18.d", "VO20.d"), "Gathered by workers, but for questions left out."),
    *(
        Tie(WITHIN, (first, f"{code}.d"), "An answer is one of a set of answers.", secret=False)
        for first, codes in (("VO06.n", ("VO15", "VO17", "VO19")), ("VO14.n", ("VO16", "VO18", "VO20")))
        for code in codes
    ),
    Tie(WITHIN, (SETS, "VO09.n", "VO10.n"), "In confidence and without a name; what is left is named."),
    Tie(
        WITHIN,
        (SETS, "VO11.n", "VO12.n", "VO13.n"),
        "With pictures, in easy read, or somebody wrote; what is left is the adults' page.",
    ),
    Tie(
        WITHIN,
        (SETS, "VO06.n", "VO14.n", "VO10.n"),
        "Gathered independently, by workers, or without a name; what is left came by a link.",
    ),
    Tie(WITHIN, (SETS, "VO14.n", "VO09.n", "VO10.n"), "What a worker gathers is named."),
    *(
        tie
        for all_of, independent, worker in BY
        for tie in (
            Tie(
                WITHIN,
                (f"{all_of}.n", f"{independent}.n", f"{worker}.n"),
                "A yes is told to somebody, or written by link or code.",
            ),
            Tie(
                WITHIN,
                (f"{all_of}.d", f"{independent}.d", f"{worker}.d"),
                "An answer is told to somebody, or written by link or code.",
            ),
            Tie(
                WITHIN,
                (f"{all_of}.d", f"{all_of}.n", f"{independent}.d", f"{worker}.d"),
                "What is no yes is told to somebody, or written by link or code.",
                beside=(f"{independent}.n", f"{worker}.n"),
            ),
        )
    ),
    Tie(WITHIN, ("CP06.n", "CP07.n"), "A second plan within two years is a second plan."),
    Tie(WITHIN, ("CP09.d", "CP09.n", "CP14.n"), "Plans that ended after two years and within three months."),
    Tie(WITHIN, ("LA08.d", "LA08.n", "LA09.n"), "Children in foster care and in children's homes."),
    Tie(WITHIN, ("CN05.d", "CN03.n"), "Children in need are open cases."),
    Tie(WITHIN, ("CL01.d", "CL02.d"), "Care leavers without those who returned home.", secret=False),
    Tie(WITHIN, ("CL02.d", "CL03.d"), "Care leavers whose accommodation is known and no custody."),
    Tie(WITHIN, ("LA11.d", "LA10.d"), "Children looked after for a week, and for twenty working days.", secret=False),
    Tie(WITHIN, ("LA10.d", "LA12.d"), "Children looked after for twenty working days, and for a year."),
    Tie(WITHIN, ("LA01.n", "LA11.d"), "Children looked after, and those who have been for a week.", secret=False),
)
# What a list leaves out for want of an answer, or because a rule cannot be asked of it yet, says nothing of anybody.
TECHNICAL = ("AS05.d", "AS06.d", "CP10.d", "CP12.d", "LA05.d", "LA06.d", "LA15.d")


@cache
def names() -> dict[str, str]:
    """Return the count behind each part of an indicator ("FD06.d"), called after the first part that counts it.

    A population is no count of ours and is left out.
    """
    found, first = {}, {}
    for each in all_definitions():
        for part, key in _parts(each):
            name = f"{each.code}.{part}"
            found[name] = first.setdefault(key, name)
    return found


def _parts(each: Definition):
    if each.is_given:
        yield "n", (each.code, "n")
        if counts_under(each.unit):
            yield "d", ("VO06" if each.code in OF_ALL else each.code, "d")
        return
    numerator, denominator = conditions(each)
    frame = each.source, each.counting.frame
    summed = each.counting.numerator_sum
    distinct = each.counting.denominator_distinct or each.counting.denominator_sum
    yield "n", (*frame, _plain(numerator), summed)
    if denominator:
        yield "d", (*frame, _plain(denominator), distinct)


def _plain(condition: str) -> str:
    return " ".join(condition.split())


@cache
def plan() -> Plan:
    """Return how all counts are linked."""
    called = names()
    withins, after, thresholds, rests, near = [], {}, {}, {}, {}
    for each in all_definitions():
        top, under = called[f"{each.code}.n"], called.get(f"{each.code}.d")
        if each.is_share:
            withins.append(Within(under, (top,)))
        elif counts_under(each.unit):
            thresholds[under] = LEAST_N
            if each.is_given or each.counting.numerator_sum:
                after[top], thresholds[top] = under, 0
    for tie in TIES:
        first, *others = (called[name] for name in tie.counts)
        if tie.kind == WITHIN:
            withins.append(Within(first, tuple(others), tie.secret, tuple(called[name] for name in tie.beside)))
        elif tie.kind == SUM:
            rests.setdefault(others[1], []).append(others[0])
            after[others[0]] = first
        elif tie.kind == NEARLY:
            near |= dict.fromkeys(others, first)
    withins += _of_whole_frames(called, withins)
    strands = _strands(called, rests, withins, after)
    return Plan(strands, tuple(withins), after, thresholds, near)


def _of_whole_frames(called, withins) -> list[Within]:
    """Return the counts of some rows of a frame, within the count of all its rows."""
    known = {(within.whole, part) for within in withins for part in within.parts}
    wholes, found = {}, []
    for each in all_definitions():
        for part, key in _parts(each):
            if key[2:] == ("TRUE", ""):
                wholes[key[:2]] = called[f"{each.code}.{part}"]
    for each in all_definitions():
        name = called.get(f"{each.code}.d")
        whole = None if each.is_given else wholes.get((each.source, each.counting.frame))
        if name and whole and name != whole and (whole, name) not in known and counts_under(each.unit):
            found.append(Within(whole, (name,), secret=f"{each.code}.d" not in TECHNICAL))
            known.add((whole, name))
    return found


def _strands(called, rests, withins, after) -> tuple[Strand, ...]:
    joined: dict[str, Strand] = {}
    near = {}
    for tie in TIES:
        first, *others = (called[name] for name in tie.counts)
        if tie.kind == CHANGE:
            joined[others[0]] = Strand(tuple(others), stock=first)
        elif tie.kind == NEARLY:
            near[first] = tuple(others)
    for rest, parts in rests.items():
        joined[parts[0]] = Strand(tuple(parts), rest=(rest, *near.pop(rest, ())))
    for first, others in near.items():
        strand = joined.get(first, Strand((first,)))
        joined[first] = replace(strand, counts=(*strand.counts, *others))
    taken = {name for strand in joined.values() for name in strand.owned}
    alone = [Strand((name,)) for name in dict.fromkeys(called.values()) if name not in taken]
    found = [*joined.values(), *alone]
    where = {name: number for number, strand in enumerate(found) for name in strand.owned}
    pairs = {(within.whole, part) for within in withins for part in within.parts}
    pairs |= {(first, later) for later, first in after.items()}
    pairs |= {(strand.stock, strand.counts[0]) for strand in found if strand.stock}
    depth = _depths({(where[one], where[other]) for one, other in pairs if where[one] != where[other]})
    return tuple(found[number] for number in sorted(range(len(found)), key=lambda number: depth.get(number, 0)))


def _depths(pairs: set[tuple[int, int]]) -> dict[int, int]:
    """Return for each strand how many others come before it. Raises ValueError where they go round in a circle."""
    depth: dict[int, int] = {}
    for _ in range(len(pairs)):
        for before, later in pairs:
            depth[later] = max(depth.get(later, 0), depth.get(before, 0) + 1)
    if max(depth.values()) >= len(pairs):
        raise ValueError("Counts lie within each other in a circle.")
    return depth


@cache
def families() -> tuple[tuple[str, ...], ...]:
    """Return the indicators by code, in groups of those that are linked with each other."""
    called = names()
    of_code = {
        each.code: {called[key] for part in "nd" if (key := f"{each.code}.{part}") in called}
        for each in all_definitions()
    }
    groups: list[set[str]] = []
    linked = [set(within.counts) for within in plan().withins]
    linked += [{called[name] for name in tie.counts} for tie in TIES]
    for together in [*of_code.values(), *linked]:
        apart = [group for group in groups if not group & together]
        groups = [*apart, together.union(*(group for group in groups if group & together))]
    return tuple(sorted(tuple(code for code in of_code if of_code[code] <= group) for group in groups))


def family(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of all indicators that are linked with any of these."""
    wanted = set(codes)
    return tuple(code for group in families() if wanted & set(group) for code in group)
