"""A tree, a child somebody works with, and who reads what is written."""

import pytest
from django.core.cache import cache

from feedback.reading.services import name_duty
from tests.factories import make_tree, make_user
from tests.factories.feedback import AT, make_known_child


@pytest.fixture
def tree(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    return make_tree()


@pytest.fixture
def child(tree):
    return make_known_child(tree["mere-safeguarding"])


@pytest.fixture
def people(tree):
    """Return a person by role: manager of Mere Safeguarding, head of West, and the rest for the county."""
    county = tree["larchshire"]
    return {
        "manager": make_user("team_manager", tree["mere-safeguarding"]),
        "neighbour": make_user("team_manager", tree["weald-safeguarding"]),
        "head": make_user("head_of_service", tree["west"]),
        "director": make_user("director", county),
        "participation": make_user("participation_lead", county),
        "quality": make_user("quality_lead", county),
        "chair": make_user("independent_chair", county),
        "board": make_user("board_member", county),
    }


@pytest.fixture
def duty(tree, people):
    """Name who is on duty for the county."""
    county = tree["larchshire"]
    named = {"reader": people["participation"], "manager": people["head"], "officer": people["quality"]}
    people["head_of_county"] = make_user("head_of_service", county)
    named["manager"] = people["head_of_county"]
    for kind, user in named.items():
        name_duty(kind=kind, team=county, user=user, start_on=AT.date(), end_on=None, by=user, at=AT)
    return named
