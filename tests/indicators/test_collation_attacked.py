"""The month's collation and the figures of the same answers, put together by each who sees both: nothing is told.

The attacker of `attacker.py` has every figure as the reader sees it, at every place, and the collation of the one place
that the reader is shown, with all that both are known to have in common.
"""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import transaction
from django.utils import timezone

from casework.models import Team, TeamEdge
from feedback.asking.services import published, round_of
from feedback.collation import queries
from feedback.models import Answer, Asking, Choice, Invitation, Response
from improvement.indicators import collated, protection, rollups, shown
from improvement.indicators.models import Figure
from improvement.indicators.ties import NEARLY, TIES, families, names
from tests.factories import make_child, make_team, make_tree, make_user
from tests.indicators.attacker import Attacker, Cell

MONTH = date(2026, 10, 1)
AT = datetime(2026, 10, 2, 10, tzinfo=UTC)
CODES = next(codes for codes in families() if "VO06" in codes)
QUESTIONS = {"understand_why": "VO02", "have_say": "VO03", "safer": "VO04", "understand_plan": "VO05"}
BY = {"safer": ("VO15", "VO16"), "understand_why": ("VO17", "VO18"), "have_say": ("VO19", "VO20")}
NEAR = {part for tie in TIES if tie.kind == NEARLY for part in tie.counts[1:]}
APART = 3 - 1e-6
HOW = {
    "self named": ("self", "named", "link"),
    "self confidential": ("self", "confidential", "link"),
    "self anonymous": ("self", "anonymous", "link"),
    "worker in_person": ("worker", "named", "in_person"),
    "worker telephone": ("worker", "named", "telephone"),
    "independent in_person": ("chair", "confidential", "in_person"),
    "independent telephone": ("manager", "named", "telephone"),
}


@pytest.fixture
def tree(db, settings):
    protection._cells.cache_clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    tree = make_tree()
    for name, parent in (("Weald Duty", "north-weald"), ("Mere Court", "mere")):
        tree[name] = make_team(name, parent=tree[parent])
    return tree


def write(dice, tree):
    """Write a month's answers at the teams and at the districts; return (leaf, question, choice) by place."""
    who, child = make_user(), make_child()
    quarter = round_of(on=MONTH, at=AT)
    questions = [each for each in published(at=AT).questions.all() if not each.is_open]
    places = [
        tree[code] for code in ("mere-safeguarding", "mere-assessment", "weald-safeguarding", "mere", "north-weald")
    ]
    told, kind = [], dice.choice([0.95, 0.8, 0.5])
    for place in places:
        ways = {leaf: dice.choice([0, 0, 1, 3, 6, 12, 25]) for leaf in HOW}
        for leaf, number in ways.items():
            for _ in range(number):
                response = _response(dice, leaf, place, quarter, child, who, len(told))
                for question in questions:
                    if dice.random() < 0.9:
                        choice = "yes" if dice.random() < kind else dice.choice(Choice.values)
                        Answer.objects.create(response=response, question=question, choice=choice)
                told.append(response)
    rollups.roll_up(source="response", months=[MONTH], at=timezone.now())


def _response(dice, leaf, place, quarter, child, who, number):
    by, mode, method = HOW[leaf]
    key = f"{number}"
    asking = None
    if mode != "anonymous":
        given = {"child": child, "team": place, "respondent": "family", "asked_at": AT, "asked_by": who}
        asking = Asking.objects.create(round=quarter, key=key, **given)
    fields = {"key": key, "recorded_by": who}
    if by == "self":
        made = {"made_at": AT, "made_by": who, "expires_on": MONTH + timedelta(days=30)}
        link = Invitation.objects.create(round=quarter, asking=asking, team=place, digest=key, **made)
        fields = {"invitation": link, "device": key}
    return Response.objects.create(
        round=quarter,
        asking=asking,
        team=place,
        respondent="family" if asking else "",
        mode=mode,
        variant=dice.choice(["adult", "adult", "child", "easy", "helper"]),
        language="en",
        gathered_by=by,
        method=method,
        setting="home",
        state="sent",
        begun_at=AT,
        sent_at=AT,
        closes_at=AT,
        **fields,
    )


