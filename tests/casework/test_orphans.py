"""A fact never stands without its child, whatever way it comes in."""

import pytest
from django.db import IntegrityError, connection, transaction

from casework.models import FACTS, Child, SocialWorkerEpisode, Visit
from tests.factories import make_child, make_fact

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.__name__)
def test_a_fact_of_an_unknown_child_is_refused(fact):
    days = {field.name: "2026-01-05" for field in fact._meta.fields if field.name.endswith("_on") and not field.null}
    if fact is SocialWorkerEpisode:
        days["social_worker"] = "SW1"
    child = make_child()
    with pytest.raises(IntegrityError, match="child is not known"), transaction.atomic():
        fact.objects.bulk_create([fact(child_id=child.pk + 999, source=child.source, **days)])
    fact.objects.bulk_create([fact(child=child, source=child.source, **days)])
    with pytest.raises(IntegrityError, match="child is not known"), transaction.atomic():
        fact.objects.update(child_id=child.pk + 999)


def test_a_child_cannot_go_before_its_facts():
    child, other = make_child(), make_child()
    made = make_fact(Visit, child=child, kind="cp", visit_on="2026-01-05")
    with pytest.raises(IntegrityError, match="cannot go before"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_child WHERE id = %s", [child.pk])
    other.delete()
    made.delete()
    child.delete()
    assert not Child.objects.filter(pk__in=[child.pk or 0, other.pk or 0]).exists()
