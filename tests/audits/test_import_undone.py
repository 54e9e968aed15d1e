"""An import whose children have audits is not undone: a sentence says why, and everything stays."""

import pytest
from django.utils import timezone

from audits.models import Audit
from casework.imports.services import CannotImport, undo_import
from casework.models import Child
from tests.factories import make_child, make_import, make_tree, make_user
from tests.factories.audits import make_audit


@pytest.mark.django_db
def test_an_import_whose_children_have_audits_is_not_undone():
    team = make_tree()["mere-safeguarding"]
    delivery = make_import(applied_at=timezone.now())
    child = make_child(source=delivery)
    audit = make_audit(auditor=make_user(), team=team, child=child)
    with pytest.raises(CannotImport, match="It cannot be undone: audits, visits or other work have been recorded"):
        undo_import(delivery_id=delivery.pk, by=None, at=timezone.now())
    delivery.refresh_from_db()
    assert delivery.state == "applied"
    assert Child.objects.filter(pk=child.pk).exists()
    assert Audit.objects.filter(pk=audit.pk).exists()
