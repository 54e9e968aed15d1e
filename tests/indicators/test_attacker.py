"""No hidden number can be narrowed to fewer than four values by whoever knows everything published, at every level."""

from random import Random

import pytest

from improvement.indicators import protection
from improvement.indicators.protection import hidden_by_month
from improvement.indicators.ties import NEARLY, TIES, families, names, plan
from improvement.lib import linked
from improvement.lib.links import Plan, Strand
from improvement.lib.networks import Hiding
from tests.indicators import invented
from tests.indicators.attacker import Attacker, Cell

# What may be hidden though it is nothing: what starts and ends, and the sums behind means.
FLOWS = [part for part, name in names().items() for each in plan().strands if each.stock and name in each.counts]
FLOWS += [part for part, name in names().items() if plan().threshold(name) == 0]
# A nothing is no secret: these are hidden with what they are nearly the same as, and may be found to be nothing.
NEAR = {part for tie in TIES if tie.kind == NEARLY for part in tie.counts[1:]}
APART = 3 - 1e-6


@pytest.fixture(autouse=True)
def nothing_kept():
    protection._cells.cache_clear()
    yield
    protection._cells.cache_clear()


def published(series, codes):
    """Every cell with its true number, those that are shown, and the tree of each month."""
    tree = invented.tree()
    hidden = hidden_by_month(series, codes, tree, {})
    true, shown = {}, {}
    for team, by_code in series.items():
        for code in codes:
            for point in by_code[code]:
                for part, number in (("n", point.numerator), ("d", point.denominator)):
                    if f"{code}.{part}" in names():
                        cell = Cell(f"{code}.{part}", team, point.month)
                        true[cell] = number
                        if not hidden[point.month].holds(code, part, team):
                            shown[cell] = number
    return true, shown, {month: tree.parents(month) for month in hidden}


def leaks(series, codes, *, most=None, dice=None) -> list:
    """The hidden cells that the attacker narrows to fewer than four values; stops at the first."""
    true, shown, parents = published(series, codes)
    first = {name: part for part, name in reversed(names().items())}
    cells = [cell for cell in true if cell not in shown and first[names()[cell.part]] == cell.part]
    cells = [cell for cell in cells if true[cell] or cell.part not in NEAR]
    if most is not None and len(cells) > most:
        cells = dice.sample(cells, most)
    attacker = Attacker(true, shown, parents, flows=FLOWS)
    return [(cell, true[cell]) for cell in cells if attacker.width(cell) < APART]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("codes", families(), ids="-".join)
def test_the_attacker_finds_nothing(codes, seed):
    dice = Random(seed)
    assert leaks(invented.figures(dice), codes, most=12, dice=dice) == []


def test_small_numbers_are_hidden_and_most_of_a_county_is_shown():
    series = invented.figures(Random(1))
    for codes in families():
        true, shown, _ = published(series, codes)
        thresholds = {cell: plan().threshold(names()[cell.part]) for cell in true}
        assert not [cell for cell, number in shown.items() if 0 < number < thresholds[cell]]
    true, shown, _ = published(series, ("FD05", "FD06", "FD07", "FD08"))
    assert len(shown) > len(true) / 2


def found_by(codes, seeds=range(8)) -> bool:
    """Whether the attacker finds anything, in one department or another."""
    return any(leaks(invented.figures(Random(seed)), codes, most=30, dice=Random(seed)) for seed in seeds)


REFERRALS = ("FD05", "FD06", "FD07", "FD08")
VOICES = next(codes for codes in families() if "VO06" in codes)
CASES = ("CN03", "CN04", "CN05", "WF05")
PLANS = next(codes for codes in families() if "CP05" in codes)


def test_the_attacker_finds_it_when_only_small_numbers_are_hidden(monkeypatch):
    monkeypatch.setattr(Hiding, "protect", lambda self, arc, wanted: True)
    assert found_by(REFERRALS)


def test_the_attacker_finds_it_when_levels_are_forgotten(monkeypatch):
    def flat(parents, counts, plan, around):
        return linked.hide((None,) * len(parents), counts, plan, around)

    monkeypatch.setattr(protection, "hide", flat)
    assert found_by(REFERRALS)


def unlinked(strands=None) -> Plan:
    return Plan(tuple(strands or plan().strands), (), plan().after, plan().thresholds)


@pytest.mark.parametrize("codes", [REFERRALS, CASES, VOICES], ids="-".join)
def test_the_attacker_finds_it_when_parts_and_wholes_are_forgotten(codes, monkeypatch):
    monkeypatch.setattr(protection, "plan", unlinked)
    assert found_by(codes)


def test_the_attacker_finds_it_when_months_are_forgotten(monkeypatch):
    loose = [Strand((name,)) for each in plan().strands if each.stock for name in each.counts]
    strands = [each for each in plan().strands if not each.stock]
    monkeypatch.setattr(
        protection, "plan", lambda: Plan((*strands, *loose), plan().withins, plan().after, plan().thresholds)
    )
    assert found_by(PLANS)


def test_the_attacker_finds_it_when_the_corners_of_a_table_are_forgotten(monkeypatch):
    """What came by link or code is not published: it is what is left of all, and no less than none."""
    whole = plan()
    apart = tuple(within for within in whole.withins if not within.beside)
    forgotten = Plan(whole.strands, apart, whole.after, whole.thresholds, whole.near)
    monkeypatch.setattr(protection, "plan", lambda: forgotten)
    assert found_by(VOICES)