class Reader:
    """What somebody sees: figures in full or with small numbers hidden, and the collation of `place`."""

    def __init__(self, place, *, in_full):
        self.place = place
        self.edges = dict(TeamEdge.objects.values_list("team_id", "parent_id"))
        self.true, self.shown = {}, {}
        for row in Figure.objects.filter(indicator__in=CODES, month=MONTH):
            for part, number in (("n", row.numerator), ("d", row.denominator)):
                self.true[Cell(f"{row.indicator}.{part}", row.team_id, MONTH)] = int(number)
        if in_full:
            self.shown = {cell: number for cell, number in self.true.items() if self._is_within(cell.team)}
        else:
            for code, points in shown.series_shown(CODES, until=MONTH, months=1).items():
                for team, point in ((team, point) for team, found in points.items() for point in found):
                    for part, number in (("n", point.numerator), ("d", point.denominator)):
                        if number is not None and f"{code}.{part}" in names():
                            self.shown[Cell(f"{code}.{part}", team, MONTH)] = number
        self.heard = queries.collation(team=place, month=MONTH, on=MONTH + timedelta(days=30))

    def _is_within(self, team):
        while team is not None and team != self.place.pk:
            team = self.edges.get(team)
        return team is not None

    def attacker(self, *, with_collation=True):
        parents = {MONTH: {pk: self.edges.get(pk) for pk in Team.objects.values_list("pk", flat=True)}}
        attacker = Attacker(self.true, self.shown, parents)
        for asked in self.heard.questions:
            self._put(attacker, asked, with_collation)
        answered = Cell("VO06.d", self.place.pk, MONTH)
        if with_collation and answered in attacker.numbers and self.heard.answered.value is not None:
            self._is(attacker, answered, self.heard.answered.value)
        return attacker

    def cell(self, code, name, choice):
        return Cell(f"{code} {name} {choice}", self.place.pk, MONTH)

    def _put(self, attacker, asked, published):
        """The table of a question: what it shows, its sums, and what the figures count of it."""
        code, raw = asked.question.code, self._raw(asked.question.code)
        hidden = [
            (name, place)
            for name, line in zip(queries.NAMES, asked.lines, strict=True)
            for place, cell in enumerate((*line.choices, line.n))
            if cell.value is None
        ]
        # Where nothing that is nothing is hidden, whoever reads it knows that what is hidden is something.
        least = 0 if any(not raw[name][place] for name, place in hidden) else 1
        for name, line in zip(queries.NAMES, asked.lines, strict=True):
            for place, shown_cell in enumerate((*line.choices, line.n)):
                cell = self.cell(code, name, place)
                attacker.true[cell] = raw[name][place]
                attacker.numbers[cell] = len(attacker.bounds)
                attacker.bounds.append((least if published else 0, None))
                if published and shown_cell.value is not None:
                    assert shown_cell.value == raw[name][place]
                    self._is(attacker, cell, shown_cell.value)
        for name in queries.NAMES:
            cells = [attacker.numbers[self.cell(code, name, place)] for place in range(5)]
            attacker.rows.append(({cells[4]: 1.0} | dict.fromkeys(cells[:4], -1.0), 0.0))
            below = [each for each in queries.NAMES if queries.OVER[each] == name]
            for place in range(5) if below else ():
                parts = {attacker.numbers[self.cell(code, each, place)]: -1.0 for each in below}
                attacker.rows.append(({cells[place]: 1.0} | parts, 0.0))
        for part, one, sign in self.shared(code):
            figure = Cell(part, self.place.pk, MONTH)
            if figure in attacker.numbers:
                terms = {attacker.numbers[one]: 1.0, attacker.numbers[figure]: -1.0}
                (attacker.rows.append((terms, 0.0)) if sign == "=" else attacker.less.append(terms))

    def shared(self, code):
        sides = {"all": QUESTIONS[code]}
        if code in BY:
            sides |= dict(zip(("independent", "worker"), BY[code], strict=True))
        for side, figure in sides.items():
            yield f"{figure}.n", self.cell(code, side, 0), "="
            yield f"{figure}.d", self.cell(code, side, 4), "="
        for name, figure in (("self anonymous", "VO10.n"), ("self confidential", "VO09.n")):
            yield figure, self.cell(code, name, 4), "<"
        for name, figure in (("independent", "VO06.n"), ("worker", "VO14.n")):
            yield figure, self.cell(code, name, 4), "<"

    def _raw(self, code):
        """The table counted from the raw rows."""
        counts = Counter()
        for answer in Answer.objects.filter(question__code=code).select_related("response"):
            if self._is_within(answer.response.team_id):
                side = {"self": "self", "worker": "worker"}.get(answer.response.gathered_by, "independent")
                way = answer.response.mode if side == "self" else answer.response.method
                for name in ("all", side, f"{side} {way}"):
                    counts[name, Choice.values.index(answer.choice)] += 1
                    counts[name, 4] += 1
        return {name: [counts[name, place] for place in range(5)] for name in queries.NAMES}

    def _is(self, attacker, cell, value):
        attacker.bounds[attacker.numbers[cell]] = (float(value), float(value))

    def hidden(self, attacker):
        """The cells that are something, and that neither figures nor collation show."""
        known = {cell for cell, number in attacker.numbers.items() if len(set(attacker.bounds[number])) == 1}
        for asked in self.heard.questions:
            for part, one, sign in self.shared(asked.question.code):
                both = {one, Cell(part, self.place.pk, MONTH)}
                if sign == "=" and both & known:
                    known |= both
        first = {name: part for part, name in reversed(names().items())}
        called = [cell for cell in attacker.numbers if " " in cell.part or first[names()[cell.part]] == cell.part]
        return sorted((cell for cell in called if cell not in known and attacker.true[cell]), key=str)


