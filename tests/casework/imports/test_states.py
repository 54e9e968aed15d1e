"""The states of an import: the table knows them all, and no act moves an import from where the table has no way."""

from itertools import product

import pytest
from django.utils import timezone

from casework.imports import services
from casework.imports.states import TRANSITIONS
from casework.models import Import
from tests.factories import make_import

ACTS = sorted({step.act for step in TRANSITIONS} - {"receive_files"})
AWAY = [
    (act, state)
    for act, state in product(ACTS, Import.State.values)
    if not any((step.act, step.start) == (act, state) for step in TRANSITIONS)
]


def test_every_state_can_be_reached_and_the_table_knows_no_other():
    assert {step.end for step in TRANSITIONS} == set(Import.State.values)
    assert {step.start for step in TRANSITIONS} - {""} <= set(Import.State.values)
    assert all(callable(getattr(services, step.act)) for step in TRANSITIONS)


@pytest.mark.django_db
@pytest.mark.parametrize(("act", "state"), AWAY)
def test_no_act_moves_an_import_from_elsewhere(act, state):
    delivery = make_import()
    Import.objects.filter(pk=delivery.pk).update(state=state, reason="As it was", applied_at=timezone.now())
    person = {} if act == "read_and_check" else {"by": None}
    try:
        getattr(services, act)(delivery_id=delivery.pk, at=timezone.now(), **person)
    except services.CannotImport as refusal:
        assert str(refusal)
    assert Import.objects.get(pk=delivery.pk).state == state
