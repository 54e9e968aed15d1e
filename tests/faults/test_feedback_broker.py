"""With the broker stopped a family answers, says that it is unsafe, and staff record, judge and follow up as ever."""

import time
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from casework.models import Action
from feedback.models import Answer, Concern, Passage, Response
from tests.factories import make_tree, make_user
from tests.factories.feedback import make_known_child, make_link

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def post(client, address, data):
    """Post a form, which must be taken at once; return where it leads."""
    began = time.monotonic()
    answer = client.post(address, data)
    assert (answer.status_code, address) == (302, address)
    assert time.monotonic() - began < 5
    return answer["Location"]


def test_with_the_broker_stopped_nothing_is_lost_and_nothing_doubled(celery_broker, client):
    cache.clear()
    tree = make_tree()
    child = make_known_child(tree["mere-safeguarding"])
    manager = make_user("team_manager", tree["mere-safeguarding"])
    head = make_user("head_of_service", tree["west"])
    lead = make_user("participation_lead", tree["larchshire"])
    token = make_link(child, at=timezone.now())
    celery_broker.stop()

    family = Client()
    post(family, f"/say/{token}/", {"key": "0123456789abcdef" * 2, "mode": "named", "v": "adult", "l": "en"})
    for number in range(1, 5):
        post(family, f"/say/{token}/{number}/", {"choice": "no"})
    post(family, f"/say/{token}/5/", {"text": "Ring before you come"})
    assert family.post(f"/say/{token}/unsafe/", {"text": "he hurts me"}).status_code in (200, 302)
    post(family, f"/say/{token}/end/", {"quote": "no", "contact": "yes"})
    assert (Response.objects.get().state, Answer.objects.count(), Passage.objects.count()) == ("sent", 4, 2)

    client.force_login(lead)
    urgent = Passage.objects.get(is_urgent=True)
    post(client, f"/feedback/queue/{urgent.pk}/", {"outcome": "safeguarding"})
    assert Concern.objects.get().holder == head
    assert not any("hurts" in message.body for message in mail.outbox)
    day = timezone.localdate() + timedelta(days=9)
    due = {"due_on_day": day.day, "due_on_month": day.month, "due_on_year": day.year}
    action = {"what": "Ring them", "measure": "Heard", "owner": manager.pk, "key": "k", **due}
    for _ in range(2):
        post(client, f"/feedback/answers/{Response.objects.get().pk}/follow-up/", action)
    assert Action.objects.count() == 1

    client.force_login(manager)
    given = {"respondent": "child", "reason": "quarter", "gathered_by": "worker", "method": "in_person"}
    given |= {"setting": "home", "mode": "named", "variant": "child", "language": "en", "choice_1": "yes", "key": "r"}
    for _ in range(2):
        post(client, f"/feedback/children/{child.pk}/record/", given)
    assert Response.objects.count() == 2
