"""What the tests of rounds stand on: a county with open work in three teams, and somebody to lead."""

import pytest

from tests.factories import make_tree, make_user, make_worker
from tests.factories.rounds import make_open_work, make_round


@pytest.fixture
def tree(db):
    return make_tree()


@pytest.fixture
def lead(tree):
    return make_user("quality_lead", tree["larchshire"], name="Q. Lead")


@pytest.fixture
def work(tree):
    """Six children with open work in each of the three teams, each team with a worker of its own."""
    codes = ("mere-assessment", "mere-safeguarding", "weald-safeguarding")
    return {code: make_open_work(tree[code], worker=make_worker(f"Worker of {code}")) for code in codes}


@pytest.fixture
def week(tree, lead, work):
    return make_round(tree["larchshire"], by=lead, name="Practice week, November 2026")
