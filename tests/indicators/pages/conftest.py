"""A small county with figures of a few indicators, each telling another story."""

import pytest

from improvement.indicators.models import StaleKey
from tests.factories import make_tree, make_user
from tests.factories.indicators import make_fresh_import, make_tree_series, shift

MONTHS = 24


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Make people in milliseconds; nobody signs in with a password here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def county(db):
    """Return the tree by code, with re-referrals worse, assessments better and visits as they always were."""
    tree = make_tree()
    make_fresh_import()
    teams = ("mere-assessment", "mere-safeguarding", "weald-safeguarding")
    sixty = {code: [60] * MONTHS for code in teams}
    make_tree_series("FD06", {code: shift(before=10, after=20, at=15) for code in teams}, sixty)
    make_tree_series("AS02", {code: shift(before=40, after=50, at=12) for code in teams}, sixty)
    make_tree_series("CP11", {code: shift(before=50, after=50, at=0) for code in teams}, sixty)
    make_tree_series("FD01", {code: shift(before=80, after=80, at=0) for code in teams})
    # As after a roll-up: nothing waits to be counted.
    StaleKey.objects.all().delete()
    return tree


@pytest.fixture
def sign_in(client, county):
    """Return a function that signs a new person of a role in, at a team by code, and returns them."""

    def as_role(role, team="larchshire"):
        user = make_user(role, county[team]) if role else make_user()
        client.force_login(user)
        return user

    return as_role
