"""A team of twelve, and a survey that is open to them today."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.surveys import make_open_survey, make_staff


@pytest.fixture
def team(tree):
    return tree["mere-safeguarding"]


@pytest.fixture
def staff(team):
    return make_staff(team, 12)


@pytest.fixture
def survey(team, staff):
    now = timezone.now()
    return make_open_survey(team, at=now, closes_on=(now + timedelta(days=14)).date())
