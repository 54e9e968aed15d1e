"""No forbidden pair, ever; as even as can be; and what is in the way when it cannot be done."""

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from audits.allocation import ALL, Auditor, Case, Rule, allocate, refusals

ids = st.frozensets(st.integers(1, 4), max_size=2)
CASES = st.lists(
    st.builds(
        Case,
        key=st.just(0),
        name=st.just(""),
        team=st.integers(1, 4),
        worker=st.integers(1, 4),
        workers=ids,
        child=st.integers(1, 4),
    ),
    max_size=5,
).map(lambda found: [Case(**{**vars(case), "key": n, "name": f"LS{n}"}) for n, case in enumerate(found, 1)])


def people(most):
    return st.lists(
        st.builds(
            Auditor,
            key=st.just(0),
            name=st.just(""),
            limit=st.integers(0, 3),
            load=st.integers(0, 2),
            workers=st.frozensets(st.integers(1, 4), max_size=1),
            teams=st.frozensets(st.integers(1, 4), max_size=1),
            line=ids,
            children=st.frozensets(st.integers(1, 4), max_size=1),
            relations=st.frozensets(st.integers(1, 4), max_size=1),
            last=st.frozensets(st.integers(1, 4), max_size=1),
        ),
        max_size=most,
    ).map(lambda found: [Auditor(**{**vars(each), "key": 100 + n, "name": f"A{n}"}) for n, each in enumerate(found, 1)])


def forbidden(case, auditor):
    """The rules again, in the plainest Python: which of them forbid the pair, whatever the limits."""
    return {
        rule
        for rule, holds in {
            Rule.OWN_CASE: bool(auditor.workers & (case.workers | {case.worker})),
            Rule.OWN_TEAM: case.team in auditor.teams,
            Rule.OWN_LINE: case.team in auditor.line,
            Rule.RELATION: case.child in auditor.children or case.worker in auditor.relations,
            Rule.SAME_PAIR: case.worker in auditor.last,
        }.items()
        if holds
    }


def every_way(cases, auditors, rules=ALL):
    """Every assignment, partial ones too, that the rules allow: brute force."""
    for choice in product([None, *auditors], repeat=len(cases)):
        pairs = [(case, auditor) for case, auditor in zip(cases, choice, strict=True) if auditor]
        if any(forbidden(case, auditor) & rules for case, auditor in pairs):
            continue
        if Rule.LIMIT in rules and any(choice.count(each) > max(0, each.limit - each.load) for each in auditors):
            continue
        yield pairs


def unevenness(pairs, auditors):
    return sum((each.load + sum(auditor is each for _, auditor in pairs)) ** 2 for each in auditors)


@settings(max_examples=150, deadline=None)
@given(cases=CASES, auditors=people(3), seed=st.text("ab", max_size=2))
def test_it_is_as_whole_and_as_even_as_brute_force_can_find(cases, auditors, seed):
    plan = allocate(cases, auditors, seed=seed)
    ways = list(every_way(cases, auditors))
    most = max(map(len, ways))
    assert len(plan.pairs) == most
    assert len(plan.unplaced) == len(cases) - most
    by_key = {each.key: each for each in auditors}
    found = [(case, by_key[plan.pairs[case.key]]) for case in cases if case.key in plan.pairs]
    assert unevenness(found, auditors) == min(unevenness(way, auditors) for way in ways if len(way) == most)


@settings(max_examples=150, deadline=None)
@given(cases=CASES, auditors=people(4), seed=st.text("ab", max_size=2))
def test_no_forbidden_pair_ever_and_nobody_over_their_limit(cases, auditors, seed):
    plan = allocate(cases, auditors, seed=seed)
    by_key = {each.key: each for each in auditors}
    for case in cases:
        if case.key in plan.pairs:
            assert forbidden(case, by_key[plan.pairs[case.key]]) == set()
    for each in auditors:
        assert list(plan.pairs.values()).count(each.key) <= max(0, each.limit - each.load)


@settings(max_examples=150, deadline=None)
@given(cases=CASES, auditors=people(3))
def test_a_plan_that_cannot_be_names_the_smallest_set_in_the_way(cases, auditors):
    plan = allocate(cases, auditors)
    assert (plan.conflict is not None) == bool(plan.unplaced)
    if plan.conflict is None:
        return

    def possible(cases, rules):
        return any(len(way) == len(cases) for way in every_way(cases, auditors, rules))

    stuck, rules = list(plan.conflict.cases), frozenset(plan.conflict.rules)
    assert not possible(stuck, ALL)
    assert all(possible([case for case in stuck if case is not left], ALL) for left in stuck)
    assert not possible(stuck, rules)
    assert all(possible(stuck, rules - {rule}) for rule in rules)
    # The smallest of all, not only one that cannot be made smaller.
    assert all(possible(stuck, frozenset(fewer)) for fewer in combinations(Rule, max(0, len(rules) - 1)) if rules)


