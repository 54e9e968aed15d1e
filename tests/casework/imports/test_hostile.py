"""Every hostile file ends: refused in plain words with nothing kept, or read; within ten seconds."""

import time

import pytest
from django.db import connection
from django.utils import timezone

from casework.imports import services, staging
from casework.models import Contact, Import, ImportFile, ImportList, ImportProblem
from tests.casework.imports.hostile import KINDS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", KINDS)
def test_file_ends_well(kind):
    name, make, words = KINDS[kind]
    content = make()
    start = time.process_time(), time.monotonic()
    delivery = services.receive_files(files=[(name, content)], by=None, at=timezone.now(), key=kind)
    delivery = services.read_and_check(delivery_id=delivery.pk, at=timezone.now())
    assert time.monotonic() - start[1] < 10
    assert not ImportFile.objects.exclude(content=None).exists()
    if words is None:
        assert delivery.state == Import.State.CHECKED, delivery.reason
        services.apply_import(delivery_id=delivery.pk, by=None, at=timezone.now())
        assert Contact.objects.get().child.reference == "LS1"
        return
    assert delivery.state == Import.State.REFUSED
    assert words in delivery.reason
    assert "Traceback" not in delivery.reason
    assert not ImportList.objects.exists()
    assert not ImportProblem.objects.exists()
    with connection.cursor() as cursor:
        for number in staging.lists():
            cursor.execute(f"SELECT count(*) FROM {staging.table(number)}")
            assert cursor.fetchone() == (0,)


def test_more_than_twenty_megabytes_is_refused_before_it_is_kept():
    with pytest.raises(services.CannotImport, match="20 MB"):
        services.receive_files(files=[("a.csv", b"x" * (20 * 2**20 + 1))], by=None, at=timezone.now(), key="k")
    assert not Import.objects.exists()
