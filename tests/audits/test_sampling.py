"""A draw is fair, can be repeated outside, and says what it was drawn from."""

import hashlib
from collections import Counter
from datetime import date
from itertools import combinations, pairwise
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from improvement.lib import sampling
from improvement.lib.sampling import Candidate, draw, next_in_line, shares

PINNED = ("LS00010", "LS00002", "LS00004", "LS00008")
PINNED_HASH = "b6e9b41b25d93eeef9ab024d4b988d54d18aabce34b59d306f38dfb40f26eca8"
TEAMS = ("Mere Assessment", "Mere Safeguarding", "Weald Safeguarding")
PLANS = ("care", "cp", "cin")


def children(count, **fields):
    return [Candidate(f"LS{n:05d}", team=TEAMS[n % 3], plan=PLANS[n % 7 % 3], **fields) for n in range(1, count + 1)]


def test_every_child_has_the_same_chance():
    """Chi-square over fixed seeds, with the covariance of drawing without replacement."""
    list_, wanted, seeds = children(30), 6, 3000
    counts = Counter(ref for seed in range(seeds) for ref in draw(list_, wanted=wanted, seed=f"seed {seed}").references)
    share = wanted / len(list_)
    expected, variance = seeds * share, seeds * share * (1 - share)
    spread = sum((counts[each.reference] - expected) ** 2 for each in list_) / variance
    assert spread * (len(list_) - 1) / len(list_) < chi2.ppf(0.999, len(list_) - 1)


def test_every_pair_of_children_has_the_same_chance():
    list_, seeds = children(7), 4200
    pairs = Counter(frozenset(draw(list_, wanted=2, seed=f"pair {seed}").references) for seed in range(seeds))
    expected = seeds / comb(7, 2)
    every = [frozenset(pair) for pair in combinations([each.reference for each in list_], 2)]
    assert sum((pairs[pair] - expected) ** 2 / expected for pair in every) < chi2.ppf(0.999, len(every) - 1)


def test_every_child_of_a_stratum_has_the_chance_the_draw_states():
    list_, seeds = children(40), 2000
    counts, expected = Counter(), Counter()
    for seed in range(seeds):
        found = draw(list_, wanted=8, seed=f"s{seed}", by=("plan",))
        counts.update(found.references)
        expected.update({stratum.name: stratum.chance for stratum in found.strata})
    for each in list_:
        share = expected[(each.plan,)] / seeds
        assert abs(counts[each.reference] - seeds * share) < 4.5 * (seeds * share * (1 - share)) ** 0.5


def test_a_draw_can_be_repeated_with_nothing_of_ours():
    found = draw(children(500), wanted=25, seed="2026-11-02/7f3a")
    ranked = sorted(
        (hashlib.sha256(f"2026-11-02/7f3a:LS{n:05d}".encode()).hexdigest(), f"LS{n:05d}") for n in range(1, 501)
    )
    assert list(found.references) == [reference for _, reference in ranked[:25]]


def test_the_draw_of_a_seed_never_changes():
    """Pinned: a new version of the algorithm must have a new name, or old draws could not be shown to be fair."""
    found = draw(children(12), wanted=4, seed="pinned", by=("plan",))
    assert found.algorithm == "sha256-rank/1"
    assert found.references == PINNED
    assert found.list_hash == PINNED_HASH


def test_the_order_of_the_list_does_not_matter():
    list_ = children(60)
    assert draw(list_, wanted=10, seed="a", by=("team", "plan")) == draw(
        list_[::-1], wanted=10, seed="a", by=("plan", "team")
    )


def test_another_seed_or_another_list_is_another_draw():
    list_ = children(60)
    first = draw(list_, wanted=10, seed="a")
    assert first.references != draw(list_, wanted=10, seed="b").references
    assert first.list_hash != draw(list_[1:], wanted=10, seed="a").list_hash
    moved = [*list_[1:], Candidate(list_[0].reference, team="Elsewhere")]
    assert first.list_hash != draw(moved, wanted=10, seed="a").list_hash


def test_the_hash_of_the_list_is_that_of_its_lines():
    list_ = [Candidate("B", team="West", plan="cp", age="5 to 9", status="CP"), Candidate("A", team="West")]
    lines = "A\tWest\t\t\t\nB\tWest\tcp\t5 to 9\tCP\n"
    assert sampling.list_lines(list_) == lines
    assert sampling.list_hash(list_) == hashlib.sha256(lines.encode()).hexdigest()


