"""What the tests of moderation stand on: a round with two who take part, and somebody who leads it."""

import pytest

from tests.factories import make_tree, make_user
from tests.factories.rounds import make_participant, make_round


@pytest.fixture
def tree(db):
    return make_tree()


@pytest.fixture
def team(tree):
    return tree["mere-safeguarding"]


@pytest.fixture
def lead(tree):
    return make_user("quality_lead", tree["larchshire"], name="Q. Lead")


@pytest.fixture
def week(tree, lead):
    return make_round(tree["larchshire"], by=lead, moderated_share=100)


@pytest.fixture
def moderator(week, tree):
    return make_participant(week, make_user("auditor", tree["larchshire"], name="M. Second")).person
