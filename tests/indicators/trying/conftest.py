"""The tree and the people who talk about figures, who try things too."""

import pytest

from tests.factories.trying import make_lead
from tests.indicators.said.conftest import people, tree

__all__ = ["lead", "people", "tree"]


@pytest.fixture
def lead(tree):
    """Return a practitioner of Mere Safeguarding, who sees small numbers hidden."""
    return make_lead(tree["mere-safeguarding"], name="Lee Lead")
