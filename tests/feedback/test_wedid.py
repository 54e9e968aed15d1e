"""You said, we did: a theme becomes an action and a dated reply, which another person publishes for everybody."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.models import Action
from casework.services import NotAllowed
from feedback.models import YouSaid
from feedback.wedid import queries, services
from tests.factories.feedback import AT, make_said, make_theme

REPLY = {"to_families": "We ring you first.", "to_staff": "Ring families before a change of worker."}
DUE = AT.date() + timedelta(days=14)


@pytest.fixture
def said(tree):
    return make_said(tree["mere-safeguarding"])


def write(said, by, kind="cannot", at=AT):
    return services.write(you_said=said, kind=kind, **REPLY, by=by, at=at)


def publish(said, by, at=AT):
    return services.publish(you_said=said, written_at=said.written_at, by=by, at=at)


def agree(said, people, key="k"):
    given = {"what": "Ring first", "measure": "Families say so", "owner": people["head"], "due_on": DUE, "key": key}
    return services.agree(you_said=said, **given, by=people["participation"], at=AT)


def test_we_did_rests_on_an_action(said, people):
    with pytest.raises(NotAllowed, match="rests on an action"):
        write(said, people["participation"], "did")
    action = agree(said, people)
    assert agree(said, people) == action
    assert (action.theme, action.origin, action.origin_id) == (said.theme, "you_said", said.pk)
    with pytest.raises(NotAllowed, match="Theirs stands"), transaction.atomic():
        agree(said, people, "other")
    assert Action.objects.count() == 1
    written = write(said, people["participation"], "did")
    assert (written.state, written.kind) == ("written", "did")


def test_another_publishes_what_they_read(said, people):
    first = write(said, people["participation"])
    with pytest.raises(NotAllowed, match="somebody else has to check"):
        publish(first, people["participation"])
    seen = first.written_at
    write(said, people["participation"], at=AT + timedelta(minutes=1))
    with pytest.raises(NotAllowed, match="written again"):
        services.publish(you_said=said, written_at=seen, by=people["quality"], at=AT)
    said.refresh_from_db()
    assert publish(said, people["quality"]).state == "published"
    with pytest.raises(NotAllowed, match="stays as it is"):
        write(said, people["participation"])
    with pytest.raises(IntegrityError), transaction.atomic():
        YouSaid.objects.update(published_by=people["participation"])
    with pytest.raises(IntegrityError), transaction.atomic():
        YouSaid.objects.update(kind="did")


def test_everybody_reads_what_is_published_and_nothing_else(client, tree, said, people):
    for address in ("/you-said/", "/you-said/print/"):
        assert said.said not in client.get(address).content.decode()
    publish(write(said, people["participation"]), people["quality"])
    for address in ("/you-said/", "/you-said/print/"):
        page = client.get(address).content.decode()
        assert said.said in page
        assert "We cannot, because" in page
        assert REPLY["to_families"] in page
        assert REPLY["to_staff"] not in page
        assert tree["mere-safeguarding"].name not in page
        assert people["participation"].name not in page


def test_staff_read_their_reply_and_what_waits_is_for_who_writes_it(client, said, people):
    client.force_login(people["board"])
    assert said.said not in client.get("/feedback/you-said/").content.decode()
    client.force_login(people["participation"])
    assert said.said in client.get("/feedback/you-said/").content.decode()
    publish(write(said, people["participation"]), people["quality"])
    client.force_login(people["board"])
    page = client.get("/feedback/you-said/").content.decode()
    assert REPLY["to_staff"] in page
    assert client.get(f"/feedback/you-said/{said.pk}/").status_code == 404


def test_the_share_answered_in_sixty_days(tree, people):
    team, theme = tree["mere-safeguarding"], make_theme("Time")
    on = AT.date()
    for raised, answered in ((70, 20), (80, 5), (90, None), (10, None), (500, 400)):
        at = AT - timedelta(days=raised)
        one = make_said(team, theme=theme, at=at)
        if answered is not None:
            when = AT - timedelta(days=answered)
            publish(write(one, people["participation"], at=when), people["quality"], at=when)
    assert queries.in_time(team=tree["larchshire"], user=people["participation"], on=on) == (1, 3)
    lines = queries.said_at(team=tree["larchshire"], user=people["participation"], on=on)
    assert [line.late for line in lines if line.state == "raised"] == [True, False]
    assert queries.said_at(team=tree["north"], user=people["participation"], on=on) == []


def test_from_the_pages(client, tree, people):
    theme = make_theme()
    client.force_login(people["participation"])
    form = {"theme": theme.pk, "team": tree["mere"].pk, "words": "Ring <b>first</b> 🙂", "key": "k"}
    for _ in range(2):
        client.post("/feedback/you-said/raise/", form)
    one = YouSaid.objects.get()
    address = f"/feedback/you-said/{one.pk}/"
    refused = client.post(f"{address}reply/", {"kind": "did", **REPLY}).content.decode()
    assert "Agree the action first" in refused
    assert REPLY["to_staff"] in refused
    day = timezone.localdate() + timedelta(days=9)
    due = {"due_on_day": day.day, "due_on_month": day.month, "due_on_year": day.year}
    client.post(f"{address}agree/", {"what": "Ring", "measure": "Rung", "owner": people["head"].pk, "key": "a", **due})
    client.post(f"{address}reply/", {"kind": "did", **REPLY})
    one.refresh_from_db()
    seen = {"written_at": one.written_at.isoformat()}
    client.post(f"{address}publish/", seen)
    one.refresh_from_db()
    assert one.state == "written"
    client.force_login(people["quality"])
    assert one.written_at.isoformat() in client.get(address).content.decode().replace("+00:00", "+00:00")
    client.post(f"{address}publish/", seen)
    client.logout()
    page = client.get("/you-said/").content.decode()
    assert "Ring &lt;b&gt;first&lt;/b&gt; 🙂" in page


def test_the_list_asks_as_many_queries_for_ten_times_the_replies(client, tree, people):
    client.force_login(people["participation"])
    theme = make_theme("Time")

    def count():
        client.get("/feedback/you-said/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/feedback/you-said/")
        return len(captured)

    for _ in range(2):
        make_said(tree["mere"], theme=theme)
    few = count()
    for _ in range(20):
        make_said(tree["mere"], theme=theme)
    assert count() == few
