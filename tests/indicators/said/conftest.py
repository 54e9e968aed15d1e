"""A tree with 24 months of re-referrals in every team, and people who talk about them."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import make_user
from tests.factories.indicators import make_risen_tree

AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)


@pytest.fixture
def tree(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_risen_tree()


@pytest.fixture
def people(tree):
    """Return a person by role: manager of Mere Safeguarding, head of West, and the rest for the county."""
    return {
        "manager": make_user("team_manager", tree["mere-safeguarding"]),
        "neighbour": make_user("team_manager", tree["weald-safeguarding"]),
        "head": make_user("head_of_service", tree["west"]),
        "director": make_user("director", tree["larchshire"]),
        "analyst": make_user("analyst", tree["larchshire"]),
        "quality": make_user("quality_lead", tree["larchshire"]),
        "board": make_user("board_member", tree["larchshire"]),
    }
