"""Given figures with parts of a person in them are hidden like counts, and no more is hidden than must be."""

import pytest

from improvement.indicators import rollups
from improvement.indicators.access import Standing
from improvement.indicators.models import Figure
from improvement.indicators.shown import below_shown, readings_shown
from tests.factories import make_tree
from tests.factories.given import AT, MONTH, apply

pytestmark = pytest.mark.django_db
# 0.1 + 0.2 is not 0.3 in binary, and a county is the sum of its teams.
PARTS = ("mere-assessment,6.1,40.3", "mere-safeguarding,7.2,30.1", "weald-safeguarding,8.3,50.7")


def seen(tree, code, place="larchshire"):
    rollups.roll_up(source="given", months=[MONTH], at=AT)
    standing = Standing(team=tree[place], month=MONTH, above=(), below=(), in_full=False, rows=False)
    (reading,) = readings_shown(standing, [code], months=1)
    return reading.points[-1], {each.team.code: each.point for each in below_shown(standing, code)}


def test_fractions_add_up_so_nothing_is_hidden_without_need(calendar):
    tree = make_tree()
    apply(*[f"WF04,2026-10,{part}," for part in PARTS])
    whole, parts = seen(tree, "WF04")
    assert (whole.numerator, whole.denominator, whole.symbol) == (21.6, 121.1, "")
    assert {code: point.numerator for code, point in parts.items()} == {"north": 8.3, "west": 13.3}


def test_a_part_of_few_is_hidden_and_so_is_what_would_give_it_away(calendar):
    tree = make_tree()
    apply(*[f"WF04,2026-10,{part}," for part in (*PARTS[:2], "weald-safeguarding,1.5,50.7")])
    whole, parts = seen(tree, "WF04")
    assert parts["north"].symbol == "c"
    assert "c" in (whole.symbol, parts["west"].symbol)


def test_a_rate_that_is_no_share_may_pass_a_hundred(calendar):
    tree = make_tree()
    apply("WF03,2026-10,mere-assessment,14.5,12,", "WF03,2026-10,weald-safeguarding,1,30,")
    whole, _ = seen(tree, "WF03")
    assert (whole.numerator, whole.denominator) == (15.5, 42)
    figure = Figure.objects.get(team=tree["mere-assessment"], indicator="WF03")
    assert not figure.is_share
