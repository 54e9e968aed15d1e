"""Every indicator, counted again from the raw rows by code that shares nothing with the roll-up."""

import pytest

from improvement.indicators import rollups
from improvement.indicators.definitions import all_definitions
from improvement.indicators.models import Figure
from improvement.indicators.sources import SOURCES
from tests.indicators.facts import AT, department
from tests.indicators.recompute.audited import AUDITED
from tests.indicators.recompute.due import DUE
from tests.indicators.recompute.figures import expected, expected_given
from tests.indicators.recompute.rules import RULES
from tests.indicators.recompute.voiced import VOICED
from tests.indicators.recompute.world import World

CODES = [found.code for found in all_definitions() if not found.is_given]
GIVEN = [found.code for found in all_definitions() if found.is_given]


@pytest.fixture(scope="module", params=[1, 2])
def counted(request, django_db_setup, django_db_blocker):
    """A department and its figures, rolled back after the module."""
    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            department(seed=request.param)
            for source in SOURCES:
                months = rollups.all_months(at=AT.date(), source=source)
                rollups.roll_up(source=source, months=months, at=AT)
            yield World()
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


def test_every_indicator_has_a_rule_in_plain_python():
    assert sorted(RULES) == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.django_db
def test_the_roll_up_agrees_with_the_raw_rows(counted, code):
    rows = Figure.objects.filter(indicator=code).values_list("team_id", "month", "numerator", "denominator")
    ours = {(team, month): (above, below) for team, month, above, below in rows}
    theirs = expected(counted, code)
    differences = {
        key: (ours.get(key), theirs.get(key)) for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)
    }
    assert not differences
    assert any(above for above, _ in ours.values()), "the facts never make this indicator count anything"


@pytest.mark.parametrize("code", GIVEN)
@pytest.mark.django_db
def test_given_figures_add_up_as_the_raw_rows_do(counted, code):
    rows = Figure.objects.filter(indicator=code).values_list("team_id", "month", "numerator", "denominator", "symbol")
    ours = {(team, month): tuple(said) for team, month, *said in rows}
    theirs = expected_given(counted, code, AT.date())
    differences = {
        key: (ours.get(key), theirs.get(key)) for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)
    }
    assert not differences
    assert any(top for top, *_ in ours.values())
    assert any(symbol for *_, symbol in ours.values()) or code in AUDITED | DUE | VOICED
