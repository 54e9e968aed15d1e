"""With the broker stopped an analyst's upload and apply are kept, and the sweep has them finished."""

import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from casework.models import Contact, Import
from improvement.tasks import sweep
from tests.casework.imports.hostile import CSV
from tests.databases import database_url
from tests.factories import make_team, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def worker(broker):
    """Return `start()`, which starts a real worker on the test's database; it is gone at the end."""
    started = []

    def start():
        command = [sys.executable, "-m", "celery", "-A", "improvement", "worker", "-c", "1", "-P", "solo"]
        environment = {**os.environ, "DATABASE_URL": database_url(), "REDIS_URL": broker.url}
        started.append(subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    yield start
    for child in started:
        child.kill()
        child.wait()


def wait_for(state, seconds=90):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        delivery = Import.objects.get()
        if delivery.state == state:
            return delivery
        time.sleep(0.1)
    raise AssertionError(f"After {seconds} s the import is {delivery.state}: {delivery.progress} {delivery.reason}")


def post(client, name, *arguments, **data):
    """Post a form, which must answer at once, and make the wait for a worker longer than the sweep's patience."""
    began = time.monotonic()
    answer = client.post(reverse(name, args=arguments), data)
    assert answer.status_code == 302
    assert time.monotonic() - began < 5
    ago = timezone.now() - timedelta(minutes=1)
    Import.objects.exclude(heartbeat_at=None).update(heartbeat_at=ago)
    Import.objects.update(uploaded_at=ago)
    return client.get(answer["Location"]).content.decode()


def test_with_the_broker_stopped_upload_and_apply_are_kept_and_finished(client, celery_broker, worker):
    client.force_login(make_user("analyst", make_team("Larchshire", level="county")))
    celery_broker.stop()
    file = SimpleUploadedFile("list_1.csv", CSV.encode())
    day = {"as_on_day": "31", "as_on_month": "10", "as_on_year": "2026"}
    shown = post(client, "casework:import_upload", key="k1", files=[file], **day)
    assert "What you asked for is saved" in shown
    assert bytes(Import.objects.get().files.get().content) == CSV.encode()
    sweep()
    celery_broker.start()
    worker()
    sweep()
    delivery = wait_for("checked")

    celery_broker.stop()
    shown = post(client, "casework:import_apply", delivery.pk)
    assert "What you asked for is saved" in shown
    assert Import.objects.get().state == "applying"
    celery_broker.start()
    sweep()
    delivery = wait_for("applied")
    assert delivery.applied_by.name == delivery.asked_by.name
    assert Contact.objects.get().child.reference == "LS1"
