"""The states of a pack: the table is the whole truth, and the page about it is written from it."""

from itertools import product
from pathlib import Path

import pytest

from improvement.boards import states
from improvement.boards.docs import PAGES
from improvement.boards.models import Pack
from tests.factories import make_tree
from tests.factories.boards import make_board, make_figures, make_pack

ALLOWED = {(step.start, step.end) for step in states.TRANSITIONS}


def test_every_state_can_be_reached_and_the_table_knows_no_other():
    assert {step.end for step in states.TRANSITIONS} == set(Pack.State.values)
    assert {step.start for step in states.TRANSITIONS} - {""} <= set(Pack.State.values)


@pytest.mark.django_db
@pytest.mark.parametrize(("start", "end"), list(product(Pack.State.values, repeat=2)))
def test_only_the_moves_of_the_table_are_made(start, end):
    if (start, end) not in ALLOWED:
        with pytest.raises(ValueError, match="cannot go from"):
            states.move(Pack.objects.all(), start, end)
        return
    county = make_tree()["larchshire"]
    make_figures(county, codes=["FD06"], months=3)
    pack = make_pack(make_board(county, indicators=["FD06"]))
    elsewhere = Pack.objects.filter(pk=pack.pk).exclude(state=start)
    assert states.move(elsewhere, start, end) is False


@pytest.mark.parametrize(("path", "page"), PAGES)
def test_the_page_is_written_from_the_table(path, page):
    assert Path(path).read_text() == page(), "run manage.py write_docs"