def told_by(reader, dice, most=40):
    attacker = reader.attacker()
    cells = reader.hidden(attacker)
    return [
        (cell, attacker.true[cell])
        for cell in dice.sample(cells, min(most, len(cells)))
        if attacker.width(cell) < APART
    ]


@pytest.mark.parametrize("seed", range(5))
def test_who_sees_small_figures_hidden_learns_nothing_hidden_from_both(tree, seed):
    """A board member or a chair, for the county."""
    dice = Random(seed)
    write(dice, tree)
    assert told_by(Reader(tree["larchshire"], in_full=False), dice) == []


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("place", ["larchshire", "west"])
def test_who_sees_figures_in_full_learns_no_more_from_the_collation(tree, place, seed):
    """A director, a head of service or an analyst: what the figures leave open, the collation leaves open."""
    dice = Random(seed)
    write(dice, tree)
    reader = Reader(tree[place], in_full=True)
    both, figures = reader.attacker(), reader.attacker(with_collation=False)
    cells = reader.hidden(both)
    for cell in dice.sample(cells, min(40, len(cells))):
        assert both.width(cell) >= min(APART, figures.width(cell) - 1e-6), (cell, both.true[cell])


@pytest.mark.parametrize("seed", range(3))
def test_a_manager_learns_nothing_hidden_of_their_own_team(tree, seed):
    """Answers count for no team in any figure: the collation of a team is all there is of them."""
    dice = Random(seed)
    write(dice, tree)
    assert told_by(Reader(tree["mere-safeguarding"], in_full=True), dice) == []


def found_when(tree, seeds) -> bool:
    for seed in seeds:
        dice = Random(seed)
        with transaction.atomic():
            write(dice, tree)
            if told_by(Reader(tree["larchshire"], in_full=False), dice):
                return True
            transaction.set_rollback(True)
    return False


@pytest.mark.parametrize("seed", range(3))
def test_figures_take_for_known_what_the_collation_shows(tree, seed):
    write(Random(seed), tree)
    county = tree["larchshire"]
    known = collated.collated(teams=Team.objects.all(), codes=CODES, first=MONTH, last=MONTH)[MONTH]
    reader = Reader(county, in_full=False)
    told = set()
    for asked in reader.heard.questions:
        for part, cell, sign in reader.shared(asked.question.code):
            if sign != "=":
                continue
            _, side, place = cell.part.split()
            line = asked.line(side)
            if (*line.choices, line.n)[int(place)].value is not None:
                told.add((names()[part], county.pk))
    assert told
    assert told <= known
    assert collated.collated(teams=Team.objects.all(), codes=["CP05"], first=MONTH, last=MONTH) == {}


def test_the_attacker_finds_it_when_the_collation_hides_small_numbers_by_itself(tree, monkeypatch):
    """As it was: every row shown, and nothing known of what is told elsewhere."""
    monkeypatch.setattr(queries, "_open_rows", lambda table: list(table))
    alone = queries.suppress_counts
    monkeypatch.setattr(queries, "suppress_counts", lambda rows, told=(), **how: alone(rows, **how))
    monkeypatch.setattr(shown, "collated", lambda **span: {})
    assert found_when(tree, range(12))