@settings(max_examples=150, deadline=None)
@given(cases=CASES, auditors=people(3))
def test_each_cure_is_one(cases, auditors):
    conflict = allocate(cases, auditors).conflict
    if conflict is None:
        return
    for name in conflict.cures:
        more = [
            Auditor(**{**vars(each), "limit": max(each.limit, each.load) + 1}) if each.name == name else each
            for each in auditors
        ]
        assert not allocate(conflict.cases, more).unplaced


@settings(max_examples=100, deadline=None)
@given(cases=CASES, auditors=people(3))
def test_every_refusal_is_a_rule_that_holds_and_says_who(cases, auditors):
    for case in cases:
        for each in auditors:
            found = refusals(case, each)
            full = {Rule.LIMIT} if each.load >= each.limit else set()
            assert {refusal.rule for refusal in found} == forbidden(case, each) | full
            assert all(refusal.words.startswith(each.name) and refusal.words.endswith(".") for refusal in found)


def test_the_words_of_each_refusal():
    case = Case(1, "LS1", team=5, team_name="Mere Safeguarding", worker=7, worker_name="A. Byrne", workers={8}, child=9)

    def words(**fields):
        return [refusal.words for refusal in refusals(case, Auditor(2, "P. Shah", **fields))]

    assert words() == []
    assert words(workers={8}) == ["P. Shah works with this child, or has."]
    assert words(teams={5}) == ["P. Shah works in Mere Safeguarding."]
    assert words(line={4, 5}) == ["P. Shah manages Mere Safeguarding, or the line above it."]
    assert words(children={9}) == ["P. Shah declared a relation to this child's family."]
    assert words(relations={7}) == ["P. Shah declared a relation to A. Byrne."]
    assert words(last={7}) == ["P. Shah judged the work of A. Byrne last time too."]
    assert words(limit=2, load=2) == ["P. Shah has 2 already and takes at most 2."]


def test_the_words_of_a_conflict():
    cases = [Case(n, f"LS{n}", team=1) for n in (1, 2, 3)]
    both = [Auditor(10, "P. Shah", limit=1), Auditor(11, "T. Okoro", limit=1), Auditor(12, "M. Hale", line={1})]
    conflict = allocate(cases, both).conflict
    assert conflict.words == (
        "LS1, LS2 and LS3 cannot all be placed: only P. Shah and T. Okoro, who have 2 places left between them, may "
        "take them. In the way: own line and limit of each person."
    )
    assert conflict.cures == ("P. Shah", "T. Okoro")
    assert allocate(cases[:1], [both[2]]).conflict.words == "Nobody may take LS1. In the way: own line."
    assert allocate(cases, []).conflict.words.startswith("There is nobody to allocate to.")


def test_loads_already_there_are_evened_out():
    cases = [Case(n, f"LS{n}") for n in range(1, 5)]
    plan = allocate(cases, [Auditor(10, "A", load=4, limit=9), Auditor(11, "B"), Auditor(12, "C")])
    assert sorted(plan.pairs.values()) == [11, 11, 12, 12]


def test_the_same_seed_allocates_the_same_and_another_otherwise():
    cases = [Case(n, f"LS{n}") for n in range(1, 13)]
    auditors = [Auditor(100 + n, f"A{n}") for n in range(6)]
    assert allocate(cases, auditors, seed="a") == allocate(cases, auditors, seed="a")
    assert len({tuple(sorted(allocate(cases, auditors, seed=str(n)).pairs.items())) for n in range(5)}) == 5


def test_pairs_are_met_at_random():
    """Over fixed seeds each of four auditors meets the first case about as often."""
    cases = [Case(n, f"LS{n}") for n in range(1, 5)]
    auditors = [Auditor(100 + n, f"A{n}") for n in range(4)]
    met = [allocate(cases, auditors, seed=f"r{n}").pairs[1] for n in range(400)]
    assert all(70 <= met.count(each.key) <= 130 for each in auditors)


def test_nothing_to_allocate_is_no_conflict():
    plan = allocate([], [Auditor(1, "A")])
    assert (plan.pairs, plan.unplaced, plan.conflict) == ({}, (), None)


def test_long_lists_are_cut():
    conflict = allocate([Case(n, f"LS{n}") for n in range(9)], [Auditor(1, "P. Shah", limit=8)]).conflict
    assert len(conflict.cases) == 9
    assert conflict.words == (
        "LS0, LS1, LS2, LS3, LS4, LS5 and 3 more cannot all be placed: only P. Shah, who has 8 places left, may take "
        "them. In the way: limit of each person."
    )
