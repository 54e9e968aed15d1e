"""Compliments reach whom they are about in one click, once, and nobody before."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.notices import notices_of
from casework.services import NotAllowed
from feedback.compliments import services
from feedback.models import Compliment
from tests.factories import make_user
from tests.factories.feedback import AT


@pytest.fixture
def worker(tree):
    return make_user("practitioner", tree["mere-safeguarding"], name="S. Marsh")


def log(worker, team, by, **fields):
    given = {"source": "family", "words": "She always rings back", "received_on": AT.date(), "key": "k"} | fields
    return services.log(about=worker, team=team, **given, by=by, at=AT)


def test_it_is_logged_once_and_passed_on_once(tree, people, worker):
    team = tree["mere-safeguarding"]
    made = log(worker, team, people["manager"])
    assert log(worker, team, people["manager"]) == made
    assert notices_of(worker) == []
    assert services.pass_on(compliment=made, by=people["manager"], at=AT)
    assert not services.pass_on(compliment=made, by=people["head"], at=AT)
    (notice,) = notices_of(worker)
    assert (notice.path, "rings" in notice.words) == ("/feedback/compliments/", False)
    made.refresh_from_db()
    assert made.passed_by == people["manager"]


def test_nobody_logs_their_own_or_what_is_to_come(tree, people, worker):
    team = tree["mere-safeguarding"]
    with pytest.raises(NotAllowed, match="Somebody else logs"):
        log(people["manager"], team, people["manager"])
    with pytest.raises(NotAllowed, match="still to come"):
        log(worker, team, people["manager"], received_on=AT.date() + timedelta(days=1))
    with pytest.raises(NotAllowed, match="Write what they said"):
        log(worker, team, people["manager"], words=" ")


def test_from_the_pages(client, tree, people, worker):
    client.force_login(people["manager"])
    today = timezone.localdate()
    day = {"received_on_day": today.day, "received_on_month": today.month, "received_on_year": today.year}
    form = {"about": worker.pk, "team": tree["mere-safeguarding"].pk, "source": "child", "key": "k", **day}
    client.post("/feedback/compliments/log/", {**form, "words": "=She <b>listens</b> 🙂"})
    made = Compliment.objects.get()
    client.force_login(worker)
    assert "listens" not in client.get("/feedback/compliments/").content.decode()
    assert client.post(f"/feedback/compliments/{made.pk}/pass-on/").status_code == 404
    client.force_login(people["neighbour"])
    assert client.post(f"/feedback/compliments/{made.pk}/pass-on/").status_code == 404
    client.force_login(people["manager"])
    assert "Pass it on" in client.get("/feedback/compliments/").content.decode()
    client.post(f"/feedback/compliments/{made.pk}/pass-on/")
    client.force_login(worker)
    assert "=She &lt;b&gt;listens&lt;/b&gt; 🙂" in client.get("/feedback/compliments/").content.decode()


def test_the_list_asks_as_many_queries_for_ten_times_the_thanks(client, tree, people, worker):
    client.force_login(people["manager"])

    def count():
        client.get("/feedback/compliments/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/feedback/compliments/")
        return len(captured)

    for number in range(2):
        log(worker, tree["mere-safeguarding"], people["manager"], key=f"few {number}")
    few = count()
    for number in range(20):
        log(worker, tree["mere-safeguarding"], people["manager"], key=f"many {number}")
    assert count() == few