@given(
    sizes=st.dictionaries(st.tuples(st.text("abcdef", min_size=1, max_size=3)), st.integers(0, 400), max_size=12),
    data=st.data(),
)
def test_shares_add_up_and_stay_within_each_stratum(sizes, data):
    total = sum(sizes.values())
    wanted = data.draw(st.integers(0, total))
    found = shares(sizes, wanted, seed=data.draw(st.text(max_size=3)))
    assert sum(found.values()) == wanted
    filled = {name: size for name, size in sizes.items() if size}
    assert set(found) == set(filled)
    assert all(0 <= found[name] <= size for name, size in filled.items())
    if wanted >= len(filled):
        assert all(found.values())
    else:
        # Too few for one each: within one of the exact share, as largest remainders promise.
        assert all(abs(found[name] - wanted * size / total) < 1 for name, size in filled.items())


@given(sizes=st.lists(st.integers(1, 90), min_size=1, max_size=8), data=st.data())
def test_a_larger_stratum_never_gives_less(sizes, data):
    named = {(f"s{n}",): size for n, size in enumerate(sizes)}
    found = shares(named, data.draw(st.integers(0, sum(sizes))))
    ordered = sorted(named, key=named.get)
    assert all(found[low] <= found[high] + (named[low] == named[high]) for low, high in pairwise(ordered))


def test_largest_remainders_as_worked_by_hand():
    # 41.6, 20.8, 12.8 and 4.8 give 41, 20, 12 and 4; the three left go to the largest remainders.
    sizes = {("care",): 520, ("cin",): 260, ("cp",): 160, ("ass",): 60}
    assert shares(sizes, 80) == {("care",): 41, ("cin",): 21, ("cp",): 13, ("ass",): 5}
    # The small one is owed 0.2 and gives one; the other nine are shared as if it were not there: 5.51 and 3.49.
    assert shares({("a",): 600, ("b",): 380, ("c",): 20}, 10) == {("a",): 6, ("b",): 3, ("c",): 1}


def test_a_tie_is_settled_by_the_seed_and_not_by_the_alphabet():
    sizes = {(team,): 10 for team in TEAMS}
    first = Counter(next(name for name, given_ in shares(sizes, 1, seed=str(n)).items() if given_) for n in range(300))
    assert set(first) == set(sizes)


@given(count=st.integers(1, 60), seed=st.text(max_size=5), by=st.sets(st.sampled_from(sampling.BY)), data=st.data())
def test_a_draw_has_as_many_of_each_stratum_as_it_says_and_nobody_twice(count, seed, by, data):
    list_ = children(count)
    found = draw(list_, wanted=data.draw(st.integers(0, count)), seed=seed, by=by)
    assert len(set(found.references)) == len(found.references) == sum(each.wanted for each in found.strata)
    where = {each.reference: sampling.stratum_of(each, found.by) for each in list_}
    drawn = Counter(where[reference] for reference in found.references)
    assert drawn == Counter({each.name: each.wanted for each in found.strata})


def test_a_swap_brings_the_next_in_line_of_the_same_stratum():
    list_ = children(40)
    short = draw(list_, wanted=8, seed="x", by=("plan",))
    stratum = ("cp",)
    taken = set(short.references)
    found = next_in_line(list_, seed="x", by=("plan",), stratum=stratum, taken=taken)
    assert found.plan == "cp"
    assert found.reference not in taken
    ahead = [each.reference for each in sampling.in_order(list_, seed="x") if each.plan == "cp"]
    assert found.reference == ahead[sum(reference in taken for reference in ahead)]


def test_a_stratum_with_nobody_left_has_no_replacement():
    list_ = children(6)
    everybody = {each.reference for each in list_}
    assert next_in_line(list_, seed="x", by=(), stratum=(), taken=everybody) is None


@pytest.mark.parametrize(
    ("last", "out"),
    [
        (None, False),
        (date(2025, 11, 3), False),
        (date(2025, 11, 4), True),
        (date(2026, 10, 1), True),
    ],
)
def test_who_was_audited_in_the_last_twelve_months_is_left_out(last, out):
    assert sampling.left_out(Candidate("A", last_audited_on=last), on=date(2026, 11, 3)) is out


def test_twelve_months_before_the_29th_of_february_is_the_28th():
    assert sampling.left_out(Candidate("A", last_audited_on=date(2027, 3, 1)), on=date(2028, 2, 29))
    assert not sampling.left_out(Candidate("A", last_audited_on=date(2027, 2, 28)), on=date(2028, 2, 29))


@pytest.mark.parametrize("wanted", [-1, 13])
def test_more_than_there_are_is_refused(wanted):
    with pytest.raises(ValueError, match="cannot be drawn from a list of 12"):
        draw(children(12), wanted=wanted, seed="x")


def test_a_list_with_a_child_twice_is_refused():
    with pytest.raises(ValueError, match="stands twice"):
        draw([*children(3), children(1)[0]], wanted=1, seed="x")
