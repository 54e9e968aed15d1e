"""Escalations from and to partners: their time in working days, how they ended, once."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.services import NotAllowed
from feedback.models import Escalation
from feedback.partners import queries, services
from tests.factories.feedback import AT, make_escalation, make_theme

ON = AT.date()


@pytest.fixture
def team(tree):
    return tree["mere-safeguarding"]


def resolve(escalation, people, resolved_on=ON, settled="A worker was named", outcome="agreed"):
    given = {"outcome": outcome, "settled": settled, "resolved_on": resolved_on}
    return services.resolve(escalation=escalation, **given, by=people["quality"], at=AT)


def test_it_is_kept_once_and_settled_once(team, people):
    made = make_escalation(team, key="k")
    assert make_escalation(team, about="Another", key="k") == made
    resolve(made, people)
    with pytest.raises(NotAllowed, match="Theirs stands"):
        resolve(made, people, outcome="withdrawn")
    with pytest.raises(IntegrityError), transaction.atomic():
        Escalation.objects.filter(pk=made.pk).update(settled="")


def test_what_is_missing_or_to_come_is_said(team, people):
    with pytest.raises(NotAllowed, match="what it is about"):
        make_escalation(team, about=" ")
    for day in (ON + timedelta(days=1), date(1026, 10, 1)):
        with pytest.raises(NotAllowed, match="to today"):
            make_escalation(team, raised_on=day)
    made = make_escalation(team)
    for day in (ON + timedelta(days=1), made.raised_on - timedelta(days=1)):
        with pytest.raises(NotAllowed, match="from 1 October 2026 to today"):
            resolve(made, people, day)
    with pytest.raises(NotAllowed, match="what was done"):
        resolve(made, people, settled=" ")


def test_time_is_counted_in_working_days_each_way(tree, team, people):
    def settled(began, ended, **fields):
        made = make_escalation(team, raised_on=began, key=str(began), **fields)
        resolve(made, people, ended)

    settled(date(2026, 10, 1), date(2026, 10, 5))  # over a weekend: 2
    settled(date(2026, 8, 28), date(2026, 9, 1))  # over the bank holiday: 1
    settled(date(2026, 10, 2), date(2026, 10, 12))  # 6
    settled(date(2025, 9, 1), date(2025, 9, 30))  # more than a year ago
    make_escalation(team, direction="to", raised_on=date(2026, 10, 30), key="open")
    about = {"team": tree["mere"], "user": people["quality"], "on": ON}
    came, went = queries.took(**about)
    assert (came.settled, came.open, came.days) == (3, 0, 2)
    assert (went.settled, went.open, went.days) == (0, 1, None)
    (first, *_) = queries.lines(queries.escalations(**about), on=ON)
    assert (first.escalation.key, first.days) == ("open", 2)


def test_by_the_pages(client, team, people):
    theme, today = make_theme("Thresholds"), timezone.localdate()
    client.force_login(people["head"])
    day = {"day": today.day, "month": today.month, "year": today.year}
    form = {"direction": "from", "team": team.pk, "theme": theme.pk, "about": "=No <b>reply</b> 🙂", "key": "k"}
    form |= {f"raised_on_{part}": value for part, value in day.items()}
    page = client.post("/feedback/partners/log/", form).content.decode()
    assert "Choose the agency." in page
    assert "reply&lt;/b&gt; 🙂" in page
    client.post("/feedback/partners/log/", form | {"agency": "police"})
    assert "open for 0 working days" in client.get("/feedback/partners/").content.decode()
    address = f"/feedback/partners/{Escalation.objects.get().pk}/settle/"
    end = {"outcome": "explained", "settled": "Told why"} | {f"resolved_on_{part}": each for part, each in day.items()}
    client.post(address, end)
    page = client.get("/feedback/partners/").content.decode()
    assert "=No &lt;b&gt;reply&lt;/b&gt; 🙂" in page
    assert "Not changed; the reason was accepted: Told why" in page


def test_who_may_read_and_who_may_write(client, team, people):
    made = make_escalation(team)
    for who, reads, writes in (
        ("quality", True, 200),
        ("head", True, 200),
        ("manager", True, 200),
        ("neighbour", False, 404),
        ("chair", True, 404),
    ):
        client.force_login(people[who])
        assert (made.about in client.get("/feedback/partners/").content.decode()) is reads, who
        assert client.get(f"/feedback/partners/{made.pk}/settle/").status_code == writes, who


def test_the_list_asks_as_many_queries_for_ten_times_the_escalations(client, team, people):
    client.force_login(people["quality"])

    def count():
        client.get("/feedback/partners/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/feedback/partners/")
        return len(captured)

    for number in range(2):
        make_escalation(team, key=f"few {number}")
    few = count()
    for number in range(20):
        resolve(make_escalation(team, key=f"many {number}"), people)
    assert count() == few
