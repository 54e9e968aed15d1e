"""Who looks at what: sampled cases to auditors, so that nobody judges what they are part of, and the work is even.

An assignment problem. Each auditor is as many places as they may still take; the k-th place of one who has some
already costs more than the first of one who has none (2k - 1, so that the sum is least when the loads are as even as
the rules let them be); a place that a rule forbids does not exist. `scipy.optimize.linear_sum_assignment` finds the
cheapest whole assignment exactly. Among equally even ones the seed decides, so that pairs are met at random (Kirklees'
learning conversations; practice reference, 2.4) and the same seed allocates the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from itertools import combinations


class Rule(StrEnum):
    """What stands between an auditor and a case (reliability reference, I1 and I2; practice reference, 1.2 and 2.8)."""

    OWN_CASE = "own case"
    OWN_TEAM = "own team"
    OWN_LINE = "own line"
    RELATION = "declared relation"
    SAME_PAIR = "same pair as last time"
    LIMIT = "limit of each person"


ALL = frozenset(Rule)


@dataclass(frozen=True)
class Case:
    """A case to be looked at. `workers` are all who work with the child, or have."""

    key: int
    name: str
    team: int | None = None
    team_name: str = ""
    worker: int | None = None
    worker_name: str = ""
    workers: frozenset[int] = frozenset()
    child: int | None = None


@dataclass(frozen=True)
class Auditor:
    """Somebody who may be given cases: at most `limit`, of which they have `load` already.

    `workers` are their own posts in the case system, `teams` where they work, `line` the teams they manage and all
    below, `children` and `relations` (workers) what they declared, `last` the workers whose work they judged last.
    """

    key: int
    name: str
    limit: int = 6
    load: int = 0
    workers: frozenset[int] = frozenset()
    teams: frozenset[int] = frozenset()
    line: frozenset[int] = frozenset()
    children: frozenset[int] = frozenset()
    relations: frozenset[int] = frozenset()
    last: frozenset[int] = frozenset()

    @property
    def free(self) -> int:
        """How many more this person may take."""
        return max(0, self.limit - self.load)


@dataclass(frozen=True)
class Refusal:
    """Why an auditor may not have a case."""

    rule: Rule
    words: str


@dataclass(frozen=True)
class Conflict:
    """The smallest group of `cases` that cannot all be placed, and the smallest set of `rules` that sees to it.

    Take away any one of the cases and the others can be placed. Keep only these rules and they still cannot; keep any
    fewer and they can. `cures` names the auditors any one of whom could end it by taking one case more.
    """

    cases: tuple[Case, ...]
    rules: tuple[Rule, ...]
    cures: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Plan:
    """Case key -> auditor key for each case that could be placed; who could not, and what was in the way."""

    pairs: dict[int, int]
    unplaced: tuple[int, ...] = ()
    conflict: Conflict | None = field(default=None, compare=False)


def refusals(case: Case, auditor: Auditor, rules: Iterable[Rule] = ALL) -> list[Refusal]:
    """Return each rule by which the auditor may not have the case, in words; none when they may."""
    own = auditor.workers & (case.workers | {case.worker})
    team, worker = case.team_name or "the child's team", case.worker_name or "the child's worker"
    found = (
        (Rule.OWN_CASE, own, "works with this child, or has"),
        (Rule.OWN_TEAM, case.team in auditor.teams, f"works in {team}"),
        (Rule.OWN_LINE, case.team in auditor.line, f"manages {team}, or the line above it"),
        (Rule.RELATION, case.child in auditor.children, "declared a relation to this child's family"),
        (Rule.RELATION, case.worker in auditor.relations, f"declared a relation to {worker}"),
        (Rule.SAME_PAIR, case.worker in auditor.last, f"judged the work of {worker} last time too"),
        (Rule.LIMIT, not auditor.free, f"has {auditor.load} already and takes at most {auditor.limit}"),
    )
    rules = frozenset(rules)
    return [Refusal(rule, f"{auditor.name} {words}.") for rule, holds, words in found if holds and rule in rules]


def barred(case: Case, auditor: Auditor) -> list[Refusal]:
    """Return the refusals that hold however few cases the auditor has."""
    return refusals(case, auditor, ALL - {Rule.LIMIT})


def allocate(cases: Sequence[Case], auditors: Sequence[Auditor], *, seed: str = "") -> Plan:
    """Return the most even allocation that no rule forbids; as many cases as possible are placed.

    Loads that auditors have already count. Where not all can be placed, `conflict` says what is in the way.
    """
    table = _Table(cases, auditors, seed)
    pairs = table.solve(cases)
    unplaced = tuple(case.key for case in cases if case.key not in pairs)
    return Plan(pairs, unplaced, _conflict(table, pairs, unplaced[0]) if unplaced else None)


class _Table:
    """Who may have what, worked out once; and the solver, for any of the cases under any of the rules."""

    CHANCES = 1000

    def __init__(self, cases, auditors, seed):
        # It takes half a second and 60 MB to load: only a process that allocates pays for it.
        import numpy

        self.cases, self.auditors = list(cases), list(auditors)
        self.row = {case.key: row for row, case in enumerate(cases)}
        shape = (len(cases), len(auditors))
        self.barred = {rule: numpy.zeros(shape, bool) for rule in Rule if rule is not Rule.LIMIT}
        self.chance = numpy.zeros(shape)
        for row, case in enumerate(cases):
            for column, auditor in enumerate(auditors):
                self.chance[row, column] = _chance(seed, case.key, auditor.key) % self.CHANCES
                for refusal in barred(case, auditor):
                    self.barred[refusal.rule][row, column] = True

    def solve(self, cases, rules=ALL) -> dict[int, int]:
        """Return case key -> auditor key: as many of the cases as possible, at least cost."""
        import numpy
        from scipy.optimize import linear_sum_assignment

        if not cases or not self.auditors:
            return {}
        most, rows = len(cases), [self.row[case.key] for case in cases]
        free = [min(most, each.free) if Rule.LIMIT in rules else most for each in self.auditors]
        places = [(column, k) for column, count in enumerate(free) for k in range(1, count + 1)]
        columns = numpy.array([column for column, _ in places], dtype=int)
        # One step of evenness outweighs every toss of chance together, and one case placed every step of evenness.
        step = self.CHANCES * most
        uneven = numpy.array([(2 * (self.auditors[column].load + k) - 1) * step for column, k in places], dtype=float)
        nobody = (uneven.max(initial=0) + step) * (most + 1)
        forbidden = numpy.zeros((most, len(self.auditors)), bool)
        for rule in rules - {Rule.LIMIT}:
            forbidden |= self.barred[rule][rows]
        cost = numpy.where(forbidden[:, columns], numpy.inf, uneven + self.chance[rows][:, columns])
        found = linear_sum_assignment(numpy.hstack([cost, numpy.full((most, most), float(nobody))]))
        return {
            cases[row].key: self.auditors[places[column][0]].key
            for row, column in zip(*found, strict=True)
            if column < len(places)
        }

    def placeable(self, cases, rules=ALL) -> bool:
        """Return whether all of the cases can be placed under the rules."""
        return len(self.solve(cases, rules)) == len(cases)


def _chance(seed, case, auditor):
    return int.from_bytes(sha256(f"{seed}:{case}:{auditor}".encode()).digest()[:4])


def _conflict(table, pairs, start):
    """Return what is in the way, found by deletion: leave out a case, and keep it out if the rest is still stuck."""
    stuck = _crowd(table, pairs, start)
    for case in list(stuck):
        others = [each for each in stuck if each is not case]
        if others and not table.placeable(others):
            stuck = others
    rules = next(
        chosen
        for size in range(len(Rule) + 1)
        for chosen in combinations(Rule, size)
        if not table.placeable(stuck, frozenset(chosen))
    )
    able = [each for each in table.auditors if any(not barred(case, each) for case in stuck)]
    return Conflict(tuple(stuck), rules, tuple(each.name for each in able), _words(stuck, able, rules, table.auditors))


def _crowd(table, pairs, start):
    """Return the cases that compete, directly or through others, for the auditors whom `start` could have had."""
    by_key = {case.key: case for case in table.cases}
    held: dict[int, list[int]] = {}
    for case, auditor in pairs.items():
        held.setdefault(auditor, []).append(case)
    found, waiting, met = {start: None}, [start], set()
    while waiting:
        case = by_key[waiting.pop()]
        for auditor in table.auditors:
            if auditor.key not in met and not barred(case, auditor):
                met.add(auditor.key)
                waiting += [key for key in held.get(auditor.key, ()) if key not in found]
                found |= dict.fromkeys(held.get(auditor.key, ()))
    return [case for case in table.cases if case.key in found]


def _words(stuck, able, rules, auditors):
    """Return the conflict as sentences."""
    names = _listed([case.name for case in stuck])
    if not auditors:
        return "There is nobody to allocate to. Add people to the round first."
    in_the_way = f"In the way: {_listed([str(rule) for rule in rules])}."
    if not able:
        return f"Nobody may take {names}. {in_the_way}"
    places = sum(each.free for each in able)
    left = {0: "no place left", 1: "one place left"}.get(places, f"{places} places left")
    left = f"have {left} between them" if len(able) > 1 else f"has {left}"
    cannot, them = ("cannot be placed", "it") if len(stuck) == 1 else ("cannot all be placed", "them")
    return f"{names} {cannot}: only {_listed([each.name for each in able])}, who {left}, may take {them}. {in_the_way}"


def _listed(names, most=6):
    """Return "a, b and c"; beyond `most`, "a, b, ... and 12 more"."""
    names = list(names)
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
