import pytest

from casework.synthetic import annex_a
from casework.synthetic.department import department


@pytest.fixture(scope="session")
def larchshire():
    """The whole department: three seconds to live through seven years."""
    return department()


@pytest.fixture(scope="session")
def extracts(larchshire):
    """Months before the last (0) to the lists as at its end."""
    last = larchshire.months[-1]
    return {last - month: annex_a.extract(larchshire, month) for month in larchshire.months}


@pytest.fixture(scope="session")
def small():
    return department(months=6, small=True)
